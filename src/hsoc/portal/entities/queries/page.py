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
SECONDS: Final = 1.0  # s for counting events; without it the number is left out
SHOWN_ASIDE: Final = frozenset({"same", "around"})  # ties that the list of indicators shows already
PLACED: Final = frozenset({Kind.IP, Kind.NET})


class Asked(msgspec.Struct, frozen=True):
    """What was typed: its kind and canonical text."""

    kind: Kind
    value: str


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """All about it. member: whose address it is, 0 = nobody's or not for this actor to know; total: of events, None = not counted.

    mine: members whose own traffic the actor may look it up in; network: (AS number, name) where the operator's table knows it.
    """

    asked: Asked
    member: int
    network: tuple[int, str]
    standing: Standing | None
    events: tuple[EventRow, ...]
    total: int | None
    slow: bool
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
        return not (self.standing or self.events or shared or self.force or self.meetings or self.told)


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
    rows, total, slow = _events(actor, value) if placed else ((), None, False)
    low, high = indicators.bounds(kind, value)
    sees = may(actor, Action.VIEW, Object.INDICATOR)
    network = _network(value) if placed else (0, "")
    return Whole(
        asked=asked, member=member, network=network,
        together=together(actor, kind, value, asn=str(network[0] or ""), without=SHOWN_ASIDE),
        standing=_standing(actor, asked, now),
        events=rows, total=total, slow=slow,
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


def _events(actor: Actor, value: str) -> tuple[tuple[EventRow, ...], int | None, bool]:
    wanted = events.Filter(address=value)
    try:
        rows = events.events(actor, wanted, size=MOST).rows
    except TooSlow:
        return (), None, True
    if len(rows) < MOST:
        return rows, len(rows), False
    try:
        return rows, events.total(actor, wanted, seconds=SECONDS), False
    except TooSlow:
        return rows, None, False


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
