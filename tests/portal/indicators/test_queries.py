"""Who sees what: every label and audience, for its owner, another member, a coordinator and the street."""

import itertools
from datetime import UTC, datetime

import pytest
from tests.factories.indicators import AT, indicator, sighting

from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import approve_blocking, share, sight, trust
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.portal.members.rules import NOBODY
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import PAP, TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
ALLOWED = [(label, whom) for label, whom in itertools.product(TLP, Audience) if reaches(whom, label)]


@pytest.mark.parametrize(("label", "whom"), ALLOWED)
def test_the_gate(first, second, coordinator, label, whom) -> None:
    share(actor=first, organisation=1, items=[indicator(tlp=label)], via="test", now=NOW, audience=whom)
    sight(actor=first, organisation=1, items=[sighting(tlp=label)], via="test", now=NOW, audience=whom)
    shared, public = whom != Audience.OWN, whom == Audience.PUBLIC
    for actor, sees in ((first, True), (second, shared), (coordinator, shared), (NOBODY, public)):
        assert queries.newest(actor).exists() is sees
        assert queries.about(actor, Kind.IP, "203.0.113.7").exists() is sees
        assert queries.blockable(actor, now=NOW).exists() is sees
        assert queries.sightings_about(actor, Kind.IP, "203.0.113.7").exists() is sees


def test_an_address_is_found_by_the_prefixes_around_it(first) -> None:
    items = [
        indicator("203.0.113.0/24", kind=Kind.NET),
        indicator("2001:db8::/32", kind=Kind.NET),
        indicator("evil.example", kind=Kind.DOMAIN),
    ]
    share(actor=first, organisation=1, items=items, via="test", now=NOW)
    assert [one.value for one in queries.about(first, Kind.IP, "203.0.113.200")] == ["203.0.113.0/24"]
    assert [one.value for one in queries.about(first, Kind.NET, "2001:db8:7::/48")] == ["2001:db8::/32"]
    assert not queries.about(first, Kind.IP, "198.51.100.7").exists()
    assert [one.value for one in queries.about(first, Kind.DOMAIN, "evil.example")] == ["evil.example"]


@pytest.mark.parametrize(
    "change",
    [
        {"pap": PAP.AMBER},
        {"to_block": False},
        {"revoked": True},
        {"until": AT + 1},
        {"first": int(NOW.timestamp() * 1000) + 60_000},
    ],
)
def test_what_may_not_be_blocked_upon(first, change) -> None:
    share(actor=first, organisation=1, items=[indicator(**change)], via="test", now=NOW)
    assert queries.newest(first).exists()
    assert not queries.blockable(first, now=NOW).exists()


def test_a_value_that_somebody_disputes_is_not_blocked_upon(first, second) -> None:
    share(actor=first, organisation=1, items=[indicator()], via="test", now=NOW)
    sight(actor=second, organisation=2, items=[sighting(verdict=Verdict.FALSE_POSITIVE)], via="test", now=NOW)
    assert not queries.blockable(first, now=NOW).exists()


def test_words_of_a_coordinator_stand_for_their_time(coordinator, first) -> None:
    until = datetime(2026, 10, 6, tzinfo=UTC)
    approve_blocking(actor=coordinator, kind=Kind.IP, value="203.0.113.7", reason="seen by the CSIRT", until=until, now=NOW)
    trust(actor=coordinator, organisation=1, reason="a CSIRT of its own", now=NOW)
    assert queries.approved(NOW) == {("ip", "203.0.113.7")}
    assert queries.approved(until) == frozenset()
    assert queries.trusted(NOW) == {1}
