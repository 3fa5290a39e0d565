"""What goes with a value: each tie, its ceiling, warning lists first, and never anything that one may not see."""

from datetime import timedelta

import msgspec
import pytest
from tests.factories.indicators import indicator
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.indicators.actions import relabel, revoke, share
from hsoc.portal.indicators.actions.warned import put_list
from hsoc.portal.indicators.queries import newest
from hsoc.portal.indicators.queries.together import together
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.indicators.rules.together import CEILING, MOST_TOGETHER
from hsoc.portal.indicators.rules.warned import read
from hsoc.portal.members.models import Kind as Who
from hsoc.portal.members.rules import Role
from hsoc.records.indicator import Kind
from hsoc.records.tlp import PAP, TLP


@pytest.fixture
def one(db):
    return acting(Role.ANALYST, 1)


@pytest.fixture
def two(db):
    return acting(Role.ANALYST, 2)


def given(actor, *items, now=NOW, **more):
    return share(actor=actor, organisation=actor.organisation, items=items, via="test", now=now, **more)


def told(actor, kind, value, **more):
    found = together(actor, kind, value, **more)
    return {tie.how: {row.value for row in tie.rows} for tie in found.ties}


def name(value, **more):
    return indicator(value, kind=Kind.DOMAIN, **more)


def test_each_way_that_values_go_together(one, two, django_assert_max_num_queries) -> None:
    given(one, indicator("192.0.2.7"), name("a.example.org"), indicator("0" * 32, kind=Kind.MD5))
    given(two, indicator("192.0.2.0/24", kind=Kind.NET))
    given(two, indicator("192.0.2.7"))
    given(two, indicator("http://192.0.2.7/x", kind=Kind.URL))
    given(two, indicator("64500", kind=Kind.ASN))
    given(two, indicator("https://b.c.example.org/", kind=Kind.URL))
    given(two, indicator("who@example.org", kind=Kind.MAIL))
    mine = newest(one).get(organisation__number=1, kind="ip")
    with django_assert_max_num_queries(15):
        found = told(one, Kind.IP, "192.0.2.7", asn="64500", row=mine.pk)
    assert found == {
        "same": {"192.0.2.7"}, "around": {"192.0.2.0/24"}, "site": {"http://192.0.2.7/x"}, "asn": {"64500"},
        "parcel": {"a.example.org", "0" * 32},
    }  # fmt: skip
    assert told(one, Kind.NET, "192.0.2.0/24", without=frozenset({"same"})) == {"inside": {"192.0.2.7"}}
    assert told(two, Kind.DOMAIN, "example.org")["site"] == {"a.example.org", "https://b.c.example.org/", "who@example.org"}
    assert told(two, Kind.MD5, "0" * 32)["parcel"] == {"192.0.2.7", "a.example.org"}


def test_what_one_may_not_see_ties_nothing_and_is_not_counted(one, two) -> None:
    given(two, name("x.example.org", tlp=TLP.RED), name("example.org", tlp=TLP.RED))
    given(two, *[name(f"h{n}.example.org", tlp=TLP.AMBER_STRICT) for n in range(CEILING + 5)])
    given(one, name("example.org"))
    assert told(one, Kind.DOMAIN, "example.org", without=frozenset({"same"})) == {}
    assert together(two, Kind.DOMAIN, "example.org").ties[1].common
    opened = newest(two).get(value="x.example.org")
    relabel(actor=two, organisation=2, identity=str(opened.uuid), tlp=TLP.GREEN, pap=PAP.GREEN, audience=Audience.COMMUNITY,
            reason="it may be known now", now=NOW + timedelta(hours=1))  # fmt: skip
    assert told(one, Kind.DOMAIN, "example.org", without=frozenset({"same"})) == {"site": {"x.example.org"}}
    assert told(acting(Role.COLLEAGUE, 3), Kind.DOMAIN, "example.org") == {}
    revoke(actor=two, organisation=2, identity=str(opened.uuid), reason="it was a mistake", now=NOW + timedelta(hours=2))
    assert told(one, Kind.DOMAIN, "example.org", without=frozenset({"same"})) == {}


def test_a_common_value_is_counted_and_never_expanded(one, two, django_assert_max_num_queries) -> None:
    given(one, *[name(f"h{n}.example.org") for n in range(MOST_TOGETHER + 1)])
    with django_assert_max_num_queries(20):
        [tie] = together(two, Kind.DOMAIN, "h0.example.org", without=frozenset({"same"})).ties
    assert (tie.how, tie.common, tie.rows, tie.count) == ("site", True, (), MOST_TOGETHER)  # and as a list it ties no parcel
    for turn in range(CEILING + 1):
        again = msgspec.structs.replace(indicator("198.51.100.9"), id=f"00000000-0000-4000-8000-{turn:012d}")
        given(one, again, name(f"p{turn}.example.net"))
    ways = {tie.how: (tie.common, tie.count) for tie in together(two, Kind.IP, "198.51.100.9").ties}
    assert ways == {"same": (True, CEILING + 1), "parcel": (True, CEILING + 1)}


def test_one_sharer_cannot_make_a_value_too_common(one, two) -> None:
    for turn in range(CEILING + 1):
        again = msgspec.structs.replace(indicator("198.51.100.9"), id=f"00000000-0000-4000-8000-{turn:012d}")
        given(one, again, name(f"p{turn}.example.net"))
    given(two, indicator("198.51.100.9"), name("quiet.example.org"))
    ties = {tie.how: tie for tie in together(two, Kind.IP, "198.51.100.9").ties}
    assert [(row.organisation.number, row.value) for row in ties["same"].rows] == [(2, "198.51.100.9")]
    assert [row.value for row in ties["parcel"].rows] == ["quiet.example.org"]
    assert (ties["same"].more, ties["same"].common) == (CEILING + 1, False)


def test_warning_lists_come_first(one, two) -> None:
    organisation(HOUSE, kind=Who.OPERATOR)
    listed = read(b"shared.example\n198.18.99.0/24\n")
    put_list(
        actor=acting(Role.COORDINATOR, HOUSE), name="hosting", source="", version="", reason="strangers side by side", read=listed, now=NOW
    )
    given(one, name("a.shared.example"), indicator("198.18.99.9"), indicator("198.51.100.9"))
    assert together(two, Kind.IP, "198.18.99.9").warned.name == "hosting"
    found = together(two, Kind.IP, "198.51.100.9")
    [tie] = [tie for tie in found.ties if tie.how == "parcel"]
    assert (tie.rows, tie.left) == ((), 2)
    assert together(two, Kind.DOMAIN, "a.shared.example").warned.name == "hosting"
    assert together(two, Kind.URL, "http://shared.example/a").warned is not None


def test_what_came_together_stays_together_when_one_changes(one, two) -> None:
    pair = [indicator("192.0.2.7", modified=1), name("a.example.org", modified=1)]
    given(one, *pair)
    given(one, indicator("192.0.2.7", modified=5, title="changed"), now=NOW + timedelta(hours=1))
    assert told(two, Kind.DOMAIN, "a.example.org")["parcel"] == {"192.0.2.7"}


@pytest.mark.parametrize("value", ["0.0.0.0/0", "::/0", "10.0.0.0/8"])
def test_the_widest_prefixes_are_bounded(one, value, django_assert_max_num_queries) -> None:
    given(one, *[indicator(f"192.0.2.{n}") for n in range(3)])
    with django_assert_max_num_queries(20):
        found = told(one, Kind.NET, value)
    assert len(found.get("inside", ())) == (3 if value in {"0.0.0.0/0", "::/0"} else 0)
