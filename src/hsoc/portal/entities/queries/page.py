"""Everything that one person may see about one value, gathered from the gates of the rooms it lies in. Never: a gate of its own."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from hsoc.journal import reputation_days
from hsoc.journal.event_list import EventRow
from hsoc.journal.event_rows import TooSlow
from hsoc.portal.entities.queries import reputation
from hsoc.portal.entities.queries.reputation import PREFIX_BITS, Standing
from hsoc.portal.events import queries as events
from hsoc.portal.hunts import queries as hunts
from hsoc.portal.hunts.models import Meeting, Told
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.indicators.queries.together import Together, together
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.network.queries import force
from hsoc.portal.network.queries.traffic import choices, names
from hsoc.portal.network.rules.lists import Line
from hsoc.records.indicator import Kind, canonical, guessed

MOST: Final = 12  # lines of each part; the rooms themselves have them all
EVENTS_SECONDS: Final = 0.15  # s in which the last events are looked for; a day that was begun is looked through
COUNT_SECONDS: Final = 0.1  # s for counting them; without it the number is left out, and the next look goes on counting
SHOWN_ASIDE: Final = frozenset({"same", "around"})  # ties that the list of indicators shows already
PLACED: Final = frozenset({Kind.IP, Kind.NET})


class Asked(msgspec.Struct, frozen=True):
    """What was typed: its kind and canonical text."""

    kind: Kind
    value: str


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """All about it. member: whose address it is, 0 = nobody's or not for this actor to know; total: of events, None = not counted.

    mine: members whose own traffic the actor may look it up in; network: (AS number, name) where the operator's table knows it;
    searched: the day as far as which events were looked for, '' = all of them.
    """

    asked: Asked
    member: int
    network: tuple[int, str]
    standing: Standing | None
    events: tuple[EventRow, ...]
    total: int | None
    slow: bool
    searched: str
    indicators: tuple[Indicator, ...]
    sightings: tuple[Sighting, ...]
    force: tuple[Line, ...]
    meetings: tuple[Meeting, ...]
    told: tuple[Told, ...]
    mine: tuple[tuple[int, str], ...]
    together: Together

    @property
    def empty(self) -> bool:
        """Whether nothing is known."""
        shared = self.indicators or self.sightings or self.together.ties
        return not (self.standing or self.events or self.searched or shared or self.force or self.meetings or self.told)


def read(text: str) -> Asked:
    """Kind and canonical text of what a person typed; host bits of a prefix are masked, defanged dots mended. Raises ValueError."""
    text = text.strip().replace("[.]", ".").replace("hxxp", "http", 1)
    if text[:2].upper() == "AS" and text[2:].isdigit():
        return Asked(Kind.ASN, canonical(Kind.ASN, text))
    if "/" in text and "://" not in text:
        net = ipaddress.ip_network(text, strict=False)
        return Asked(Kind.NET, str(net)) if net.prefixlen < net.max_prefixlen else Asked(Kind.IP, str(net.network_address))
    return Asked(*guessed(text))


def whole(actor: Actor, asked: Asked, *, now: datetime) -> Whole:
    """What the actor may see of it."""
    kind, value = asked.kind, asked.value
    placed = kind in PLACED
    member = _member(actor, value) if placed else 0
    found, total, slow = _events(actor, value) if placed else (events.Page(rows=(), following=None), None, False)
    low, high = indicators.bounds(kind, value)
    sees = may(actor, Action.VIEW, Object.INDICATOR)
    network = _network(value) if placed else (0, "")
    return Whole(
        asked=asked, member=member, network=network,
        together=together(actor, kind, value, asn=str(network[0] or ""), without=SHOWN_ASIDE),
        standing=_standing(actor, asked, now),
        events=found.rows, total=total, slow=slow, searched=found.searched,
        indicators=tuple(indicators.about(actor, kind, value)[:MOST]) if sees else (),
        sightings=tuple(indicators.sightings_about(actor, kind, value)[:MOST]) if sees else (),
        force=tuple(_force(actor, value, now)) if placed else (),
        meetings=tuple(hunts.met_by(actor, low, high)[:MOST]) if placed else (),
        told=tuple(hunts.shared_by(actor).filter(hunt__kind=kind.value, hunt__value=value)[:MOST]) if placed else (),
        mine=tuple(one for one in choices(actor) if one[0] in actor.organisations) if placed else (),
    )  # fmt: skip


def _member(actor: Actor, value: str) -> int:
    """Whose address it is, for those who may see that organisation's events whole."""
    found = events.places().of(value)
    scope = events.visible_to(actor)
    return found if scope.everything or found in scope.own else 0


def _standing(actor: Actor, asked: Asked, now: datetime) -> Standing | None:
    judged = asked.kind in {Kind.IP, Kind.ASN}
    if asked.kind is Kind.NET:
        net = ipaddress.ip_network(asked.value)
        judged = net.prefixlen == PREFIX_BITS[net.version]
    if not judged or not may(actor, Action.VIEW, Object.INDICATOR):
        return None
    return reputation.standing(reputation.subject(f"AS{asked.value}" if asked.kind is Kind.ASN else asked.value), now=now)


def network_number(kind: Kind, value: str) -> str:
    """The AS number of an address or prefix, '' where the operator's table knows none."""
    return str(_network(value)[0] or "") if kind in PLACED else ""


def _network(value: str) -> tuple[int, str]:
    hi, lo = reputation_days.unpacked(reputation.keys([value.partition("/")[0]]))
    entry = names().entry(int(names().index(hi, lo)[0]))
    return (entry.asn, entry.name) if entry else (0, "")


def _events(actor: Actor, value: str) -> tuple[events.Page, int | None, bool]:
    wanted = events.Filter(address=value)
    try:
        page = events.events(actor, wanted, size=MOST, seconds=EVENTS_SECONDS)
    except TooSlow:
        return events.Page(rows=(), following=None), None, True
    if page.searched:
        return page, None, False
    if page.following is None:
        return page, len(page.rows), False
    try:
        return page, events.total(actor, wanted, seconds=COUNT_SECONDS), False
    except TooSlow:
        return page, None, False


def _force(actor: Actor, value: str, now: datetime) -> Iterable[Line]:
    """Entries that take traffic from or to it, or a part of it."""
    if not may(actor, Action.VIEW, Object.PERIMETER):
        return []
    asked = ipaddress.ip_network(value)
    found = []
    for line in force.entries(actor, force.heard(now=now)):
        for side in (line.standing.entry.match.src, line.standing.entry.match.dst):
            if side is not None:
                net = ipaddress.ip_network(side)
                if net.version == asked.version and net.overlaps(asked):
                    found.append(line)
                    break
    return found[:MOST]
