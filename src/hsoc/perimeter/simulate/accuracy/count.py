"""Stories against the truth. Belongs here: matching and counting, per class and per detector. Never: running anything.

What is counted is a (source or victim, class, day), and a distributed attack as one. It is found by a story of a detector of its class
that names it and overlaps it in time. A story is right when it names an attacker or a victim while an attack on or by it ran, of a class
that its detector is for (or rightly sees a part of); `exempt` when it names our own scanner or monitor; otherwise it is false.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

import msgspec

from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.accuracy.engine import Told
from hsoc.perimeter.simulate.campaigns.base import Campaign, Strike
from hsoc.records.event import Event

SLACK_MS: Final = 5_000  # ms around a strike: flows are exported when they end
EXEMPT: Final = frozenset({community.SCANNER, community.MONITOR})


class ClassLine(msgspec.Struct, kw_only=True):
    """A class. delay: median s from a strike's first flow to the first telling, -1 = none; missed: keys of strikes not found."""

    kind: str
    threats: int = 0
    found: int = 0
    delay: float = -1.0
    missed: list[str] = []

    @property
    def recall(self) -> float:
        """Found part."""
        return self.found / self.threats if self.threats else 1.0


class DetectorLine(msgspec.Struct, kw_only=True):
    """A detector's stories. wrong: what the false ones named, a few."""

    detector: str
    stories: int = 0
    right: int = 0
    exempt: int = 0
    wrong: list[str] = []

    @property
    def false(self) -> int:
        """Stories with nothing behind them."""
        return self.stories - self.right - self.exempt

    @property
    def precision(self) -> float:
        """Part of the stories that is not false."""
        return 1 - self.false / self.stories if self.stories else 1.0


def counted(strikes: Sequence[Strike], said: Told, campaigns: Sequence[Campaign]) -> tuple[list[ClassLine], list[DetectorLine]]:
    """Lines per class, in the order of the campaigns, and per detector that told anything."""
    known = {campaign.name: {*campaign.detectors, *campaign.also} for campaign in campaigns}
    classes = [_class(campaign, [one for one in strikes if one.kind == campaign.name], said) for campaign in campaigns]
    involved: dict[str, list[Strike]] = {}
    for strike in strikes:
        for name in (strike.src, strike.dst, f"port {strike.port}", f"member {strike.member}"):
            involved.setdefault(name, []).append(strike)
    detectors: dict[str, DetectorLine] = {}
    for event in sorted(said.events, key=lambda one: (one.detector, one.id)):
        line = detectors.setdefault(event.detector, DetectorLine(detector=event.detector))
        line.stories += 1
        names = _names(event)
        if any(event.detector in known[one.kind] and _overlap(event, one) for name in names for one in involved.get(name, ())):
            line.right += 1
        elif names & EXEMPT:
            line.exempt += 1
        elif len(line.wrong) < 5:
            line.wrong.append(f"{'|'.join(sorted(names))[:80]} {event.vector}")
    return classes, list(detectors.values())


def _class(campaign: Campaign, strikes: list[Strike], said: Told) -> ClassLine:
    line = ClassLine(kind=campaign.name)
    stories: dict[str, list[Event]] = {}
    for event in said.events:
        if event.detector in campaign.detectors:
            for name in _names(event):
                stories.setdefault(name, []).append(event)
    found: dict[str, list[int]] = {}
    for strike in strikes:
        told = {event.id: event for name in _wanted(campaign, strike) for event in stories.get(name, ()) if _overlap(event, strike)}
        delays = [max(0, said.since[one] - strike.first) for one in told]
        found.setdefault(_key(campaign, strike), []).extend([min(delays)] if delays else [])
    line.threats, line.found = len(found), sum(bool(delays) for delays in found.values())
    line.missed = [key for key, delays in found.items() if not delays]
    waited = sorted(min(delays) for delays in found.values() if delays)
    if waited:
        line.delay = waited[len(waited) // 2] / 1000
    return line


def _key(campaign: Campaign, strike: Strike) -> str:
    if campaign.by == "source":
        return strike.src
    return strike.dst if campaign.by == "victim" else f"{strike.kind} {strike.first} {strike.dst or strike.port}"


def _wanted(campaign: Campaign, strike: Strike) -> list[str]:
    """Names by which a story shows that it means the strike."""
    if campaign.by == "source":
        return [strike.src]
    if campaign.by == "victim" or strike.dst:
        return [strike.dst]
    return [f"port {strike.port}"] if strike.port >= 0 else [f"member {strike.member}"]


def _names(event: Event) -> set[str]:
    """What a story names: addresses and prefixes, the /24 of each target, and where it names neither side, port and member."""
    sources = {address for side in event.sources for address in side.addresses}
    targets = {address for side in event.targets for address in side.addresses}
    wide = {str(ipaddress.ip_network(f"{one.split('/')[0]}/24", strict=False)) for one in targets if ":" not in one}
    names = sources | targets | wide
    if not sources:
        names |= {f"port {port}" for side in event.targets for port in side.ports} if not targets else set()
        names |= {f"member {event.member}"} if event.member else set()
    return names


def _overlap(event: Event, strike: Strike) -> bool:
    return event.first <= strike.last + SLACK_MS and event.last >= strike.first - SLACK_MS
