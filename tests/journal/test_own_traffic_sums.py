"""Sums over a member's flows: what the story says by heart, and that every way of adding up comes to the same."""

from __future__ import annotations

import msgspec
import pytest
from tests.factories import traffic

from hsoc.journal.own_traffic import Own, Wanted
from hsoc.journal.own_traffic_sums import MOST_SLOTS, STEPS, Totals, step_of, time_line, top, totals

DAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + 24 * traffic.HOUR)
TWO = Own(2, traffic.PREFIXES[2])


@pytest.fixture(scope="module", params=[False, True], ids=["as sealed", "clustered"])
def story(request, tmp_path_factory):
    return traffic.written(tmp_path_factory.mktemp("story"), traffic.story(), clustered=request.param)


@pytest.fixture(scope="module", params=[False, True], ids=["as sealed", "clustered"])
def day(request, tmp_path_factory):
    return traffic.written(tmp_path_factory.mktemp("day"), traffic.many(2000), clustered=request.param)


def test_totals_of_the_story(story) -> None:
    assert totals(story, TWO, DAY) == Totals(
        flows=8, packets=10 + 10 + 1 + 100 + 1 + 1 + 10 + 10, bytes=1000 + 5000 + 70 + 6000 + 44 + 44 + 400 + 120,
        bytes_in=5000 + 44 + 44 + 120, bytes_out=1000 + 70 + 6000 + 400, between=520, partners=6, own=5, dropped_flows=1, dropped_bytes=44,
        unknown=1, sampling=100, first=traffic.NOON, last=traffic.NOON + 2 * traffic.HOUR + 1000,
    )  # fmt: skip


def test_nothing_is_nothing(story, tmp_path) -> None:
    assert totals(tmp_path, TWO, DAY) == Totals()
    assert top(tmp_path, TWO, DAY, "partner").rows == ()
    assert totals(story, Own(9), DAY) == Totals()
    assert {slot.flows for slot in time_line(tmp_path, TWO, DAY)} == {0}


def test_partners_of_the_story(story) -> None:
    found = top(story, TWO, DAY, "partner")
    assert (found.count, [one.key[0] for one in found.rows][:2]) == (6, ["198.19.0.1", "2001:db8:fe00::9"])
    first = found.rows[0]
    assert (first.flows, first.bytes, first.bytes_in, first.bytes_out) == (2, 6000, 5000, 1000)


def test_services_know_their_partners(story) -> None:
    found = {one.key: (one.flows, one.partners) for one in top(story, TWO, DAY, "service", sort="flows").rows}
    assert found[6, 443] == (3, 2)
    assert found[6, 2575] == (2, 1)


@pytest.mark.parametrize("by", ["partner", "service", "proto", "own", "way", "drop"])
@pytest.mark.parametrize("narrow", [{}, {"way": "in"}, {"own": "198.18.2.0/29", "proto": 6}, {"port": 53, "partner": "198.19.0.0/27"}])
def test_every_list_adds_up_to_the_totals(day, by, narrow) -> None:
    wanted = msgspec.structs.replace(DAY, **narrow)
    whole, found = totals(day, TWO, wanted), top(day, TWO, wanted, by, limit=10_000)
    assert whole.flows > 0
    for name in ("flows", "packets", "bytes", "bytes_in", "bytes_out", "dropped_flows", "dropped_bytes"):
        assert sum(getattr(one, name) for one in found.rows) == getattr(whole, name), name


def test_the_time_line_adds_up_too(day) -> None:
    whole, slots = totals(day, TWO, DAY), time_line(day, TWO, DAY)
    assert sum(slot.bytes_in + slot.bytes_out + slot.dropped for slot in slots) == whole.bytes
    assert sum(slot.flows for slot in slots) == whole.flows
    assert [slot.at for slot in slots] == sorted(slot.at for slot in slots)


@pytest.mark.parametrize("sort", ["bytes", "packets", "flows", "partners", "last"])
def test_the_largest_come_first(day, sort) -> None:
    found = [getattr(one, sort) for one in top(day, TWO, DAY, "service", sort=sort, limit=5).rows]
    assert found == sorted(found, reverse=True)


def test_steps_keep_the_line_readable() -> None:
    for hours in (1, 6, 24, 24 * 7, 24 * 31):
        span = Wanted(since=0, until=hours * traffic.HOUR)
        assert step_of(span) in STEPS
        assert span.until / step_of(span) <= MOST_SLOTS


@pytest.mark.parametrize("by", ["service", "proto", "way", "drop"])
def test_partners_of_the_shown_are_those_of_all(day, by) -> None:
    """Counted afterwards for a few lines, or at once because they are the order: the same numbers."""
    every = {one.key: one.partners for one in top(day, TWO, DAY, by, sort="partners", limit=10_000).rows}
    few = top(day, TWO, DAY, by, limit=3).rows
    assert {one.key: one.partners for one in few} == {one.key: every[one.key] for one in few}
    assert max(every.values()) > 3
    assert {one.partners for one in top(day, TWO, DAY, by, partners=False).rows} == {None}


def test_sums_by_the_hour_say_what_the_flows_say(tmp_path) -> None:
    """Every answer is the same from sealed flows and from sums beside clustered ones."""
    flows = traffic.many(1500, seed=5)
    plain, summed = (traffic.written(tmp_path / str(clustered), flows, clustered=clustered) for clustered in (False, True))
    for narrow in ({}, {"way": "out"}, {"port": 443}, {"partner": "198.19.0.0/28"}, {"own": "198.18.2.4/32"}, {"dropped": "no"}):
        wanted = msgspec.structs.replace(DAY, **narrow)
        assert totals(summed, TWO, wanted) == totals(plain, TWO, wanted)
        for by in ("partner", "own", "service", "proto", "way", "drop"):
            assert top(summed, TWO, wanted, by, limit=10_000) == top(plain, TWO, wanted, by, limit=10_000), (narrow, by)
