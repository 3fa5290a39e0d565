"""A day of the journal under two policies: what each would have dropped, whom it would have hurt, how full the table was. Sends nothing.

Each stretch of the day is read once and goes through two pipelines in the day's own time, step by step together: detectors that both have
alike, over flows that both place alike, judge once for both. An entry drops what it takes from the step after the one in which it was
decided, as live. A rate limit drops what is above its rate; ordinary partners count as hurt where it drops at least
half. Ordinary is what completed a TCP connection or answers something that was asked (decide/collateral).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from hsoc.exchange.flowspec.table import Table, sums
from hsoc.perimeter.decide.collateral import benign
from hsoc.perimeter.decide.standing import LETS_THROUGH
from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.joint import Each, Joint, Shared
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.elsewhere import Word
from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.measure.hashing import hashed
from hsoc.perimeter.mitigate.budget import units_of
from hsoc.perimeter.mitigate.dry_run import DryRun
from hsoc.perimeter.pipeline import Outcome, Pipeline
from hsoc.records.decision import Action
from hsoc.records.flow import Direction, flow_columns, no_flows
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Policy, Wishes
from hsoc.records.what_if import MOST_NAMED, Amount, Difference, Entry, Hurt, Kind, Peak, Side, WhatIf

STEP_MS: Final = 30_000  # ms of the day in one step: limits per minute and ends of entries are kept in its own time
TICK_MS: Final = STEP_MS  # how often is judged: half of the shortest window; each judgement costs some 10 ms, whatever it has to judge
WATCHES: Final = 2  # that judge at the same time what both sides have alike
MOST_ENTRIES: Final = 100_000  # entries of a day that are told apart; more are counted in the sums only
MOST_WORST: Final = 20
HALF: Final = 0.5  # share dropped from which a partner counts as hurt
_SEED: Final = 0


class Ran(msgspec.Struct):
    """What is remembered of one entry over the day."""

    entry: Mitigation
    units: int
    dropped: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0])
    benign_bytes: int = 0
    peers: list[Any] = msgspec.field(default_factory=list)


class Seen(msgspec.Struct, frozen=True):
    """A stretch of time as a policy places it: the flows located, in order of `last`; which are ordinary, and who the partner is."""

    flows: pa.Table
    columns: Any
    ordinary: Any  # bool per flow
    peers: Any  # hash of the partner per flow
    steps: list[tuple[int, int]]


def seen(locator: Locator, flows: pa.Table) -> Seen:
    """Look at a stretch once."""
    located = locator.locate(flows)
    columns = flow_columns(located)
    rows = np.arange(located.num_rows)
    inbound, outbound = (rows[columns["direction"] == way] for way in (Direction.INBOUND, Direction.OUTBOUND))
    ordinary = np.zeros(located.num_rows, np.bool_)
    ordinary[inbound[benign(columns, inbound, outbound)]] = True
    peers = hashed([columns["src_hi"], columns["src_lo"]], rows=rows, seed=_SEED)
    return Seen(located, columns, ordinary, peers, _steps(columns["last"]))


class Course:
    """One policy's way through the day: `start`, each stretch in order of time, `finish`, then `side`."""

    def __init__(self, policy: Policy, watch: Watch) -> None:
        self._policy = policy
        self._pipeline = Pipeline(policy=policy, detectors=(), backend=DryRun(), watch=watch)
        self._ran: dict[str, Ran] = {}
        self._sums = {True: [0, 0, 0], False: [0, 0, 0]}
        self._kinds: dict[str, list[int]] = {}
        self._of: dict[int, list[Any]] = {}  # hashes of ordinary partners by member, in pieces
        self._hit: dict[int, list[Any]] = {}
        self._bytes: Counter[int] = Counter()
        self._lost: Counter[int] = Counter()
        self._peak = Peak()
        self._decisions, self._refused = 0, Counter[str]()
        self._table: tuple[tuple[str, ...], Table] = ((), Table(()))

    def stretch(self, seen: Seen) -> Iterator[None]:
        """A stretch of time, one step at each turn."""
        self._ordinary(seen.columns, seen.ordinary, seen.peers)
        for begin, end in seen.steps:
            part = {name: values[begin:end] for name, values in seen.columns.items()}
            self._drop(part, seen.ordinary[begin:end], seen.peers[begin:end])
            self._answered(self._pipeline.step(seen.flows.slice(begin, end - begin), now=int(part["last"].max())))
            yield

    def start(self, now: int) -> None:
        """The standing entries, before the first flow of the day."""
        self._answered(self._pipeline.step(no_flows(), now=now))

    def reached(self, elsewhere: frozenset[int]) -> None:
        """Members that are reached by others from now on, as the routing guard saw it on that day."""
        self._pipeline.reached(elsewhere)

    def finish(self, *, now: int) -> None:
        """The end of the day."""
        self._answered(self._pipeline.finish(now=now))

    def side(self) -> Side:
        """The day in figures."""
        names = {member.number: member.name for member in self._policy.members}
        worst = sorted((one for one in self._ran.values() if one.benign_bytes), key=lambda one: (-one.benign_bytes, one.entry.key))
        return Side(
            preventive=Amount(*self._sums[True]),
            reactive=Amount(*self._sums[False]),
            kinds=tuple(
                Kind(name=name, preventive=name.startswith(("limit:", "own:")), dropped=Amount(*self._kinds[name]))
                for name in sorted(self._kinds, key=lambda name: (-self._kinds[name][1], name))
            ),
            hurt=tuple(
                Hurt(
                    member=member,
                    name=names.get(member, ""),
                    peers=_distinct(self._hit.get(member, ())),
                    of_peers=_distinct(self._of[member]),
                    bytes=self._lost[member],
                    of_bytes=self._bytes[member],
                )
                for member in sorted(self._of)
            ),
            worst=tuple(_entry(one) for one in worst[:MOST_WORST]),
            entries=len(self._ran),
            peak=self._peak,
            decisions=self._decisions,
            refused=dict(sorted(self._refused.items())),
        )

    @property
    def keys(self) -> frozenset[str]:
        """Entries that stood at some time of the day."""
        return frozenset(self._ran)

    def _ordinary(self, columns: Any, ordinary: Any, peers: Any) -> None:
        members = columns["member"]
        for member in np.unique(members[ordinary]).tolist():
            mine = ordinary & (members == member)
            _gather(self._of, member, peers[mine])
            self._bytes[member] += int((columns["bytes"][mine] * np.maximum(columns["sampling"][mine], 1)).sum())

    def _drop(self, columns: Any, ordinary: Any, peers: Any) -> None:
        """What the entries that stand take of these flows."""
        keys, table = self._compiled()
        if not keys:
            return
        taken = table.taken(columns)
        span = max(STEP_MS, int(columns["last"].max() - columns["last"].min())) / 1000
        for key, counted in zip(keys, sums(taken, columns, matches=len(keys)).tolist(), strict=True):
            one = self._ran.get(key)
            if not counted[0] or one is None or one.entry.rate == LETS_THROUGH:
                continue
            share = max(0.0, 1 - one.entry.rate * span / max(1, counted[1])) if one.entry.action is Action.RATE_LIMIT else 1.0
            dropped = [round(number * share) for number in counted[:3]]
            kind = one.entry.story if one.entry.preventive else one.entry.story.partition(":")[0]
            for total in (one.dropped, self._sums[one.entry.preventive], self._kinds.setdefault(kind, [0, 0, 0])):
                total[:] = [had + more for had, more in zip(total, dropped, strict=True)]
            struck = (taken == keys.index(key)) & ordinary
            if struck.any():
                self._struck(one, columns, struck, peers, share)

    def _struck(self, one: Ran, columns: Any, struck: Any, peers: Any, share: float) -> None:
        size = columns["bytes"] * np.maximum(columns["sampling"], 1)
        for member in np.unique(columns["member"][struck]).tolist():
            mine = struck & (columns["member"] == member)
            lost = round(int(size[mine].sum()) * share)
            one.benign_bytes += lost
            self._lost[member] += lost
            if share >= HALF:
                _gather(self._hit, member, peers[mine])
                one.peers = [np.unique(np.concatenate([*one.peers, peers[mine]]))]

    def _answered(self, outcome: Outcome) -> None:
        self._decisions += len(outcome.decisions)
        self._refused.update(one.rule for one in outcome.decisions if one.refused is not None)
        table = self._pipeline.keeper.wanted
        for one in table:
            if one.key not in self._ran and len(self._ran) < MOST_ENTRIES:
                dearest = max((units_of(one, platform.profile) for platform in self._policy.platforms), default=units_of(one, "ncs5500"))
                self._ran[one.key] = Ran(one, dearest)
        if len(table) > self._peak.entries:
            now = max((one.since for one in table), default=0)
            self._peak = Peak(
                entries=len(table),
                at=now,
                preventive=sum(one.preventive for one in table),
                units={p.name: sum(units_of(one, p.profile) for one in table) for p in self._policy.platforms},
                members=dict(sorted(Counter(one.member for one in table).items())),
            )

    def _compiled(self) -> tuple[tuple[str, ...], Table]:
        wanted = self._pipeline.keeper.wanted
        keys = tuple(one.key for one in wanted)
        if keys != self._table[0]:
            self._table = (keys, Table([one.match for one in wanted]))
        return self._table


def what_if(
    stretches: Iterator[tuple[pa.Table, int]],
    *,
    day: str,
    begin: int,
    present: Policy,
    changed: Policy,
    detectors: tuple[Sequence[Detector], Sequence[Detector]],
    elsewhere: Sequence[Word] = (),
    progress: Callable[[], None] = lambda: None,
) -> WhatIf:
    """The day under both policies. stretches: (flows in order of `last`, flows left out), in order of time; begin: ms of its first moment.

    detectors: those of the present and of the changed policy; elsewhere: members that were reached by others on that day (the first word
    from `begin` on); progress: called after each stretch.
    """
    policies = (present, changed)
    alike = placing(present) == placing(changed)
    located = policies[:1] if alike else policies
    locators = [Locator(policy) for policy in located]
    seen_now: frozenset[int] = frozenset()
    pool = ThreadPoolExecutor(WATCHES, "what-if")  # DuckDB and the compiled kernels let go of the interpreter
    both = watches(detectors, alike=alike, each=pool.map)
    sides = tuple(Course(policy, watch) for policy, watch in zip(policies, both, strict=True))
    for side in sides:
        side.start(begin)
    flows = left_out = 0
    now = begin
    for table, missing in stretches:
        flows, left_out = flows + table.num_rows, left_out + missing
        if table.num_rows:
            now = max(now, int(table["last"].to_numpy().max()))
        for part, members in under(table, elsewhere):
            if members != seen_now:
                seen_now, locators = members, [Locator(policy, seen_elsewhere=members) for policy in located]
                for side in sides:
                    side.reached(members)
            looked = [seen(locator, part) for locator in locators]
            # both are cut at the same times, so that they go in step
            for _ in zip(*(side.stretch(looked[-1 if side is sides[1] else 0]) for side in sides), strict=True):
                pass
        progress()
    for side in sides:
        side.finish(now=now)
    pool.shutdown()
    first, second = (side.side() for side in sides)
    return WhatIf(day=day, flows=flows, left_out=left_out, present=first, changed=second, difference=_difference(first, second, *sides))


def under(flows: pa.Table, words: Sequence[Word]) -> Iterator[tuple[pa.Table, frozenset[int]]]:
    """Flows in order of `last`, cut where another word begins to hold, each piece with the members of its word; no word: nobody."""
    last = flows["last"].to_numpy()
    cuts = [0, *np.searchsorted(last, [word.at for word in words[1:]]).tolist(), len(last)]
    for begin, end, word in zip(cuts, cuts[1:], words or (Word(0),), strict=False):
        if begin < end:
            yield flows.slice(begin, end - begin), frozenset(word.members)


def placing(policy: Policy) -> tuple[object, ...]:
    """What of a policy says where a flow belongs (locate): where two agree on it, they see the same flows."""
    members = tuple(msgspec.structs.replace(one, name="", consent_destination_rtbh=False, wishes=Wishes()) for one in policy.members)
    return members, policy.protected, policy.bogons, policy.command_and_control, policy.interfaces


def watches(detectors: tuple[Sequence[Detector], Sequence[Detector]], *, alike: bool, each: Each = map) -> tuple[Watch, Watch]:
    """A watch for each side; what both have alike is watched once, in WATCHES parts.

    alike: whether both see the same flows; each: how the parts are asked (Joint).
    """
    marks = [{f"{one.name} {one.settings!r}" for one in each} for each in detectors]
    both = marks[0] & marks[1] if alike else set()
    common = [one for one in detectors[0] if f"{one.name} {one.settings!r}" in both]
    parts = [part for part in (common[place::WATCHES] for place in range(WATCHES)) if part]
    shared = tuple(Shared(Watch(part, tick_ms=TICK_MS)) for part in parts)
    for one in shared:
        one.watch.prepare()  # definitions are planned one at a time

    def joint(mine: Sequence[Detector]) -> Watch:
        rest = [one for one in mine if f"{one.name} {one.settings!r}" not in both]
        return Joint(mine, shared=shared, own=(Watch(rest, tick_ms=TICK_MS),) if rest else (), each=each)

    return joint(detectors[0]), joint(detectors[1])


def _difference(present: Side, changed: Side, one: Course, other: Course) -> Difference:
    def less(mine: Amount, theirs: Amount) -> Amount:
        return Amount(mine.flows - theirs.flows, mine.packets - theirs.packets, mine.bytes - theirs.bytes)

    return Difference(
        preventive=less(changed.preventive, present.preventive),
        reactive=less(changed.reactive, present.reactive),
        peers=sum(hurt.peers for hurt in changed.hurt) - sum(hurt.peers for hurt in present.hurt),
        benign_bytes=sum(hurt.bytes for hurt in changed.hurt) - sum(hurt.bytes for hurt in present.hurt),
        peak_entries=changed.peak.entries - present.peak.entries,
        only_present=tuple(sorted(one.keys - other.keys))[:MOST_NAMED],
        only_changed=tuple(sorted(other.keys - one.keys))[:MOST_NAMED],
    )


def _entry(one: Ran) -> Entry:
    entry = one.entry
    return Entry(
        key=entry.key,
        story=entry.story,
        member=entry.member,
        preventive=entry.preventive,
        units=one.units,
        dropped=Amount(*one.dropped),
        benign_bytes=one.benign_bytes,
        benign_peers=_distinct(one.peers),
    )


def _steps(last: Any) -> list[tuple[int, int]]:
    # the first flow past a tick belongs to the step before: it has the tick judged, so that an answer takes what comes after it
    cuts = (np.flatnonzero(np.diff(last // STEP_MS)) + 2).tolist()
    ends = [*(cut for cut in cuts if cut < len(last)), len(last)]
    return [(begin, end) for begin, end in zip([0, *ends], ends, strict=False) if begin < end]


def _gather(into: dict[int, list[Any]], member: int, peers: Any) -> None:
    """Distinct hashes by member, merged as they grow, so that memory follows the partners and not the flows."""
    pieces = into.setdefault(member, [])
    pieces.append(np.unique(peers))
    if len(pieces) > 64:
        into[member] = [np.unique(np.concatenate(pieces))]


def _distinct(pieces: Sequence[Any]) -> int:
    return len(np.unique(np.concatenate(list(pieces)))) if pieces else 0
