"""How right the engine is: its stories against the ground truth. Belongs here: matching and counting. Never: tuning a detector.

`make accuracy`. The flows go to the pipeline as tables (decoding has tests of its own), minute by minute, with the invented network's
policy. A threat is found when a story of its detector has its key (source and port, source and target, or victim) and overlaps it in
time; a story is right when such a threat exists, `other` when it names an attacker of a kind without a detector, `exempt` when it
names our own scanner or monitor, and otherwise false.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

import msgspec

from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.pipeline import Pipeline
from hsoc.perimeter.simulate import columns, community, day, scenarios, truth
from hsoc.perimeter.simulate.truth import Truth
from hsoc.records.event import Event

SCENARIOS: Final = ("benign", "horizontal", "vertical", "reflection", "mixed")
SEED: Final = 11  # not the seed of any test or demonstration
SLACK_MS: Final = 5_000  # ms around a threat: flows are exported when they end
EXEMPT: Final = (community.SCANNER, community.MONITOR)


class Line(msgspec.Struct, kw_only=True):
    """One line of the table: a detector in a scenario. delay: median s from a threat's first flow to its first telling, -1 = none."""

    scenario: str
    detector: str
    threats: int = 0
    found: int = 0
    stories: int = 0
    right: int = 0
    other: int = 0
    exempt: int = 0
    delay: float = -1.0

    @property
    def false(self) -> int:
        """Stories that nothing stands behind."""
        return self.stories - self.right - self.other - self.exempt

    @property
    def recall(self) -> float | None:
        """Found part of the threats, None without any."""
        return self.found / self.threats if self.threats else None

    @property
    def precision(self) -> float | None:
        """Part of the stories that are no false alarm, None without any."""
        return 1 - self.false / self.stories if self.stories else None


def stories(name: str, *, seed: int, flows: int | None = None) -> tuple[tuple[Event, ...], tuple[Truth, ...]]:
    """What the engine tells of a scenario (last word of each story, `detected` of its first), and what was true."""
    scenario = scenarios.SCENARIOS[name]
    plan = scenarios.plan(scenario, seed=seed)
    engine = Pipeline(policy=community.policy(), detectors=DETECTORS, backend=DryRun(), node="score")
    told: dict[str, Event] = {}
    now = 0
    for part in day.slices(scenario, plan, seed=seed, flows=scenario.flows if flows is None else flows):
        now = max(now, int(part["last"].max()))
        _heard(told, engine.step(columns.table(part), now=now).events)
    _heard(told, engine.finish(now=now).events)
    return tuple(told.values()), tuple(truth.truths(plan))


def _heard(told: dict[str, Event], events: Iterable[Event]) -> None:
    for event in events:
        told[event.id] = event


def scored(name: str, told: tuple[Event, ...], true: tuple[Truth, ...]) -> tuple[Line, ...]:
    """A line per detector that had a threat or told a story."""
    out = []
    for detector in (one.name for one in DETECTORS):
        threats = [one for one in true if one.detector == detector]
        mine = [event for event in told if event.detector == detector]
        if not threats and not mine:
            continue
        line = Line(scenario=name, detector=detector, threats=len(threats), stories=len(mine))
        by_key = _by_key(mine)
        delays = []
        for threat in threats:
            hits = [event for event in by_key.get(_key(threat), ()) if _overlap(event, threat)]
            line.found += bool(hits)
            if hits:
                delays.append(max(0, min(event.detected for event in hits) - threat.first) / 1000)
        if delays:
            line.delay = sorted(delays)[len(delays) // 2]
        _judge(line, mine, threats, true)
        out.append(line)
    return tuple(out)


def _judge(line: Line, mine: list[Event], threats: list[Truth], true: tuple[Truth, ...]) -> None:
    keyed: dict[tuple[object, ...], list[Truth]] = {}
    for threat in threats:
        keyed.setdefault(_key(threat), []).append(threat)
    attackers: dict[str, list[Truth]] = {}
    for threat in true:
        for address in (threat.src, threat.dst):
            attackers.setdefault(address, []).append(threat)
    for event in mine:
        named = _addresses(event)
        if any(_overlap(event, threat) for key in _keys(event) for threat in keyed.get(key, ())):
            line.right += 1
        elif named & set(EXEMPT):
            line.exempt += 1
        elif any(_overlap(event, threat) for address in named for threat in attackers.get(address, ())):
            line.other += 1


def _key(threat: Truth) -> tuple[object, ...]:
    if threat.detector == "horizontal_scan":
        return (threat.src, threat.port if threat.proto != 1 else 0)
    return (threat.src, threat.dst) if threat.detector == "vertical_scan" else (threat.dst,)


def _keys(event: Event) -> list[tuple[object, ...]]:
    """All keys under which a story may be looked for; addresses are compared as text."""
    sources = [address for side in event.sources for address in side.addresses]
    targets = [address for side in event.targets for address in side.addresses]
    if event.detector == "horizontal_scan":
        ports = [port for side in event.targets for port in side.ports] or [0]
        return [(source, port) for source in sources for port in ports]
    if event.detector == "vertical_scan":
        return [(source, target) for source in sources for target in targets]
    return [(target,) for target in targets]


def _by_key(events: list[Event]) -> dict[tuple[object, ...], list[Event]]:
    out: dict[tuple[object, ...], list[Event]] = {}
    for event in events:
        for key in _keys(event):
            out.setdefault(key, []).append(event)
    return out


def _addresses(event: Event) -> set[str]:
    return {address for side in (*event.sources, *event.targets) for address in side.addresses}


def _overlap(event: Event, threat: Truth) -> bool:
    return event.first <= threat.last + SLACK_MS and event.last >= threat.first - SLACK_MS


def table(lines: Iterable[Line]) -> str:
    """The lines for people."""
    head = f"{'scenario':12}{'detector':17}{'threats':>8}{'found':>7}{'recall':>8}{'stories':>9}{'right':>7}{'other':>7}{'exempt':>8}"
    rows = [head + f"{'false':>7}{'precision':>11}{'delay s':>9}"]
    for one in lines:
        recall = "-" if one.recall is None else f"{one.recall:.1%}"
        precision = "-" if one.precision is None else f"{one.precision:.1%}"
        delay = "-" if one.delay < 0 else f"{one.delay:.1f}"
        rows.append(
            f"{one.scenario:12}{one.detector:17}{one.threats:8}{one.found:7}{recall:>8}{one.stories:9}{one.right:7}{one.other:7}"
            f"{one.exempt:8}{one.false:7}{precision:>11}{delay:>9}"
        )
    return "\n".join(rows)


def main() -> None:
    """Score all scenarios and print the table."""
    lines: list[Line] = []
    for name in SCENARIOS:
        lines += scored(name, *stories(name, seed=SEED))
    sys.stdout.write(f"seed {SEED}; classes without a detector of their own are not counted as threats\n{table(lines)}\n")


if __name__ == "__main__":
    main()
