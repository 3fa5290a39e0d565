"""Single flows: as told, in order, page by page without repeating or leaving one out."""

from __future__ import annotations

import pytest
from tests.factories import traffic

from hsoc.journal import own_traffic_flows as flows
from hsoc.journal.own_traffic import Own, Wanted

DAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + 24 * traffic.HOUR)
TWO = Own(2, traffic.PREFIXES[2])


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return traffic.written(tmp_path_factory.mktemp("day"), traffic.many(900), clustered=True)


def test_counters_are_as_exported(tmp_path) -> None:
    root = traffic.written(tmp_path, traffic.story())
    (one,) = [flow for flow in flows.page(root, TWO, DAY).rows if flow.sampling == 100]
    assert (one.bytes, one.packets, one.own, one.partner, one.inward) == (60, 1, "2001:db8:2::7", "2001:db8:fe00::9", False)
    (dropped,) = [flow for flow in flows.page(root, TWO, DAY).rows if flow.dropped]
    assert (dropped.partner, dropped.service, dropped.forwarding, dropped.own_port) == ("198.19.16.5", 3389, 130, 3389)


@pytest.mark.parametrize("sort", flows.SORTS)
def test_pages_hold_every_flow_once_and_in_order(root, sort) -> None:
    every, offset = [], 0
    while True:
        page = flows.page(root, TWO, DAY, sort=sort, offset=offset, size=70)
        every += page.rows
        offset = page.following
        if not offset:
            break
    values = [getattr(one, sort) for one in every]
    assert values == sorted(values, reverse=True)
    assert tuple(every) == tuple(flows.exported(root, TWO, DAY, sort=sort))
    assert len(every) == len(set(map(str, every))) > 300


def test_paging_has_an_end(root, monkeypatch) -> None:
    monkeypatch.setattr(flows, "DEEPEST", 100)
    page = flows.page(root, TWO, DAY, offset=60, size=50)
    assert (page.following, page.cut, len(page.rows)) == (0, True, 50)


def test_nothing_is_an_empty_page(root, tmp_path) -> None:
    assert flows.page(tmp_path, TWO, DAY, sort="bytes").rows == ()
    assert flows.page(root, Own(77), DAY, sort="bytes").rows == ()
