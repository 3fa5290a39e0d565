"""The overview in one reading against the questions one by one."""

from __future__ import annotations

import msgspec
import pytest
from tests.factories import traffic

from hsoc.journal.own_traffic import Own, Wanted
from hsoc.journal.own_traffic_glance import Glance, glance
from hsoc.journal.own_traffic_sums import time_line, top, totals

DAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + 24 * traffic.HOUR)
TWO = Own(2, traffic.PREFIXES[2])


@pytest.fixture(scope="module", params=[False, True], ids=["as sealed", "clustered"])
def day(request, tmp_path_factory):
    return traffic.written(tmp_path_factory.mktemp("day"), traffic.many(2000), clustered=request.param)


@pytest.mark.parametrize(
    "narrow",
    [{}, {"way": "in"}, {"way": "between"}, {"own": "198.18.2.0/29", "proto": 6}, {"port": 53, "partner": "198.19.0.0/27"},
     {"dropped": "yes"}, {"until": traffic.NOON, "since": traffic.NOON - traffic.HOUR}],
)  # fmt: skip
def test_one_reading_says_what_four_say(day, narrow) -> None:
    wanted = msgspec.structs.replace(DAY, **narrow)
    seen = glance(day, TWO, wanted)
    assert seen.totals == totals(day, TWO, wanted, addresses=False)
    assert seen.totals.flows > 0
    assert seen.line == time_line(day, TWO, wanted)
    assert seen.protos == top(day, TWO, wanted, "proto", partners=False)
    assert seen.ways == top(day, TWO, wanted, "way", partners=False)


def test_the_largest_only(day) -> None:
    seen = glance(day, TWO, DAY, limit=1)
    assert (len(seen.protos.rows), seen.protos.count, seen.protos.rows[0].key) == (1, 2, (6,))


def test_nothing_is_nothing(tmp_path) -> None:
    assert glance(tmp_path, TWO, DAY) == Glance()
