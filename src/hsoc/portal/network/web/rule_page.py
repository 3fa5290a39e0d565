"""From rules to what their pages show: rows, the verdict while typing, the preview. Belongs here: figures and words. Never: a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from hsoc.exchange.flowspec.compose import rule as flowspec_rule
from hsoc.exchange.flowspec.tcam import cost
from hsoc.exchange.flowspec.text import match_text
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events.web.words import why
from hsoc.portal.members.models import Organisation
from hsoc.portal.network.forms.rule_words import FIELD_NAMES, MEETS, match_words, wrong_words
from hsoc.portal.network.forms.rules import STATE_NAMES
from hsoc.portal.network.models import Rule
from hsoc.portal.network.models.own import DO_NAMES
from hsoc.portal.network.queries import rules as queries
from hsoc.portal.network.rules.limits import needs_second, soon_over
from hsoc.portal.network.rules.typed import Meant
from hsoc.records.policy import Own
from hsoc.records.scope import Match

LOUD: Final = {
    "coming": "med",
    "held": "crit",
    "waiting": "med",
    "refused": "crit",
    "vetoed": "crit",
    "spared": "med",
    "aside": "med",
    "active": "ok",
}
WANTED_SHARE: Final = 0.01  # of bytes; from here on a rule is told to hurt (perimeter.md 2.8)


def row(rule: Rule, heard: queries.Engines, *, now: datetime) -> dict[str, Any]:
    """A rule as a line of a list."""
    state, code = queries.state_of(rule, heard, now=now)
    tally = queries.tally_of(rule, heard)
    match = msgspec.convert(rule.match, Match)
    return {
        "rule": rule,
        "what": match_words(match),
        "do": DO_NAMES[Own(rule.do)],
        "state": state,
        "state_text": STATE_NAMES[state],
        "loud": LOUD.get(state, "soft"),
        "why": why(code) if code else "",
        "lacking": queries.lacking(rule, heard) if state == "coming" else (),
        "ending": state in {"active", "coming"}
        and soon_over(since=rule.since.timestamp(), until=rule.until.timestamp(), now=now.timestamp()),
        "tally": tally,
        "can_end": rule.state in {Rule.State.SET, Rule.State.WAITING} and rule.until > now,
    }


def rows(rules: Iterable[Rule], heard: queries.Engines, *, now: datetime) -> list[dict[str, Any]]:
    """The lines of a page of the list."""
    return [row(rule, heard, now=now) for rule in rules]


def verdict(meant: Meant, *, do: Own, inbound: bool, owner: Organisation, now: datetime, leave_out: int = 0) -> dict[str, Any]:
    """What is told while typing: errors by field, else meaning, cost, room, conflicts, whether a second person is needed."""
    errors: dict[str, list[str]] = {name: [] for name in FIELD_NAMES}
    for one in meant.wrong:
        errors.setdefault(one.field, []).append(wrong_words(one))
    if meant.wrong:
        return {"errors": errors, "good": False}
    match = meant.match
    most, has, units = queries.limits_of(owner), queries.used(owner, now=now), cost(flowspec_rule(match))
    met = queries.meetings(match, do=do, owner=owner, now=now, leave_out=leave_out)
    same = any(one.how == "same" and one.whose == "own" for one in met)
    room = same or (has.rules < most.rules and has.cost + units <= most.cost)
    return {
        "errors": errors,
        "good": True,
        "what": match_words(match),
        "text": match_text(match),
        "cost": units,
        "left": max(0, most.cost - has.cost),
        "most": most,
        "has": has,
        "room": room,
        "meetings": [(one, MEETS[one.how], match_words(one.match)) for one in met],
        "same": same,
        "others": queries.others_met(match, owner=owner, inbound=inbound),
        "shadowed": sum(one.how == "hidden" and one.whose == "engine" for one in met),
        "second": needs_second(do, match, inbound=inbound),
        "spared": _spared(match, do=do, inbound=inbound, owner=owner, now=now),
    }


def _spared(match: Match, *, do: Own, inbound: bool, owner: Organisation, now: datetime) -> tuple[str, ...] | None:
    """What is left of a black hole around spared nets; None where nothing is cut off."""
    inside = match.dst if inbound else match.src
    if do is not Own.DROP or inside is None or match != Match(dst=match.dst, src=match.src):
        return None
    left = queries.left_of(inside, owner, now=now)
    return None if left == (inside,) else left


def preview(match: Match, *, do: Own, owner: Organisation, inbound: bool, now: datetime) -> dict[str, Any]:
    """What the rule would have matched; `slow` where the question was stopped."""
    try:
        found = queries.would_match(match, member=owner.number, inbound=inbound, now=now)
    except TooSlow:
        return {"slow": True}
    return {
        "slow": False,
        "found": found,
        "spans": (("day", found.day), ("week", found.week)),
        "hurts": do is not Own.ALLOW and found.week.wanted_share >= WANTED_SHARE,
        "do": do.value,
        "nothing": found.week.flows == 0,
    }


def carried(data: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, to be shown again as it was."""
    return {name: str(value) for name, value in data.items() if isinstance(value, str) and name != "csrfmiddlewaretoken"}
