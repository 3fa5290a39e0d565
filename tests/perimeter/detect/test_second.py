"""The second sieve: who asked for what came is taken off, exactly, and nobody who could fire is lost."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from tests.factories.flows import INSIDE, back, ephemeral, flows, mixed, reflected, sweep, with_columns

from hsoc.perimeter.detect.horizontal_scan import DETECTOR as HORIZONTAL
from hsoc.perimeter.detect.reflection import DETECTOR as REFLECTION
from hsoc.perimeter.detect.second import promising
from hsoc.perimeter.measure.ring import Rows, packed
from hsoc.records.flow import flow_columns


class View:
    """Packed rows with their columns as attributes, as a detector's masks read them."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getattr__(self, name: str):
        return self._rows[name].astype(np.int64)


def left(table: pa.Table, detector=REFLECTION, *, seed: int = 3) -> Rows:
    rows = packed(flow_columns(table), np.arange(table.num_rows))
    concerned = np.array([detector.relevant(View(rows)), detector.mirror.relevant(View(rows))])
    return promising(rows, concerned, detector, seed=seed)


def download() -> pa.Table:
    """One person inside reads over QUIC; a request for every second packet."""
    out = flows(500, src_lo=INSIDE + 44, dst_lo=9, proto=17, sport=ephemeral(500), dport=443, packets=10, bytes=900)
    return mixed(out, back(out, packets=20, bytes=24_000))


def test_who_asked_for_it_is_spared_a_judgement() -> None:
    assert len(left(download())) == 0


def test_who_never_asked_is_kept_with_all_rows() -> None:
    assert left(reflected())["dst_lo"].tolist() == [INSIDE + 9] * 6000


def test_weak_requests_explain_only_ten_answers_each() -> None:
    asks = flows(100, src_lo=INSIDE + 9, dst_lo=5, proto=17, sport=ephemeral(100), dport=53)
    assert len(left(mixed(reflected(1000, every=1), asks))) == 0
    assert len(left(mixed(reflected(1001, every=1), asks))) == 1101


def test_requests_to_another_port_explain_nothing() -> None:
    asks = flows(1000, src_lo=INSIDE + 9, dst_lo=5, proto=17, sport=ephemeral(1000), dport=123)
    assert len(left(mixed(reflected(1000, every=1), asks))) == 2000


def test_sampling_weighs_answers_and_requests_alike() -> None:
    asks = flows(100, src_lo=INSIDE + 9, dst_lo=5, proto=17, sport=ephemeral(100), dport=53, sampling=100)
    assert len(left(mixed(reflected(1000, every=1, sampling=100), asks))) == 0
    assert len(left(mixed(reflected(1000, every=1, sampling=1000), asks))) == 1100


def test_below_the_amount_nobody_is_judged() -> None:
    assert len(left(reflected(333, every=1))) == 0
    assert len(left(reflected(334, every=1))) == 334


def test_innocent_and_victim_are_told_apart_under_any_seed() -> None:
    table = mixed(download(), reflected(), with_columns(download(), src_lo=INSIDE + 45))
    for seed in (0, 1, (1 << 63) - 1):
        assert set(left(table, seed=seed)["dst_lo"].tolist()) == {INSIDE + 9}


def test_detector_without_a_discount_gets_its_rows_unchanged() -> None:
    assert len(left(sweep(200), HORIZONTAL)) == 200
