"""From an answer to what its page shows: figures side by side, differences first. Belongs here: pairing and order. Never: a request."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hsoc.portal.charts import numbers
from hsoc.portal.events.web.words import why
from hsoc.portal.network.forms.force_words import story_words
from hsoc.portal.network.models import Question
from hsoc.records.mitigation import LIMIT_STORY, OWN_STORY
from hsoc.records.what_if import Side, WhatIf

MOST_ROWS: Final = 30  # of each table
LEAST_DONE: Final = 3  # stretches before a pace can be told; the first one compiles
NUMBER, SIZE = "number", "size"


def figures(answer: WhatIf) -> list[dict[str, Any]]:
    """The main figures: was, would be, difference; what grew worse is told loud."""
    rows = [
        (_("Dropped without an attack, packets"), NUMBER, [side.preventive.packets for side in _sides(answer)], False),
        (_("Dropped without an attack, data"), SIZE, [side.preventive.bytes for side in _sides(answer)], False),
        (_("Dropped in answer to attacks, packets"), NUMBER, [side.reactive.packets for side in _sides(answer)], False),
        (_("Dropped in answer to attacks, data"), SIZE, [side.reactive.bytes for side in _sides(answer)], False),
        (_("Ordinary partners hit"), NUMBER, [sum(one.peers for one in side.hurt) for side in _sides(answer)], True),
        (_("Their data that would be lost"), SIZE, [sum(one.bytes for one in side.hurt) for side in _sides(answer)], True),
        (_("Entries of the day"), NUMBER, [side.entries for side in _sides(answer)], False),
        (_("Entries at the fullest moment"), NUMBER, [side.peak.entries for side in _sides(answer)], False),
        (
            _("Memory of the routers at the fullest moment"),
            NUMBER,
            [max(side.peak.units.values(), default=0) for side in _sides(answer)],
            False,
        ),
        (_("Steps refused"), NUMBER, [sum(side.refused.values()) for side in _sides(answer)], False),
    ]
    return [
        {
            "name": name, "kind": kind, "was": was, "would": would, "more": max(0, would - was), "less": max(0, was - would),
            "bad": bad and would > was,
        }
        for name, kind, (was, would), bad in rows
    ]  # fmt: skip


def _sides(answer: WhatIf) -> tuple[Side, Side]:
    return answer.present, answer.changed


def hurt(answer: WhatIf) -> list[dict[str, Any]]:
    """Members whose ordinary traffic is hit, those with the largest difference first."""
    was = {one.member: one for one in answer.present.hurt}
    would = {one.member: one for one in answer.changed.hurt}
    rows: list[dict[str, Any]] = []
    for member in was.keys() | would.keys():
        a, b = was.get(member), would.get(member)
        one = b or a
        if one is None or not any(side is not None and (side.peers or side.bytes) for side in (a, b)):
            continue
        rows.append(
            {
                "name": one.name or str(member), "was": a.peers if a else 0, "would": b.peers if b else 0, "of": one.of_peers,
                "was_bytes": a.bytes if a else 0, "would_bytes": b.bytes if b else 0, "of_bytes": one.of_bytes,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-abs(row["would"] - row["was"]), -row["would"], row["name"]))[:MOST_ROWS]


def kinds(answer: WhatIf) -> list[dict[str, Any]]:
    """By what it would have been dropped, the largest difference first."""
    was = {one.name: one.dropped.packets for one in answer.present.kinds}
    would = {one.name: one.dropped.packets for one in answer.changed.kinds}
    rows: list[dict[str, Any]] = [
        {
            "name": story_words(name), "preventive": name.startswith((LIMIT_STORY, OWN_STORY)), "was": was.get(name, 0),
            "would": would.get(name, 0),
        }
        for name in was.keys() | would.keys()
        if was.get(name) or would.get(name)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-abs(row["would"] - row["was"]), -row["would"], row["name"]))[:MOST_ROWS]


def refusals(answer: WhatIf) -> list[dict[str, Any]]:
    """Steps refused, by reason."""
    was, would = answer.present.refused, answer.changed.refused
    rows: list[dict[str, Any]] = [
        {"name": why(code), "was": was.get(code, 0), "would": would.get(code, 0)} for code in was.keys() | would.keys()
    ]
    return sorted(rows, key=lambda row: (-abs(row["would"] - row["was"]), row["name"]))[:MOST_ROWS]


def left_ms(question: Question, *, now: datetime) -> int:
    """How long it will still take at the pace so far, ms; 0 while that cannot be told."""
    if question.started is None or question.done < LEAST_DONE or question.done >= question.parts:
        return 0
    each = (now - question.started).total_seconds() / question.done
    return max(0, round(each * (question.parts - question.done) * 1000))


def sentence(answer: WhatIf) -> str:
    """The answer in a line or two."""
    change = answer.difference
    packets = change.preventive.packets + change.reactive.packets
    if not packets and not change.peers and not change.peak_entries:
        return _("On that day nothing would have been different.")
    shown = {"n": numbers.whole(abs(packets), get_language() or "cs")}
    first = (
        _("%(n)s packets more would have been dropped.") if packets > 0
        else _("%(n)s packets fewer would have been dropped.") if packets < 0
        else _("As much would have been dropped.")
    )  # fmt: skip
    hit = {"n": numbers.whole(abs(change.peers), get_language() or "cs")}
    if change.peers > 0:
        second = ngettext("%(n)s ordinary partner more would be hit.", "%(n)s ordinary partners more would be hit.", change.peers)
    elif change.peers < 0:
        second = ngettext("%(n)s ordinary partner fewer would be hit.", "%(n)s ordinary partners fewer would be hit.", -change.peers)
    else:
        second = _("No other ordinary partners would have been hit.")
    table = {"was": numbers.whole(answer.present.peak.entries), "would": numbers.whole(answer.changed.peak.entries)}
    third = (
        _("At the fullest moment the routers would have held %(would)s entries instead of %(was)s.") % table
        if change.peak_entries
        else _("The routers would have been as full as they were.")
    )
    return f"{first % shown} {second % hit} {third}"
