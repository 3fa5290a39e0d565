"""Every detector of the table, held to the same contract. A new detector is tested here by its line in detect/table.py and its scenes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from types import SimpleNamespace

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from tests.factories.flows import (
    GUILTY,
    INNOCENT,
    INSIDE,
    OUTSIDE,
    START,
    flows,
    mixed,
    moved,
    ping_sweep,
    ports,
    reflected,
    reflected_in_pieces,
    sweep,
    udp_sweep,
    web,
    with_columns,
)

from hsoc.perimeter.detect.base import Detector
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.locate.locator import Locator
from hsoc.perimeter.measure.clock import TICK_MS
from hsoc.perimeter.measure.judge import Judge
from hsoc.records.detection import DETECTION_COLUMNS, DETECTION_SCHEMA
from hsoc.records.flow import FLOW_SCHEMA, flow_columns, no_flows
from hsoc.records.policy import Member, Policy
from hsoc.records.taxonomy import Category, Trust

JUDGE = Judge()
KNOWN = {d.name: JUDGE.learn(lambda t, d=d: d.detect(t, d.settings)) for d in DETECTORS}
SCENES = [pytest.param(d, scene, id=f"{d.name}-{name}") for d in DETECTORS for name, scene in GUILTY[d.name].items()]
# the factories' inside is member 7's, reached over one interface
LOCATOR = Locator(
    Policy(
        members=(Member(number=7, name="Nemocnice", prefixes=("198.51.100.0/24", "2001:db8:1::/48"), single_homed=True),),
        bogons=("10.0.0.0/8", "192.168.0.0/16"),
    )
)
# who rightly tells of the same flows too: a break-in follows from attempts, and both are news, to two different people
ALSO = {"login_success": {"login_attempts"}}
every_detector = pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)


@cache
def made(scene: Callable[[], pa.Table]) -> pa.Table:
    """The flows of a scene, drawn once for all tests."""
    return scene()


@cache
def located(scene: Callable[[], pa.Table]) -> pa.Table:
    return LOCATOR.locate(made(scene))


@cache
def prepared(detectors: tuple[Detector, ...], tick_ms: int = TICK_MS) -> Watch:
    """Definitions that are planned once for all tests; who watches takes a twin."""
    return Watch(detectors, tick_ms=tick_ms)


def judged(detector: Detector, table: pa.Table) -> pa.Table:
    return JUDGE.judge(KNOWN[detector.name], flows=table).sort_by([(name, "ascending") for name in detector.named])


def watched(table: pa.Table, *, cuts: list[int] | None = None, ceiling: int = 1_000_000, detectors=DETECTORS) -> pa.Table:
    watch = prepared(detectors).twin(ceiling=ceiling)
    bounds = [0, *(cuts or []), table.num_rows]
    found = [watch.step(part, now=newest(part)) for part in (table.slice(a, b - a) for a, b in pairwise(bounds))]
    return pa.concat_tables([*found, watch.finish()])


def newest(table: pa.Table) -> int:
    return int(table["last"].to_numpy().max(initial=START))


@cache
def one_of_each(detector: Detector | None = None) -> pa.Table:
    """A bit of everything; with two stories of a detector among it."""
    own = [] if detector is None else [scene := made(next(iter(GUILTY[detector.name].values()))), moved(scene)]
    scans = [sweep(), udp_sweep(), ping_sweep(), ports(), ports(src_lo=OUTSIDE + 9, every=400, count=60)]
    floods = [reflected(), with_columns(reflected_in_pieces(), dst_lo=INSIDE + 30)]
    return mixed(web(), made(INNOCENT["resolver"]), *scans, *floods, *own)


def concerning(detector: Detector, table: pa.Table) -> pa.Table:
    """The flows that a detector looks at; that the others make no difference to it is a test of its own."""
    view = SimpleNamespace(**flow_columns(table))
    mask = detector.relevant(view) | (detector.mirror.relevant(view) if detector.mirror else False)
    return table.filter(pa.array(mask))


def chosen(mask, table):
    return table.select(chosen=mask(table))


def keys(detector: Detector, found: pa.Table) -> list[tuple[int, ...]]:
    mine = found.filter(pa.array(np.array(found["detector"].to_pylist(), object) == detector.name))
    return list(zip(*(mine[name].to_pylist() for name in detector.named), strict=True))


@every_detector
def test_empty_window_is_silent(detector):
    assert judged(detector, no_flows()).num_rows == 0
    assert watched(no_flows(), detectors=(detector,)).num_rows == 0


@every_detector
@pytest.mark.parametrize("scene", INNOCENT.values(), ids=INNOCENT.keys())
def test_innocent_window_is_silent(detector, scene):
    assert judged(detector, made(scene)).to_pylist() == []
    assert judged(detector, located(scene)).to_pylist() == []


def test_innocent_day_is_silent_live():
    # five minutes of them together: judged every five seconds it takes a fifth of the time, and all of it is judged all the same
    watch = prepared(DETECTORS, 5 * TICK_MS).twin()
    day = mixed(*(made(scene) for scene in INNOCENT.values()))
    assert pa.concat_tables([watch.step(day, now=newest(day)), watch.finish()]).to_pylist() == []


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_guilty_window_is_found_by_its_own_detector_alone(detector, scene):
    table = made(scene)
    assert {d.name: judged(d, table).num_rows for d in DETECTORS} == {
        d.name: int(d is detector or d.name in ALSO.get(detector.name, ())) for d in DETECTORS
    }


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_guilty_window_is_found_among_the_innocent(detector, scene):
    alone = judged(detector, made(scene))
    among = judged(detector, mixed(made(scene), web(), made(INNOCENT["resolver"]), made(INNOCENT["nat with quic"])))
    assert among.to_pylist() == alone.to_pylist()


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_rows_in_any_order_give_the_same(detector, scene):
    table = made(scene)
    shuffled = table.take(np.random.default_rng(2).permutation(table.num_rows))
    assert judged(detector, shuffled).equals(judged(detector, table))


@every_detector
def test_live_judgement_ends_where_the_definition_does(detector):
    table = one_of_each(detector)
    definition = judged(detector, table).select(list(DETECTION_COLUMNS)).to_pylist()
    live = watched(table, detectors=(detector,))
    last_of_each = dict(zip(keys(detector, live), live.select(list(DETECTION_COLUMNS)).to_pylist(), strict=True))
    assert [last_of_each[key] for key in sorted(last_of_each)] == definition


def test_cutting_the_stream_changes_nothing():
    table = one_of_each()
    whole = watched(table)
    assert whole.num_rows > 20
    rng = np.random.default_rng(6)
    for pieces in (2, 300):
        cuts = sorted(rng.choice(table.num_rows, pieces - 1, replace=False).tolist())
        assert watched(table, cuts=cuts).equals(whole)


@every_detector
def test_sieve_misses_nothing_and_delays_by_at_most_a_second(detector):
    table = one_of_each(detector)
    first_live = {}
    for key, evidence in zip(keys(detector, live := watched(table, detectors=(detector,))), live["evidence"].to_pylist(), strict=True):
        first_live.setdefault(key, json.loads(evidence)["window"][1])
    first_full: dict = {}
    table = concerning(detector, table)
    ends = flow_columns(table)["last"]
    for tick in range(START // TICK_MS + 1, int(ends.max()) // TICK_MS + 2):
        at = tick * TICK_MS
        window = table.filter(pa.array((ends < at) & (ends > at - detector.window)))
        for key in keys(detector, judged(detector, window)):
            first_full.setdefault(key, at)
    assert len(first_full) >= 2
    assert first_live.keys() == first_full.keys()
    assert max(first_live[key] - at for key, at in first_full.items()) <= TICK_MS + detector.patience


def test_late_flows_count_by_their_own_time():
    scan = sweep(100, every=100)
    # routers export up to a minute late: the same flows arrive while the clock is already further on
    stream = pa.concat_tables([web(5000), with_columns(scan, first=scan["first"].to_numpy(), last=scan["last"].to_numpy())])
    found = watched(stream)
    assert found.select(["detector", "flows", "targets"]).to_pylist() == [{"detector": "horizontal_scan", "flows": 100, "targets": 100}]


def test_flows_older_than_the_window_are_ignored():
    stream = pa.concat_tables([web(200, every=2000), sweep(100, every=10)])
    assert watched(stream).num_rows == 0


def test_a_flow_from_the_far_future_does_not_move_the_clock():
    scan = sweep(200)
    wrong = with_columns(sweep(5), last=START + 10**12)
    stream = pa.concat_tables([scan.slice(0, 90), wrong, scan.slice(90)])
    assert watched(stream).equals(watched(scan))
    watch = Watch(DETECTORS)
    watch.step(stream, now=newest(scan))
    assert (watch.clock, watch.counters.absurd, watch.counters.flows) == (newest(scan), 5, 200)


def test_a_gap_of_hours_is_leapt_over_and_both_sides_are_judged():
    stream = pa.concat_tables([sweep(100), sweep(100, at=5 * 3_600_000, src_lo=OUTSIDE + 4)])
    assert {row["src_lo"] for row in watched(stream).to_pylist()} == {sweep(1)["src_lo"][0].as_py(), OUTSIDE + 4}


@every_detector
def test_key_spraying_keeps_memory_bounded_and_is_told(detector):
    rng = np.random.default_rng(9)
    count = 60_000
    spray = flows(
        count,
        every=0.2,
        src_lo=rng.integers(0, 1 << 32, count),
        dst_lo=rng.integers(0, 1 << 32, count),
        proto=6,
        sport=1024,
        dport=rng.integers(1, 65535, count),
        tcp_flags=2,
    )
    kind = flow_columns(next(iter(GUILTY[detector.name].values()))())
    concerns = int(np.argmax(detector.relevant(SimpleNamespace(**kind))))  # the first flow that concerns it
    like = {name: values[concerns] for name, values in kind.items() if name not in {"first", "last", "src_lo", "dst_lo"}}
    spray = mixed(spray, with_columns(spray, proto=17, tcp_flags=0), with_columns(spray, **like))
    concerned = detector.relevant(SimpleNamespace(**flow_columns(spray))).sum()
    watch = prepared((detector,)).twin(ceiling=20_000)
    for start in range(0, spray.num_rows, 5000):
        watch.step(spray.slice(start, 5000), now=newest(spray))
        assert watch.kept <= 20_000
    assert watch.counters.evicted >= concerned - 20_000 - 2 * 5000 > 0


def test_an_attack_is_found_under_key_spraying_and_says_what_was_let_go():
    rng = np.random.default_rng(9)
    spray = flows(
        60_000,
        every=0.5,
        src_lo=rng.integers(0, 1 << 32, 60_000),
        dst_lo=rng.integers(0, 1 << 32, 60_000),
        proto=6,
        sport=1024,
        dport=80,
        tcp_flags=2,
    )
    found = watched(mixed(spray, sweep(600)), ceiling=20_000)
    assert set(found["detector"].to_pylist()) == {"horizontal_scan"}
    assert json.loads(found["evidence"].to_pylist()[-1])["evicted"] > 0


@pytest.mark.parametrize(("detector", "scene"), SCENES)
def test_detection_is_complete(detector, scene):
    answer = judged(detector, made(scene))
    own = [name for name in answer.column_names if name not in DETECTION_COLUMNS]
    assert [name for name in own if not name.startswith("e_")] == []
    found = watched(made(scene), detectors=(detector,))
    assert found.schema == DETECTION_SCHEMA
    for row in found.to_pylist():
        evidence = json.loads(row["evidence"])
        assert set(evidence) == {"window", "settings"} | {name.removeprefix("e_") for name in own}
        assert evidence["settings"] == msgspec.to_builtins(detector.settings)
        assert evidence["window"][0] < row["first"] <= row["last"] <= evidence["window"][1]
        assert row["trust"] in set(Trust)
        assert row["flows"] > 0 <= row["dropped_flows"]
        assert row["vector"] in detector.vectors or re.fullmatch(r"udp-\d+", row["vector"])


@every_detector
def test_what_routers_dropped_is_told(detector):
    scene = made(next(iter(GUILTY[detector.name].values())))
    # each flow twice, once forwarded and once dropped: so half of whatever the definition counts was dropped
    both = mixed(*(with_columns(scene, forwarding=status, sampling=1) for status in (64, 128)))
    [row] = judged(detector, both).to_pylist()
    assert (row["dropped_flows"] * 2, row["dropped_packets"] * 2, row["dropped_bytes"] * 2) == (row["flows"], row["packets"], row["bytes"])


@every_detector
def test_relevant_is_the_same_on_numpy_and_ibis(detector):
    table = mixed(one_of_each(), *(made(scene) for scene in INNOCENT.values()), *(made(scene) for scene in GUILTY[detector.name].values()))
    columns = flow_columns(table)
    masks = [detector.relevant] + ([detector.mirror.relevant] if detector.mirror else [])
    for mask in masks:
        in_numpy = mask(SimpleNamespace(**columns))
        in_duckdb = JUDGE.judge(JUDGE.learn(partial(chosen, mask)), flows=table)["chosen"].to_numpy()
        assert 0 < in_numpy.sum() < table.num_rows
        assert np.array_equal(in_numpy, in_duckdb)


@every_detector
def test_irrelevant_flows_make_no_difference(detector):
    table = one_of_each(detector)
    assert judged(detector, concerning(detector, table)).equals(judged(detector, table))


@every_detector
def test_least_is_necessary(detector):
    least = detector.least(detector.settings)
    for scene in GUILTY[detector.name].values():
        table = made(scene)
        columns = flow_columns(table)
        mask = detector.relevant(SimpleNamespace(**columns))
        columns = {name: values[mask] for name, values in columns.items()}
        amount = {
            "flows": lambda c: len(c["last"]),
            "packets": lambda c: (c["packets"] * c["sampling"]).sum(),
            "distinct": lambda c: len(set(zip(*(c[name].tolist() for name in least.of), strict=True))),
        }[least.weight](columns)
        assert amount >= least.amount


@every_detector
def test_detector_is_described(detector):
    assert detector.category in set(Category)
    assert set(detector.key) <= set(FLOW_SCHEMA.names)
    assert set(detector.named) <= set(DETECTION_COLUMNS)
    assert len(detector.named) == len(detector.key)
    assert detector.mirror is None or len(detector.mirror.key) == len(detector.key)
    assert all(field.default is not msgspec.NODEFAULT for field in msgspec.structs.fields(detector.settings))


def test_reflection_against_a_resolver_is_found_although_it_asks_too():
    target = made(INNOCENT["resolver"]).filter(pa.array(flow_columns(made(INNOCENT["resolver"]))["proto"] == 17))
    victim = flow_columns(target)["src_lo"].min()
    reflection = next(one for one in DETECTORS if one.name == "reflection")
    found = judged(reflection, mixed(target, reflected(120_000, every=0.1, dst_lo=victim)))
    assert found.select(["dst_lo", "vector"]).to_pylist() == [{"dst_lo": victim, "vector": "dns"}]
