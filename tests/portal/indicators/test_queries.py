"""Who sees what: every label and audience, for its owner, another member, a coordinator and the street."""

import itertools
import re
from datetime import UTC, datetime

import pytest
from tests.factories.indicators import AT, indicator, sighting

from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import approve_blocking, relabel, share, sight, trust
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.portal.members.rules import NOBODY, Refused
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


def test_pages_go_on_by_place_in_every_order(first) -> None:
    share(actor=first, organisation=1, items=[indicator(f"203.0.113.{number}") for number in range(5)], via="t", now=NOW)
    for sort, wanted in (("new", [4, 3, 2, 1, 0]), ("old", [0, 1, 2, 3, 4]), ("value", [0, 1, 2, 3, 4])):
        seen, after = [], None
        while True:
            rows, after = queries.page(first, queries.newest(first), sort=sort, after=after, size=2)
            seen += [int(one.value.rpartition(".")[2]) for one in rows]
            if after is None:
                break
        assert seen == wanted
    with pytest.raises(ValueError, match="no such place"):
        queries.page(first, queries.newest(first), sort="value", after=1, size=2)


def test_the_newest_version_stands_for_all_and_a_hidden_one_for_none(first, second) -> None:
    share(actor=first, organisation=1, items=[indicator()], via="t", now=NOW)
    old = queries.newest(first).get()
    made = relabel(
        actor=first, organisation=1, identity=str(old.uuid), tlp=TLP.RED, pap=PAP.RED, audience=Audience.OWN, reason="too wide", now=NOW
    )
    assert (queries.one(first, old.pk), queries.one(second, old.pk)) == (made, None)
    assert [len(queries.versions(one, made)) for one in (first, second)] == [2, 1]


def test_what_waits_needs_the_right_and_one_voice(first, second, coordinator) -> None:
    share(actor=first, organisation=1, items=[indicator("203.0.113.1"), indicator("203.0.113.2")], via="t", now=NOW)
    share(actor=second, organisation=2, items=[indicator("203.0.113.2")], via="t", now=NOW)
    assert [one.value for one in queries.waiting(coordinator, now=NOW)] == ["203.0.113.1"]
    assert queries.known(second, [(Kind.IP, "203.0.113.1"), (Kind.IP, "203.0.113.9")]) == {("ip", "203.0.113.1")}
    for ask in (queries.waiting, queries.approvals, queries.trusted_sources):
        with pytest.raises(Refused):
            ask(first, now=NOW)


def test_the_newest_are_read_by_an_index_of_the_newest(first) -> None:
    """SQLite's own words: no walk over the table or over older versions, for lists, pages and the look-up of a value."""
    newest = queries.newest(first)
    plans = {
        "page": newest.order_by("-added")[:100].explain(),
        "what came since": newest.filter(added__gt=5).order_by("added")[:100].explain(),
        "how many": newest.order_by().explain(),
        "an address": queries.about(first, Kind.IP, "203.0.113.7").explain(),
        "a name": queries.about(first, Kind.DOMAIN, "evil.example").explain(),
    }
    used = {what: re.findall(r"USING (?:COVERING )?INDEX (indicator_\w+)", plan) for what, plan in plans.items()}
    assert used == {
        "page": ["indicator_newest"],
        "what came since": ["indicator_newest"],
        "how many": ["indicator_newest"],
        "an address": ["indicator_value", "indicator_range"],
        "a name": ["indicator_value"],
    }
