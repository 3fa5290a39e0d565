"""One story while it is going on. Belongs here: what is remembered and how counts add up. Never: wording, sending.

Accounting. A detection's counts are totals of its key within a sliding window, and the next one overlaps it, so neither their sum nor their
maximum is what happened. Per strand (story and vector) the last window is remembered, and of a new one is added

    new = count - (count before - what has left the window since)

What has left is taken in proportion to time (a steady rate within one window). It is exact while the window still reaches back to the
strand's first flow (nothing has left) and where windows do not meet (all has left); in between it errs by the unsteadiness of one window.
Distinct sources, targets, ports and members are the largest of any window: a lower bound.
"""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.records.decision import Action
from hsoc.records.detection import Detection
from hsoc.records.event import MOST_RULES

COUNTS: Final = ("flows", "packets", "bytes", "dropped_flows", "dropped_packets", "dropped_bytes")
MOST_STRANDS: Final = 32  # vectors of one story counted apart; more are an attacker's play, they share the last


class Strand(msgspec.Struct):
    """The last window of one vector: its bounds in ms and its counts, in the order of COUNTS."""

    first: int
    last: int
    counts: list[int]


class Standing(msgspec.Struct):
    """What is done about a story: the newest decision that touches its traffic. `entry` is the canonical text of its match.

    hit: what the story's entries matched since the decision; seen: their counters when last looked at, None = not found yet.
    """

    action: Action
    entry: str
    until: int
    made: int
    rate: int
    rule: str
    entries: list[str] = msgspec.field(default_factory=list)  # all that were asked for, as the table names them
    seen: list[int] | None = None
    hit: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0])  # flows, packets, bytes


class Story(msgspec.Struct):
    """Everything remembered of an open story. Times in ms."""

    key: str
    id: str
    newest: Detection
    opened: int  # when it was first detected (event time of the tick)
    first: int
    last: int
    counts: list[int] = msgspec.field(default_factory=lambda: [0] * len(COUNTS))
    before: list[int] | None = None  # counts when the first decision that touches traffic was made
    strands: dict[str, Strand] = msgspec.field(default_factory=dict)
    detections: int = 0
    sources: int = 0
    targets: int = 0
    ports: int = 0
    members: int = 0
    member: int = 0
    trust: int = 0
    standing: Standing | None = None
    action: Action = Action.OBSERVE
    why: str = ""
    begun: int = 0  # the begin that its id is reckoned from, the same at every site
    revision: int = 0
    told: int = 0
    told_as: str = ""  # action and disposition when last told


def merge(story: Story, found: Detection) -> None:
    """Take a detection into its story."""
    name = found.vector if found.vector in story.strands or len(story.strands) < MOST_STRANDS else "…"
    counts = [getattr(found, count) for count in COUNTS]
    strand = story.strands.get(name)
    if strand is None:
        story.strands[name] = Strand(first=found.first, last=found.last, counts=counts)
        added = counts
    elif found.last < strand.last:  # judged out of order: the newer window has it already
        added = [0] * len(COUNTS)
    else:
        left = _left_share(strand, found.first)
        added = [max(0, new - old + round(left * old)) for new, old in zip(counts, strand.counts, strict=True)]
        strand.first, strand.last, strand.counts = found.first, found.last, counts
    story.counts = [total + more for total, more in zip(story.counts, added, strict=True)]
    story.detections += 1
    story.first, story.last = min(story.first, found.first), max(story.last, found.last)
    if found.last >= story.newest.last:
        story.newest = found
    story.sources, story.targets = max(story.sources, found.sources), max(story.targets, found.targets)
    story.ports, story.members = max(story.ports, found.ports), max(story.members, found.members)
    story.member = found.member if story.detections == 1 or found.member == story.member else 0
    story.trust = min(story.trust, found.trust) if story.detections > 1 else found.trust


def _left_share(strand: Strand, first: int) -> float:
    """Which share of the strand's last window lies before the new window's first flow."""
    if first <= strand.first:
        return 0.0
    if first > strand.last:
        return 1.0
    return (first - strand.first) / (strand.last - strand.first)


def stand(story: Story, *, action: Action, entry: str, until: int, made: int, rate: int, rule: str) -> None:
    """A decision that touches the story's traffic has been made; the same one again only moves its end."""
    if story.before is None:
        story.before = list(story.counts)
    standing = story.standing
    named = f"{action.value} {entry}"
    if standing is not None and standing.action == action:
        # another entry of the same kind, or the same again: what was matched so far stays ours
        standing.entry, standing.until, standing.rate, standing.rule = entry, max(standing.until, until), rate, rule
        if named not in standing.entries and len(standing.entries) < MOST_RULES:
            standing.entries.append(named)
        return
    story.standing = Standing(action=action, entry=entry, until=until, made=made, rate=rate, rule=rule, entries=[named])


def hit(standing: Standing, counters: tuple[int, int, int]) -> None:
    """Look at the entries' counters: what they grew by since the first look is ours; smaller ones (an entry ended) only begin anew."""
    seen = counters if standing.seen is None or counters[1] < standing.seen[1] else standing.seen
    standing.hit = [had + now - then for had, now, then in zip(standing.hit, counters, seen, strict=True)]
    standing.seen = list(counters)
