"""All about one value, as each may see it."""

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator, sighting
from tests.factories.members import NOW, acting

from hsoc.portal.entities.queries.page import Asked, read, whole
from hsoc.portal.indicators.actions import share, sight
from hsoc.portal.members.rules import Role
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

AT = int(NOW.timestamp() * 1000)
BAD = "203.0.113.7"


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (" 203.0.113[.]7 ", Kind.IP, BAD),
        ("203.0.113.7/24", Kind.NET, "203.0.113.0/24"),
        ("203.0.113.7/32", Kind.IP, BAD),
        ("2001:DB8::1", Kind.IP, "2001:db8::1"),
        ("as64500", Kind.ASN, "64500"),
        ("bad[.]Example.org", Kind.DOMAIN, "bad.example.org"),
        ("hxxp://bad.example/x", Kind.URL, "http://bad.example/x"),
        ("A" * 64, Kind.SHA256, "a" * 64),
        ("x@bad.example", Kind.MAIL, "x@bad.example"),
    ],
)
def test_what_people_type_is_read(typed: str, kind: Kind, value: str) -> None:
    assert read(typed) == Asked(kind, value)


@pytest.mark.parametrize("typed", ["", "nothing at all", "AS0", "203.0.113.0/64", "AS" + "9" * 300])
def test_what_is_nothing_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(typed)


@pytest.fixture
def known(journal, members) -> None:
    write(
        journal,
        row(1, AT - 5, member=1, target="198.18.1.10"),
        row(2, AT - 4, member=2, target="198.18.2.10"),
        row(3, AT - 3, member=4, target="198.18.4.10"),  # does not share
    )
    share(actor=members[1], organisation=1, items=[indicator(BAD), indicator("203.0.113.0/24", kind=Kind.NET)], via="test", now=NOW)
    share(actor=members[1], organisation=1, items=[indicator("bad.example", kind=Kind.DOMAIN, tlp=TLP.RED)], via="test", now=NOW)
    sight(actor=members[2], organisation=2, items=[sighting(BAD)], via="test", now=NOW)


def about(actor, typed: str = BAD):
    return whole(actor, read(typed), now=NOW)


def test_each_sees_what_the_gates_give(known, members) -> None:
    two, four = about(members[2]), about(members[4])
    assert [(one.serial, one.whole) for one in two.events] == [(2, True), (1, False)]
    assert [(one.serial, one.whole) for one in four.events] == [(3, True), (2, False), (1, False)]
    assert (two.total, four.total) == (2, 3)
    assert sorted(one.value for one in two.indicators) == ["203.0.113.0/24", BAD]
    assert len(two.sightings) == 1
    assert two.standing is not None
    assert two.standing.rep == four.standing.rep  # one number for everybody
    assert two.mine == ((2, "Hospital 2"),)
    assert about(acting(Role.AUDITOR, 100)).indicators == ()


def test_what_is_red_is_seen_by_its_own_only(known, members) -> None:
    assert [one.value for one in about(members[1], "bad.example").indicators] == ["bad.example"]
    assert about(members[2], "bad.example").empty


def test_whose_address_it_is_only_its_own_are_told(known, members) -> None:
    assert about(members[1], "198.18.1.10").member == 1
    other = about(members[2], "198.18.1.10")
    assert (other.member, other.standing, other.events) == (0, None, ())


def test_prefixes_and_networks(known, members, journal) -> None:
    (journal.parent / "networks.csv").write_text("prefix,asn,country,name\n203.0.113.0/24,64500,CZ,Example Net\n")
    assert about(members[2]).network == (64500, "Example Net")
    assert about(members[2], "203.0.113.0/24").standing.subject.text == "203.0.113.0/24"
    assert about(members[2], "203.0.113.0/25").standing is None
    assert about(members[2], "AS64500").standing.subject.name == "Example Net"
    assert about(members[2], "192.0.2.1").empty
