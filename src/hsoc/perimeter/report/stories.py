"""Detections become stories, stories become events. Belongs here: when something is told. Never: accounting (story), wording, sending.

A story is told when it begins, at once when what is done about it changes, every REPEAT_MS while it goes on, and when it ends: QUIET_MS
after its last flow. All tellings have one id and a growing revision. The id is reckoned from the key and the begin (to QUIET_MS, since two
stories of one key are further apart), so that a second site or a repeated run tells the same story under the same id.
"""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import pyarrow as pa

from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.report.outcome import outcome
from hsoc.perimeter.report.story import Story, hit, merge, stand
from hsoc.perimeter.report.wording import event
from hsoc.records.decision import Action, Decision
from hsoc.records.detection import Detection, detections, story_keys
from hsoc.records.event import Event, State
from hsoc.records.mitigation import Hits

REPEAT_MS: Final = 300_000  # a manager of an incident looks every few minutes; more would only fill the spool
HASTY_MS: Final = 10_000  # changes of disposition are told at most this often, so that one at the edge does not chatter
QUIET_MS: Final = 600_000  # twice the window of the detectors: nothing of the story can be in any window any more
MOST_STORIES: Final = 50_000  # open at once, about 3 kB each; beyond, the quietest are closed early and counted
SPARE: Final = 500  # … this many at a time
REVISION_MS: Final = 1_000  # of one story's time per revision; two sites that tell within it tell the same
SPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "story.hsoc.example")


class Stories:
    """The open stories. Not for use by several threads at once."""

    def __init__(
        self, *, dry_run: bool, node: str = "", repeat: int = REPEAT_MS, quiet: int = QUIET_MS, most: int = MOST_STORIES,
        patience: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        """patience: `quiet` (ms) of detectors that have their own: what is looked for over thirty days is silent for long."""
        self._patience = dict(patience or {})
        self._open: dict[str, Story] = {}
        self._fresh: set[str] = set()  # stories with something that was not told yet
        self._acted: set[str] = set()  # stories about which something is done
        self._dry_run, self._node, self._repeat, self._quiet, self._most = dry_run, node, repeat, quiet, most
        self._swept = 0
        self.evicted = 0

    def __len__(self) -> int:
        return len(self._open)

    def tell(self, found: pa.Table, decisions: tuple[Decision, ...], hits: tuple[Hits, ...], *, now: int) -> tuple[Event, ...]:
        """Take what is new (found has DETECTION_SCHEMA) and return the events to send: begun, changed, repeated, ended. now in ms."""
        told: list[Event] = []
        for key, one in zip(story_keys(found).to_pylist(), detections(found), strict=True):
            told += self._merged(str(key), one, now=now)
        self._decided(decisions, now=now)
        self._hit(hits)
        due = sorted(key for key in self._fresh if self._due(self._open[key], now=now))
        told += [self._told(self._open[key], State.OPEN, now=now) for key in due]
        if now - self._swept >= HASTY_MS or now < self._swept:
            self._swept = now
            over = [story for story in self._open.values() if now - story.last >= self._quiet_of(story)]
            told += [self._closed(story, now=now) for story in over]
        if len(self._open) > self._most:
            told += self._spared(now=now)
        return tuple(told)

    def event_of(self, key: str) -> str:
        """The id of the event by which an open story is told; empty where none is open."""
        story = self._open.get(key)
        return "" if story is None else story.id

    def close_all(self, *, now: int) -> tuple[Event, ...]:
        """End every story; for the end of a recording."""
        return tuple(self._closed(story, now=now) for story in sorted(self._open.values(), key=lambda one: one.first))

    def state(self) -> bytes:
        """The open stories, to be kept over a restart."""
        return msgspec.msgpack.encode(list(self._open.values()))

    def restore(self, state: bytes) -> None:
        """Go on with the stories of `state()`. Raises msgspec.DecodeError on anything else."""
        stories = msgspec.msgpack.decode(state, type=list[Story])
        self._open = {story.key: story for story in stories[: self._most]}
        self._fresh = set(self._open)
        self._acted = {story.key for story in self._open.values() if story.standing is not None}

    def _merged(self, key: str, found: Detection, *, now: int) -> Iterable[Event]:
        story = self._open.get(key)
        ended: list[Event] = []
        if story is not None and found.first - story.last >= self._quiet_of(story):  # another one of the same key: the old one is over
            ended.append(self._closed(story, now=now))
            story = None
        if story is None:
            story = Story(
                key=key,
                id=_id(key, found.first),
                begun=found.first // QUIET_MS * QUIET_MS,
                newest=found,
                opened=max(found.last, found.first),
                first=found.first,
                last=found.last,
            )
            self._open[key] = story
        merge(story, found)
        self._fresh.add(key)
        return ended

    def _quiet_of(self, story: Story) -> int:
        return self._patience.get(story.newest.detector, self._quiet)

    def _decided(self, decisions: tuple[Decision, ...], *, now: int) -> None:
        for one in decisions:
            story = self._open.get(one.story)
            if story is None:
                continue
            self._fresh.add(one.story)
            entry = _entry(one)
            if one.refused is None and entry:
                stand(story, action=one.action, entry=entry, until=one.until, made=one.made, rate=one.rate, rule=one.rule)
                story.action, story.why = one.action, one.rule
                self._acted.add(one.story)
            elif story.standing is None or story.standing.until <= now or _took_back(story, one, entry=entry):
                story.why = one.rule
                if story.standing is None and one.refused is None:
                    story.action = one.action

    def _hit(self, hits: tuple[Hits, ...]) -> None:
        if not hits:
            return
        # a story may stand on several entries: a source port and its fragments, two vectors
        sums: dict[str, list[int]] = {}
        for one in hits:
            had = sums.setdefault(one.story, [0, 0, 0])
            had[0], had[1], had[2] = had[0] + one.flows, had[1] + one.packets, had[2] + one.bytes
        for key in self._acted & sums.keys():
            story, now_at = self._open[key], sums[key]
            standing = story.standing
            if standing is not None and (standing.seen is None or now_at[1] != standing.seen[1]):  # None: taken back
                hit(standing, (now_at[0], now_at[1], now_at[2]))
                self._fresh.add(story.key)

    def _due(self, story: Story, *, now: int) -> bool:
        if not story.revision or now - story.told >= self._repeat:
            return True
        action, _, disposition = story.told_as.partition(" ")
        if action != story.action.value:
            return True
        return now - story.told >= HASTY_MS and disposition != outcome(story, dry_run=self._dry_run).disposition.value

    def _told(self, story: Story, state: State, *, now: int) -> Event:
        became = outcome(story, dry_run=self._dry_run)
        # by the clock, so that what a second site (or an engine that began later) tells afterwards is the newer one wherever it arrives
        story.revision = max(story.revision + 1, 1 + (now - story.begun) // REVISION_MS)
        story.told, story.told_as = now, f"{story.action.value} {became.disposition.value}"
        self._fresh.discard(story.key)
        return event(story, became, state=state, now=now, node=self._node)

    def _closed(self, story: Story, *, now: int) -> Event:
        told = self._told(story, State.CLOSED, now=now)
        del self._open[story.key]
        self._acted.discard(story.key)
        return told

    def _spared(self, *, now: int) -> list[Event]:
        quietest = heapq.nsmallest(len(self._open) - self._most + min(SPARE, self._most), self._open.values(), key=lambda one: one.last)
        self.evicted += len(quietest)
        return [self._closed(story, now=now) for story in quietest]


def _entry(decision: Decision) -> str:
    """The canonical match, empty where the decision touches no traffic or names a match that no rule can say."""
    try:
        return match_text(decision.match) if decision.action.touches_traffic else ""
    except ValueError:
        return ""


def _took_back(story: Story, refusal: Decision, *, entry: str) -> bool:
    """A fuse may refuse what was decided in the same step; then nothing ever stood."""
    standing = story.standing
    if standing is None or refusal.refused is None or any(standing.hit) or (standing.action, standing.entry) != (refusal.action, entry):
        return False
    story.standing, story.action = None, Action.OBSERVE
    return True


def _id(key: str, first: int) -> str:
    return str(uuid.uuid5(SPACE, f"{key} {first // QUIET_MS}"))
