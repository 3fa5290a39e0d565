"""What would be told of a window's events now: the rules with what is remembered, without a change. Never: writing it down (actions)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from hsoc.portal.members.models import Organisation
from hsoc.portal.reports.models import Mode
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.rules.classes import Kind, State
from hsoc.portal.reports.rules.items import Seen
from hsoc.portal.reports.rules.reckon import Key, Outcome, Told, reckon
from hsoc.portal.reports.rules.timing import TIMINGS

MOST_EXTRA: Final = 50  # reports of single addresses at once; what is above comes as one summary


class Draft(msgspec.Struct, frozen=True):
    """One reckoning: a report where anything is told, otherwise only what is remembered. own: the one address of an extra report."""

    kind: Kind
    shadow: bool
    own: str
    outcome: Outcome


def drafts(organisation: Organisation, due: making.Due, seen: Sequence[Seen], *, now: int) -> list[Draft]:
    """All reckonings of an organisation and severity at `now` (ms)."""
    if not seen and not making.ends(organisation, due.severity, now=now):
        return []  # the usual case every ten minutes
    states, credibility, filtered = making.states(), making.credibility(), making.filters(organisation, now=now)
    mode = making.mode(organisation)
    if mode is Mode.NONE:
        return []  # who wants none is not told anything, so nothing is held back from him later either
    made = []
    for shadow in (False, True):
        state = State.SHADOW if shadow else State.ENABLED
        remembered = making.told(organisation.number, due.severity, shadow=shadow)
        mine = [one for one in seen if states[one.event_class.name] is state]
        for kind in Kind:
            told = remembered if kind is Kind.SOURCE else {}
            events = [one for one in mine if one.event_class.kind is kind]
            extra = mode is Mode.EXTRA and not shadow
            for own, some, known in _split(events, told) if extra else [("", events, told)]:
                if some or known:
                    outcome = reckon(
                        some, kind=kind, timing=TIMINGS[due.severity], now=now, after=due.after, told=known,
                        filtered=filtered, credibility=credibility,
                    )  # fmt: skip
                    made.append(Draft(kind, shadow, own, outcome))
    return made


def _split(events: Iterable[Seen], told: dict[Key, Told]) -> list[tuple[str, list[Seen], dict[Key, Told]]]:
    """(address, its events, what is remembered of it), the busiest first; '' = all others together."""
    found: dict[str, tuple[list[Seen], dict[Key, Told]]] = {}
    for one in events:
        found.setdefault(one.own, ([], {}))[0].append(one)
    for key, known in told.items():
        found.setdefault(key[1], ([], {}))[1][key] = known
    ordered = sorted(found.items(), key=lambda one: (not one[0], -len(one[1][0]), one[0]))
    single = [(own, *parts) for own, parts in ordered[:MOST_EXTRA] if own]
    rest: tuple[list[Seen], dict[Key, Told]] = ([], {})
    for _own, (more, memory) in ordered[len(single) :]:
        rest[0].extend(more)
        rest[1].update(memory)
    return [*single, ("", *rest)]
