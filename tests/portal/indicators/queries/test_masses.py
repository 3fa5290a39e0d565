"""All addresses at once: the same as `blockable` tells one by one, and out of an index alone."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.indicators import indicator, sighting
from tests.factories.members import NOW

from hsoc.portal.indicators.actions import revoke, share, sight
from hsoc.portal.indicators.queries import BLOCKING, SHARED, blockable
from hsoc.portal.indicators.queries.masses import masses
from hsoc.portal.indicators.rules import Audience
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import TLP

LATER = NOW + timedelta(hours=1)
LABELS = [one.value for one in TLP]


def told(actor, *, tlps=LABELS, audiences=SHARED):
    found = masses(actor, now=LATER, audiences=audiences, paps=BLOCKING, tlps=tlps)
    return sorted(
        (mass.organisation, mass.tlp, raw[at : at + 16].hex(), raw[at + 16 : at + 32].hex())
        for mass in found
        for raw in [mass.bounds.tobytes()]
        for at in range(0, len(raw), 32)
    )


def one_by_one(actor):
    found = blockable(actor, now=LATER).filter(audience__in=SHARED).exclude(low="").order_by()
    return sorted(found.values_list("organisation__number", "tlp", "low", "high"))


def test_they_are_those_that_may_be_blocked_upon(first, second, django_assert_num_queries) -> None:
    ends = int(NOW.timestamp() * 1000)
    items = [
        indicator("203.0.113.1"), indicator("203.0.113.2", until=ends), indicator("203.0.113.3", to_block=False),
        indicator("203.0.113.4", tlp=TLP.AMBER), indicator("203.0.113.0/26", kind=Kind.NET), indicator("2001:db8::", tlp=TLP.CLEAR),
        indicator("203.0.113.5", tlp=TLP.RED), indicator("203.0.113.6"), indicator("203.0.113.7"), indicator("203.0.113.8"),
        indicator("evil.example", kind=Kind.DOMAIN),
    ]  # fmt: skip
    share(actor=first, organisation=1, items=items, via="test", now=NOW)
    share(actor=second, organisation=2, items=[indicator("203.0.113.1"), indicator("203.0.113.7")], via="test", now=NOW)
    revoke(actor=first, organisation=1, identity=items[7].id, reason="a mistake, sorry", now=NOW)
    false = [sighting("203.0.113.8", verdict=Verdict.FALSE_POSITIVE), sighting("203.0.113.1", verdict=Verdict.SEEN)]
    sight(actor=second, organisation=2, items=false, via="test", now=LATER)
    kept = [sighting("203.0.113.7", verdict=Verdict.FALSE_POSITIVE, tlp=TLP.AMBER)]
    sight(actor=second, organisation=2, items=kept, via="test", now=LATER, audience=Audience.OWN)
    with django_assert_num_queries(2):
        found = told(first)
    assert found == one_by_one(first)
    assert [row[2][-8:] for row in found] == ["cb007104", "00000000", "cb007100", "cb007101", "cb007107", "cb007101", "cb007107"]
    assert told(second) == one_by_one(second)
    assert len(told(second)) == len(found) - 2
    assert told(first, tlps=[TLP.CLEAR.value], audiences=["public"]) == [(1, "TLP:CLEAR", *["20010db8" + "0" * 24] * 2)]


def test_a_dispute_of_before_speaks_against_nothing(first, second) -> None:
    sight(actor=second, organisation=2, items=[sighting("203.0.113.1", verdict=Verdict.FALSE_POSITIVE)], via="test", now=NOW)
    share(actor=first, organisation=1, items=[indicator("203.0.113.1")], via="test", now=LATER)
    assert [row[2][-8:] for row in told(first)] == ["cb007101"]


def test_no_row_is_read(first) -> None:
    with CaptureQueriesContext(connection) as asked:
        told(first)
    if connection.vendor != "sqlite":
        return  # its planner goes by statistics, which an empty table has none of
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[0]["sql"])
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "indicators_indicator USING COVERING INDEX indicator_masses" in plan
