from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from hsoc.journal.own_traffic import LONGEST_SPAN
from hsoc.portal.network.forms.traffic import TrafficFilter, local

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
HOUR = 3_600_000


def form(query: str) -> TrafficFilter:
    return TrafficFilter(QueryDict(query))


def test_everything_combines() -> None:
    wanted = form("way=in&proto=UDP&port=53&partner=198.19.0.0/24&own=198.18.2.1&asn=64500&country=cz&dropped=no&last=6h").wanted(now=NOW)
    assert (wanted.way, wanted.proto, wanted.port, wanted.partner, wanted.own) == ("in", 17, 53, "198.19.0.0/24", "198.18.2.1")
    assert (wanted.asn, wanted.country, wanted.dropped, wanted.until - wanted.since) == (64500, "CZ", "no", 6 * HOUR)


def test_nothing_said_is_the_last_day() -> None:
    wanted = form("").wanted(now=NOW)
    assert wanted.until - wanted.since == 24 * HOUR
    assert (wanted.proto, wanted.port, wanted.asn) == (-1, -1, -1)


def test_times_are_prague_times_and_survive_the_address() -> None:
    wanted = form("since=2026-03-10T12:00&until=2026-03-10T13:00").wanted(now=NOW)
    assert wanted.since == int(NOW.timestamp() * 1000)
    assert local(wanted.since) == "2026-03-10T12:00"
    assert form("since=2026-03-10T12:00&last=1h").query() == "since=2026-03-10T12%3A00"


WRONG = (
    "proto=tcpp", "port=70000", "partner=nobody", "own=1.2.3", "country=czech", "way=up", "asn=-1", "proto=256", "proto=%C2%B2",
    "member=99999", "since=yesterday",
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_read_is_named_and_left_out(wrong) -> None:
    read = form(f"{wrong}&port=443" if "port" not in wrong else wrong)
    assert read.errors
    assert wrong.partition("=")[0] not in read.readable
    if "port" not in wrong:
        assert read.wanted(now=NOW).port == 443


def test_impossible_times_fall_back_to_a_day() -> None:
    for query in ("since=2026-03-10T13:00&until=2026-03-10T12:00", "since=2020-01-01T00:00&until=2026-03-10T12:00"):
        since, until = form(query).span(now=NOW)
        assert until - since == 24 * HOUR <= LONGEST_SPAN


def test_query_takes_out_and_puts_in() -> None:
    read = form("member=2&proto=6&port=443&last=7d")
    assert read.query(port=None, partner="198.19.0.1") == "member=2&last=7d&proto=tcp&partner=198.19.0.1"
    assert read.query(last=None, since="2026-03-10T12:00").startswith("member=2&since=")
    assert form("port=0&asn=0").query() == "port=0&asn=0"
