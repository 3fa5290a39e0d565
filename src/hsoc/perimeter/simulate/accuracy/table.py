"""The figures as text and as JSON. Belongs here: columns and words. Never: a figure of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hsoc.perimeter.simulate.accuracy.count import ClassLine, DetectorLine
from hsoc.perimeter.simulate.accuracy.hurt import Hurt


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """One field's outcome. peers: recall per peer and class, None where the peer has no rule for such a thing."""

    name: str
    sampling: int
    flows: int
    classes: tuple[ClassLine, ...]
    detectors: tuple[DetectorLine, ...]
    hurt: Hurt
    peers: dict[str, dict[str, float]]
    peer_false: dict[str, int]


def summed(scores: Sequence[Scored]) -> tuple[list[ClassLine], list[DetectorLine]]:
    """Classes and detectors over several fields; the delay is the median of the fields' medians."""
    classes: dict[str, ClassLine] = {}
    detectors: dict[str, DetectorLine] = {}
    delays: dict[str, list[float]] = {}
    for score in scores:
        for one in score.classes:
            line = classes.setdefault(one.kind, ClassLine(kind=one.kind))
            line.threats += one.threats
            line.found += one.found
            line.missed += one.missed
            delays.setdefault(one.kind, []).extend([one.delay] if one.delay >= 0 else [])
        for told in score.detectors:
            mine = detectors.setdefault(told.detector, DetectorLine(detector=told.detector))
            mine.stories += told.stories
            mine.right += told.right
            mine.exempt += told.exempt
            mine.wrong += told.wrong
    for kind, known in delays.items():
        if known:
            classes[kind].delay = sorted(known)[len(known) // 2]
    return list(classes.values()), sorted(detectors.values(), key=lambda one: one.detector)


def text(scores: Sequence[Scored]) -> str:
    """Tables for people over fields of one sampling."""
    classes, detectors = summed(scores)
    peers = sorted({peer for score in scores for peer in score.peers})
    head = f"{'class':20}{'threats':>8}{'found':>7}{'recall':>9}{'delay s':>9}" + "".join(f"{peer:>15}" for peer in peers)
    out = [head]
    for one in classes:
        delay = f"{one.delay:.1f}" if one.delay >= 0 else "-"
        beside = [_mean([score.peers[peer][one.kind] for score in scores]) for peer in peers]
        out.append(
            f"{one.kind:20}{one.threats:8}{one.found:7}{one.recall:>9.1%}{delay:>9}" + "".join(f"{value:>15.1%}" for value in beside)
        )
    out += ["", f"{'detector':20}{'stories':>8}{'right':>7}{'exempt':>8}{'false':>7}{'precision':>11}"]
    out += [f"{d.detector:20}{d.stories:8}{d.right:7}{d.exempt:8}{d.false:7}{d.precision:>11.1%}" for d in detectors]
    out += ["", *(f"false: {d.detector}: {wrong}" for d in detectors for wrong in d.wrong[:3])]
    out += [f"missed: {one.kind}: {', '.join(one.missed[:4])}" for one in classes if one.missed]
    acts, by_source = sum(s.hurt.acts for s in scores), sum(s.hurt.by_source for s in scores)
    innocents, hit, of = sum(s.hurt.innocents for s in scores), sum(s.hurt.flows for s in scores), sum(s.hurt.of for s in scores)
    slowed = sum(s.hurt.slowed for s in scores)
    out.append(
        f"rules: {acts}, {by_source} by source, of which {innocents} met an innocent; of {of} innocent flows {hit} stopped, {slowed} slowed"
    )
    out += [f"  {worst}" for score in scores for worst in score.hurt.worst[:2]]
    out += [
        f"{peer}: {sum(s.peer_false[peer] for s in scores)} addresses named that attacked nobody and were not attacked" for peer in peers
    ]
    return "\n".join(out)


def rows(scores: Sequence[Scored]) -> list[dict[str, Any]]:
    """JSON-ready, a row per field."""
    built: list[dict[str, Any]] = msgspec.to_builtins(list(scores))
    return built


def blind(scores: Sequence[Scored], *, least: float) -> list[str]:
    """Classes of which less than `least` is found."""
    return [one.kind for one in summed(scores)[0] if one.recall < least]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
