"""The watch: all detectors over the living stream. Belongs here: when which keys are judged. Never: a definition, a threshold, a clock.

Flows pass row by row through the clock of events; at each tick the sieves name the slots that are due, only their flows are picked from
the ring, and the detector's own compiled definition judges them. So what is found is what `detect` finds in the window (tick - window,
tick], at most one tick after a key's counts first allow it and at most RECHECK s stale while it runs. Live a tick is a second, and what is
far beyond its floor is judged at the next quarter of it: a heavy attack does not wait, and the many light keys cost no more.

Three limits, each counted and told in the evidence: rows kept (`evicted`), rows of one judgement (`left_out`), flows that arrive with an
end older than the window (`late`) or beyond our own time (`absurd`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.detect.base import Detector, Least
from hsoc.perimeter.detect.behind import sample
from hsoc.perimeter.detect.beside import Waiting
from hsoc.perimeter.detect.second import promising
from hsoc.perimeter.detect.told import told
from hsoc.perimeter.measure.clock import AHEAD, FUTURE_MS, ON_TIME, TICK_MS, Clock
from hsoc.perimeter.measure.hashing import SEED, Int64s, Uint64s, continued, hashed, slots
from hsoc.perimeter.measure.judge import Judge
from hsoc.perimeter.measure.program import Program, rows_of
from hsoc.perimeter.measure.ring import CEILING, Posting, Ring, Rows, packed, unpacked
from hsoc.perimeter.measure.sieve import CALM, RECHECK, SLOT_BITS, TILE_MS, Sieve
from hsoc.perimeter.measure.silence import marks
from hsoc.records.detection import DETECTION_SCHEMA, no_detections, story_keys
from hsoc.records.flow import flow_columns, no_flows
from hsoc.records.sample import Sample

MOST_JUDGED: Final = 500_000  # rows of one judgement; beyond it the newest count, so that a tick stays well below a second
MOST_PICKED: Final = 2_000_000  # rows that the second sieve looks at in one tick
MOST_SAMPLED: Final = 200_000  # rows behind the victims that decide looks into in one step, the newest
MOST_AHEAD: Final = 4096  # flows from an unconfirmed future that are kept
IDLE_MS: Final = 2_000  # ms; without flows the clock follows ours this far behind …
LIVE_MS: Final = 60_000  # ms; … if it is this close, that is, if this is no replay
PARTS: Final = 4  # of a live tick, at which urgent keys are judged
WEAK: Final = 4  # a key below a quarter of what it needs is let go first


class Counters(msgspec.Struct):
    """What the watch could not honour, and how much it did. Rows, ever."""

    flows: int = 0
    late: int = 0
    absurd: int = 0
    evicted: int = 0
    left_out: int = 0
    judgements: int = 0


class Post(msgspec.Struct):
    """One detector on watch, and its sides in the ring: its own flows, and their mirror if it has one."""

    detector: Detector
    least: Least
    definition: int  # its number with the judge
    sieve: Sieve
    own: int
    mirror: int | None
    looks: bool  # whether it looks at the hashes beside its rows before any is moved
    waiting: Waiting | None  # where it asks less of hosts beside others

    @property
    def sides(self) -> list[int]:
        """Sides whose rows the definition wants."""
        return [self.own] if self.mirror is None else [self.own, self.mirror]


class Sifted(msgspec.Struct):
    """What one batch means to one detector: its postings, and for its sieve per own row the slot that counts, its weight and its value."""

    postings: list[Posting]
    slots: NDArray[np.int32]
    weights: Int64s
    values: Uint64s


class Watch:
    """`step` takes the stream in order of arrival; `finish` ends it. One process, one thread."""

    def __init__(self, detectors: Sequence[Detector], *, ceiling: int = CEILING, seed: int = SEED, tick_ms: int = TICK_MS) -> None:
        """ceiling: rows kept; seed: of the hashes, secret where somebody could choose collisions; tick_ms: how often is judged."""
        self.counters = Counters()
        self.seed = seed
        self._tick_ms = tick_ms
        self._recheck = max(1, RECHECK * TICK_MS // tick_ms)
        self._parts = PARTS if tick_ms <= TICK_MS else 1  # whoever ticks more rarely is in no hurry
        self._part_ms = tick_ms // self._parts
        self._clock = Clock(tick_ms=self._part_ms)
        self._judge = Judge()
        self._ring = Ring(ceiling=ceiling)
        self._posts: list[Post] = []
        for detector in detectors:
            self._post(detector)
        self._masks = Program([mask for post in self._posts for mask in _masks(post.detector)])
        self._ahead: list[pa.Table] = []
        self._horizon = max((d.window for d in detectors), default=0)
        self._tile = -1
        self._told_evicted = 0
        self._evicted_at = -self._horizon

    def _post(self, detector: Detector) -> None:
        least = detector.least(detector.settings)
        own = sum(len(post.sides) for post in self._posts)
        settings = detector.settings if detector.beside is None else detector.beside.each(detector.settings)
        definition = self._judge.learn(lambda flows: detector.detect(flows, settings), mark=f"{detector.name} {settings!r}")
        looks = detector.mirror is not None and bool((least.discount and least.per) or (least.silent and least.mirror_of))
        mirror = None if detector.mirror is None else own + 1
        self._posts.append(Post(detector, least, definition, self._sieve(least), own, mirror, looks, self._waits(detector)))

    def _sieve(self, least: Least) -> Sieve:
        calm = max(1, CALM * TICK_MS // self._tick_ms)
        return Sieve(amount=least.amount, distinct=least.weight == "distinct", recheck=self._recheck, calm=calm)

    def _waits(self, detector: Detector) -> Waiting | None:
        """A memory that lasts until everybody who is still attacked was judged again."""
        if (beside := detector.beside) is None:
            return None
        lasts = max(CALM * TICK_MS, self._tick_ms) + self._tick_ms
        return Waiting(alone=beside.alone(detector.settings), many=beside.many(detector.settings), lasts=lasts, seed=self.seed)

    def prepare(self) -> None:
        """Plan every definition now, so that the first suspicion need not wait for it."""
        self._judge.prepare()

    def twin(self, *, ceiling: int | None = None) -> Watch:
        """A watch that has seen nothing, with the same definitions, which are not compiled again; to be shown what must not last."""
        twin = Watch((), ceiling=self._ring.ceiling if ceiling is None else ceiling, seed=self.seed, tick_ms=self._tick_ms)
        twin._judge, twin._horizon, twin._masks = self._judge, self._horizon, self._masks
        for post in self._posts:
            twin._posts.append(msgspec.structs.replace(post, sieve=self._sieve(post.least), waiting=twin._waits(post.detector)))
        return twin

    @property
    def clock(self) -> int:
        """Event time, ms; -1 before it runs."""
        return self._clock.at

    @property
    def kept(self) -> int:
        """Rows in memory now."""
        return self._ring.size

    def step(self, flows: pa.Table, *, now: int) -> pa.Table:
        """Detections that are due after these flows. now: our time, ms (a replay: the greatest `last` read so far)."""
        found: list[pa.Table] = []
        self._take(flows, limit=now + FUTURE_MS, found=found)
        if IDLE_MS < now - self._clock.at < LIVE_MS:
            self._tick(self._clock.at, now - IDLE_MS, found=found)
            self._clock.at = now - IDLE_MS
        return _joined(found)

    def samples(self, victims: pa.Table) -> dict[str, Sample]:
        """The flows behind detections of victims, by story; of those that the ring still holds. Costs one look through the ring each."""
        out: dict[str, Sample] = {}
        names, keys = victims.column("detector").to_pylist(), [str(key) for key in story_keys(victims).to_pylist()]
        for post in self._posts:
            places = [place for place, name in enumerate(names) if name == post.detector.name]
            if not places:
                continue
            mine = victims.take(places)
            marked = np.zeros(1 << SLOT_BITS, np.uint8)
            marked[slots(self._named(post.detector, mine), bits=SLOT_BITS)] = 1
            rows, sides, _ = self._ring.pick(post.sides, marked=marked, after=self._clock.at - post.detector.window, most=MOST_SAMPLED)
            columns = flow_columns(unpacked(rows))
            ends = (mine.column(name).to_numpy() for name in ("dst_hi", "dst_lo", "dst_bits"))
            for place, hi, lo, bits in zip(places, *ends, strict=True):
                mirror = sides[1] if len(sides) > 1 else None
                out[keys[place]] = sample(columns, own=sides[0], mirror=mirror, hi=int(hi), lo=int(lo), bits=int(bits))
        return out

    def finish(self) -> pa.Table:
        """The last judgement: everything that moved since it was judged."""
        found: list[pa.Table] = []
        self._last_words(found)
        while (waiting := self._waiting()).num_rows:
            self._leap(waiting, found=found)
            self._take(waiting, limit=_end(waiting), found=found)
            self._last_words(found)
        return _joined(found)

    def _last_words(self, found: list[pa.Table]) -> None:
        at = (self._clock.at // TICK_MS + 1) * TICK_MS
        self._judged((self._clock.at // self._tick_ms + 1) * self._parts, at, everything=True, found=found)

    def _waiting(self) -> pa.Table:
        """Flows from an unconfirmed future, handed over."""
        waiting = pa.concat_tables([no_flows(), *self._ahead])
        self._ahead = []
        return waiting

    def _take(self, flows: pa.Table, *, limit: int, found: list[pa.Table]) -> None:
        """Flows in order, with a tick wherever the clock passes one, and a leap where many agree on it."""
        while flows.num_rows:
            before = self._clock.at
            columns = flow_columns(flows)
            walk = self._clock.walk(columns["last"], limit=limit)
            if (walk.kind != ON_TIME).any():
                self._set_aside(flows.slice(0, walk.rows), walk.kind)
            self._run(columns, walk.kind == ON_TIME, walk.crossings, before, found=found)
            flows = flows.slice(walk.rows)
            if walk.leap:
                waiting = self._waiting()
                self._leap(waiting, found=found)
                flows = pa.concat_tables([waiting, flows])

    def _set_aside(self, flows: pa.Table, kind: NDArray[np.uint8]) -> None:
        ahead = flows.filter(pa.array(kind == AHEAD))
        self.counters.absurd += int((kind != ON_TIME).sum()) - ahead.num_rows
        kept = pa.concat_tables([*self._ahead, ahead])
        surplus = max(0, kept.num_rows - MOST_AHEAD)
        self.counters.absurd += surplus
        self._ahead = [kept.slice(surplus)]

    def _leap(self, waiting: pa.Table, *, found: list[pa.Table]) -> None:
        """End what was, then start the clock at the earliest of the flows that lie ahead."""
        start = int(waiting.column("last").to_numpy().min())
        if self._clock.at >= 0:
            self._tick(self._clock.at, self._clock.at + (self._recheck + 1) * self._tick_ms, found=found)
        self._clock.start(start)

    def _run(self, columns: dict[str, Int64s], timely: NDArray[np.bool_], crossings: Int64s, clock: int, *, found: list[pa.Table]) -> None:
        """The rows of one walk: sifted once, then added in the pieces between ticks."""
        rows = len(timely)
        last = columns["last"][:rows]
        self.counters.flows += int(timely.sum())
        answer = self._masks.run(columns, rows)
        answer[~timely] = 0
        sifted = [self._sift(post, columns, answer) for post in self._posts]
        start = 0
        for end in [*crossings.tolist(), rows]:
            if start < end:
                self._piece(columns, sifted, answer, start, end, tile=clock // TILE_MS)
                clock = max(clock, int(last[start:end][timely[start:end]].max(initial=-1)))
            if end < rows:
                self._tick(clock, int(last[end]), found=found)
                clock = int(last[end])
            start = end

    def _sift(self, post: Post, columns: dict[str, Int64s], answer: Uint64s) -> Sifted:
        """What a batch means to a detector. answer: what the masks say of each row."""
        detector, least = post.detector, post.least
        rows = rows_of(answer, post.own)
        keys = hashed([columns[c] for c in detector.key], rows=rows, seed=self.seed)
        key_slots = slots(keys, bits=SLOT_BITS)
        parted = continued(keys, [columns[c] for c in least.per], rows=rows) if least.per else keys
        part_slots = slots(parted, bits=SLOT_BITS) if least.per else key_slots[:0]
        values = continued(keys, [columns[c] for c in least.of], rows=rows) if least.weight == "distinct" else keys
        weights = columns["packets"][rows] * columns["sampling"][rows] if least.weight == "packets" else _ones(len(rows))
        beside = mirrored_beside = np.empty(0, np.int64)
        postings = []
        if detector.mirror is not None:
            mirrored = rows_of(answer, post.own + 1)
            turned = hashed([columns[c] for c in detector.mirror.key], rows=mirrored, seed=self.seed)
            if post.looks:
                other = continued(turned, [columns[c] for c in (least.mirror_per or least.mirror_of)], rows=mirrored)
                beside = parted.view(np.int64) if least.per else marks(keys, values)
                mirrored_beside = other.view(np.int64) if least.per else marks(turned, other)
            postings.append(Posting(mirrored.astype(np.int32), slots(turned, bits=SLOT_BITS), hashes=mirrored_beside))
        postings.insert(0, Posting(rows.astype(np.int32), key_slots, part_slots, beside))
        return Sifted(postings, part_slots if least.per else key_slots, weights, values)

    def _piece(self, columns: dict[str, Int64s], sifted: list[Sifted], answer: Uint64s, start: int, end: int, *, tile: int) -> None:
        """Rows between two ticks: counted by the sieves, kept by the ring."""
        self._turn(tile)
        for post, one in zip(self._posts, sifted, strict=True):
            low, high = np.searchsorted(one.postings[0].rows, [start, end])
            if low < high:
                post.sieve.add(one.slots[low:high], tile=tile, weights=one.weights[low:high], values=one.values[low:high])
        fresh = columns["last"][start:end] > tile * TILE_MS - self._horizon
        some = answer[start:end] != 0
        self.counters.late += int((some & ~fresh).sum())
        kept = some & fresh
        if kept.any():
            number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
            postings = [_cut(posting, kept, number, start, end) for one in sifted for posting in one.postings]
            self._ring.add(packed(columns, np.flatnonzero(kept) + start), postings=postings, tile=tile)
        if self._ring.full:
            self._evict()

    def _evict(self) -> None:
        weak = []
        for post in self._posts:
            strong = (post.sieve.total * WEAK >= post.sieve.amount).view(np.uint8)
            weak += [self._whole(post, strong) == 0] * len(post.sides)
        self._ring.evict(weak)
        self.counters.evicted = self._ring.evicted
        self._evicted_at = self._clock.at

    def _turn(self, tile: int) -> None:
        """A new tile: what left the window is taken back."""
        if tile == self._tile:
            return
        self._tile = tile
        oldest = []
        for post in self._posts:
            first = tile - -(-post.detector.window // TILE_MS)
            post.sieve.expire(first)
            oldest += [first] * len(post.sides)
        self._ring.expire(oldest)

    def _tick(self, clock: int, until: int, *, found: list[pa.Table]) -> None:
        """All ticks in (clock, until], and their parts; after `recheck` of them nothing can be due any more."""
        first, last = clock // self._part_ms + 1, until // self._part_ms
        for part in range(first, min(last, first + (self._recheck + 1) * self._parts) + 1):
            self._judged(part, part * self._part_ms, everything=False, found=found)

    def _judged(self, part: int, at: int, *, everything: bool, found: list[pa.Table]) -> None:
        """A tick, or a part of one: every detector judges what is due (urgent), over the window that ends `at` (ms)."""
        tick, within = divmod(part, self._parts)
        for post in self._posts:
            due = post.sieve.urgent(tick) if within and not everything else post.sieve.due(tick, everything=everything)
            if not len(due):
                continue
            marked = np.zeros(1 << SLOT_BITS, np.uint8)
            marked[due] = 1
            marked = self._unexplained(post, self._whole(post, marked), after=at - post.detector.window)
            rows, concerned, left = self._ring.pick(post.sides, marked=marked, after=at - post.detector.window, most=MOST_PICKED)
            rows = promising(rows, concerned, post.detector, seed=self.seed)
            left, rows = left + max(0, len(rows) - MOST_JUDGED), rows[:MOST_JUDGED]
            fired = self._found(post, rows, marked, at=at, left=left, found=found) if len(rows) else np.zeros_like(marked)
            parts = fired if not post.least.per or not fired.any() else self._ring.parts(post.own, marked=fired)
            post.sieve.calm(due[parts[due] == 0], tick=tick)

    def _found(self, post: Post, rows: Rows, marked: NDArray[np.uint8], *, at: int, left: int, found: list[pa.Table]) -> NDArray[np.uint8]:
        """Detections among the picked rows, of marked keys only (of the others not all flows are here). Marks of the keys that fired."""
        self.counters.left_out += left
        self.counters.judgements += 1
        fired = np.zeros_like(marked)
        answer = self._judge.judge(post.definition, flows=unpacked(rows, self._judge.columns(post.definition)))
        if answer.num_rows:
            keys = slots(self._named(post.detector, answer), bits=SLOT_BITS)
            evicted = self._ring.evicted if at - self._evicted_at < self._horizon else 0
            notes = {name: count for name, count in (("evicted", evicted), ("left_out", left)) if count}
            said = told(answer.filter(pa.array(marked[keys] != 0)), post.detector, at=at, notes=notes)
            said = said if post.waiting is None else post.waiting.told(said, at=at)
            keys = slots(self._named(post.detector, said), bits=SLOT_BITS)
            fired[keys] = marked[keys]
            found.append(said)
        return fired

    def _unexplained(self, post: Post, marked: NDArray[np.uint8], *, after: int) -> NDArray[np.uint8]:
        """Marks without the keys that the other direction explains, before any row is moved: who asked, or was answered."""
        least = post.least
        if not post.looks or post.mirror is None:
            return marked
        if not least.per:
            expected = int(post.sieve.total[marked != 0].sum())
            return self._ring.unanswered(
                post.own, post.mirror, marked=marked, after=after, amount=least.amount, share=least.silent, expected=expected
            )
        heavy = post.sieve.total >= least.amount
        return self._ring.unasked(
            post.own, post.mirror, marked=marked, heavy=heavy, after=after, amount=least.amount, discount=least.discount
        )

    def _whole(self, post: Post, marked: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Marks of the sieve's slots as marks of key slots."""
        return self._ring.wholes(post.own, marked=marked) if post.least.per else marked

    def _named(self, detector: Detector, answer: pa.Table) -> Uint64s:
        """Hashes of the keys of detections; a port of -1 (none) is 0 in a flow."""
        columns = [answer.column(c).to_numpy() for c in detector.named]
        columns = [np.maximum(v, 0) if c == "port" else v for c, v in zip(detector.named, columns, strict=True)]
        return hashed(columns, rows=np.arange(answer.num_rows), seed=self.seed)


def _masks(detector: Detector) -> list[Callable[[Any], Any]]:
    """Its own mask, and its mirror's: in the order of the sides."""
    return [detector.relevant] if detector.mirror is None else [detector.relevant, detector.mirror.relevant]


def _ones(rows: int) -> Int64s:
    """A weight of one for each row, without memory for each."""
    one: Int64s = np.broadcast_to(np.int64(1), rows)
    return one


def _cut(posting: Posting, kept: NDArray[np.bool_], number: NDArray[np.int32], start: int, end: int) -> Posting:
    """The part of a batch's posting that lies in a piece of it, in the numbers of the rows that are kept."""
    low, high = np.searchsorted(posting.rows, [start, end])
    rows = posting.rows[low:high] - np.int32(start)
    mine = np.flatnonzero(kept[rows])
    return posting.at(mine + low, number[rows[mine]])


def _end(flows: pa.Table) -> int:
    return int(flows.column("last").to_numpy().max())


def _joined(found: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(found).cast(DETECTION_SCHEMA) if found else no_detections()
