from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hsoc.perimeter.simulate import benign, columns, rhythm
from hsoc.records import address

DAY = date(2026, 11, 20)
BEGIN, END = rhythm.bounds(DAY)
TEN = BEGIN + 10 * 3_600_000


def test_a_slice_is_repeatable_in_time_order_and_within_its_bounds() -> None:
    one, two = (benign.flows(DAY, seed=1, conversations=1e6, since=TEN, until=TEN + 60_000) for _ in range(2))
    assert {name: values.tolist() for name, values in one.items()} == {name: values.tolist() for name, values in two.items()}
    assert bool((np.diff(one["last"]) >= 0).all())
    assert (int(one["last"].min()) >= TEN, int(one["last"].max()) < TEN + 60_000) == (True, True)


def test_conversations_go_both_ways_and_their_number_is_as_asked() -> None:
    flows = benign.flows(DAY, seed=1, conversations=2e6, since=TEN, until=TEN + 600_000, exempt=False)
    expected = 2 * 2e6 * benign.activity(DAY, since=TEN, until=TEN + 600_000)
    assert columns.rows(flows) == pytest.approx(expected, rel=0.05)
    ends = zip(flows["src_lo"].tolist(), flows["dst_lo"].tolist(), flows["sport"].tolist(), flows["dport"].tolist(), strict=True)
    seen = set(ends)
    assert all((dst, src, dport, sport) in seen for src, dst, sport, dport in seen)


def test_what_is_exempt_comes_only_where_wanted() -> None:
    ours = address.pair("198.18.0.10")[1]
    with_it, without = (
        benign.flows(DAY, seed=1, conversations=1e5, since=TEN, until=TEN + 300_000, exempt=wanted) for wanted in (True, False)
    )
    assert len(set(with_it["dst_lo"][with_it["src_lo"] == ours].tolist())) > 100
    assert int((without["src_lo"] == ours).sum()) == 0


def test_the_monitor_asks_every_gateway_once_a_minute_however_time_is_cut() -> None:
    monitor = address.pair("198.18.0.20")[1]
    parts = [benign.flows(DAY, seed=1, conversations=0, since=TEN + at, until=TEN + at + 500) for at in range(0, 60_000, 500)]
    asked = np.concatenate([part["dst_lo"][part["src_lo"] == monitor] for part in parts])
    assert len(asked) == len(set(asked.tolist())) == 42


def test_nights_are_for_backups_and_days_for_people() -> None:
    night = benign.activity(DAY, since=BEGIN + 3 * 3_600_000, until=BEGIN + 4 * 3_600_000)
    assert benign.activity(DAY, since=TEN, until=TEN + 3_600_000) > 1.5 * night
