from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation
from tests.factories import members as people
from tests.factories import traffic

from hsoc.journal.own_traffic import Wanted
from hsoc.journal.own_traffic_sums import Share, Slot, Top, Totals
from hsoc.portal.members.rules import Role
from hsoc.portal.network.web import traffic_figures as figures
from hsoc.portal.network.web.traffic_page import Asked

DAY = Wanted(since=traffic.BEGIN, until=traffic.BEGIN + 24 * traffic.HOUR)


@pytest.fixture
def asked(community):
    request = RequestFactory().get("/portal/network/traffic/")
    request.actor = people.actor(Role.ANALYST, 2)
    with translation.override("en"):
        yield Asked(request, "overview")


def test_tiles_say_what_is_not_known(asked) -> None:
    known = figures.tiles(
        Totals(flows=10, dropped_flows=2, unknown=6, sampling=100, bytes=3000, bytes_in=1000, bytes_out=2000), asked, "en"
    )
    assert known[3].lines == ("50.0% of the flows whose fate the routers tell",)
    assert "1 packet of 100" in known[1].lines[1]
    unknown = figures.tiles(Totals(flows=10, unknown=10), asked, "en")
    assert unknown[3].lines == ("the routers do not tell what they dropped",)


def test_line_leads_into_its_steps(asked) -> None:
    slots = tuple(Slot(at=traffic.BEGIN + n * traffic.HOUR, bytes_in=n, bytes_out=1, dropped=0, flows=1) for n in range(24))
    chart = figures.time_line(slots, DAY, asked, "en")
    assert len(chart.table.rows) == 24
    assert "since=2026-03-10T23%3A00" in chart.table.rows[-1][0].href
    assert "23:00–00:00" in chart.summary
    empty = figures.time_line(tuple(Slot(at=0, bytes_in=0, bytes_out=0, dropped=0, flows=0) for _ in slots), DAY, asked, "en")
    assert empty.summary == "Nothing in this time."


@pytest.mark.parametrize(
    ("by", "key", "name", "filters"),
    [
        ("partner", ("198.19.0.1",), "198.19.0.1", "partner=198.19.0.1"),
        ("own", ("198.18.2.1",), "198.18.2.1", "own=198.18.2.1"),
        ("service", (6, 443), "443/tcp HTTPS", "proto=tcp&port=443"),
        ("service", (1, 0), "ICMP", "proto=icmp&port=0"),
        ("service", (17, 0), "UDP without a port", "proto=udp&port=0"),
        ("proto", (99,), "99", "proto=99"),
        ("way", (True, True), "from another member", "way=between"),
        ("way", (False, False), "went out", "way=out"),
        ("country", ("DE",), "Germany", "country=DE"),
        ("country", ("",), "unknown", "country=%3F"),
    ],
)
def test_rows_have_a_name_and_lead_to_themselves(asked, by, key, name, filters) -> None:
    zeros = dict.fromkeys(("flows", "packets", "bytes_in", "bytes_out", "partners", "dropped_flows", "dropped_bytes", "first", "last"), 0)
    (row,) = figures.rows(by, Top((Share(key=key, bytes=50, **zeros),), 1), 200, asked)
    assert (row.name, row.part) == (name, 0.25)
    assert row.href.endswith(filters)


def test_what_is_no_thing_is_an_error() -> None:
    with pytest.raises(KeyError):
        figures.named("weather", ())
