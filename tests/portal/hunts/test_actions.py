"""What is hunted for, who takes part, and what a sharer learns."""

from datetime import timedelta

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import acting, organisation
from tests.portal.hunts.conftest import NOON, joined, shared

from hsoc.portal.audit.models import Entry
from hsoc.portal.hunts import actions, queries
from hsoc.portal.hunts.actions import Seen, end, name_hosts, order, settle, take_part
from hsoc.portal.hunts.models import Hunt, Meeting, Order, Told
from hsoc.portal.indicators.actions import revoke, share
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

MS = int(NOON.timestamp() * 1000)
VALUE = "203.0.113.7"


def hunts() -> dict[str, str]:
    return dict(Hunt.objects.values_list("value", "state"))


def met(*members: int, now=NOON, value: str = VALUE) -> int:
    hunt = Hunt.objects.get(value=value)
    return settle(actor=SYSTEM, looked=[hunt.pk], seen=[Seen(hunt.pk, one, MS, MS + 5) for one in members], now=now)


def band(number: int) -> str | None:
    return Told.objects.filter(organisation__number=number).values_list("band", flat=True).first()


def test_what_is_shared_with_the_community_is_hunted_for_at_once(members) -> None:
    shared(members[1], VALUE)
    shared(members[1], "203.0.113.0/24", "198.18.0.0/15", kind=Kind.NET)
    shared(members[1], "bad.example", kind=Kind.DOMAIN)
    shared(members[1], "203.0.113.8", tlp=TLP.RED)
    shared(members[1], "203.0.113.9", tlp=TLP.AMBER_STRICT)  # its usual audience is its own organisation
    assert hunts() == {VALUE: "waiting", "203.0.113.0/24": "waiting"}
    logged = Entry.objects.filter(action="hunts.ordered").first()
    assert (logged.concerns, '"values":1' in logged.details) == (1, True)


def test_what_nobody_shares_any_more_is_over(members) -> None:
    for number in (1, 2):
        shared(members[number], VALUE)
    for number, state in ((1, "waiting"), (2, "ended")):
        revoke(actor=members[number], organisation=number, identity=indicator(VALUE).id, reason="it was a mistake", now=NOON)
        assert hunts() == {VALUE: state}
    assert end(actor=SYSTEM, organisation=1, values={("ip", VALUE)}, now=NOON) == 0
    assert met(1) == 0


def test_who_orders_too_much_is_held_back(members, monkeypatch) -> None:
    monkeypatch.setattr(actions, "room", lambda ordered: max(0, 3 - ordered))
    shared(members[1], "203.0.113.1", "203.0.113.2")
    shared(members[1], "203.0.113.3", "203.0.113.4")
    assert len(hunts()) == 3
    shared(members[2], "203.0.113.5")
    assert len(hunts()) == 4
    Order.objects.update(at=NOON - timedelta(days=1))
    assert order(actor=SYSTEM, organisation=1, values={("ip", "203.0.113.4")}, now=NOON) == 1


def test_only_the_members_own_managers_take_part(members) -> None:
    for actor in (members[1], acting(Role.MANAGER, 2, username="else")):
        with pytest.raises(Refused):
            take_part(actor=actor, organisation=1, takes=True, reason="just because", now=NOON)
    with pytest.raises(Unacceptable):
        take_part(actor=acting(Role.OPERATOR, 100), organisation=1, takes=True, reason="the operator wants it", now=NOON)
    manager = acting(Role.MANAGER, 1, username="manager")
    with pytest.raises(Unacceptable):
        take_part(actor=manager, organisation=1, takes=True, reason="", now=NOON)
    assert take_part(actor=manager, organisation=1, takes=True, reason="the management agreed", now=NOON).takes
    assert queries.taking_part() == {1}
    assert Entry.objects.filter(action="hunts.joined", concerns=1).exists()


def test_whoever_joins_has_everything_looked_up_and_whoever_leaves_is_forgotten(members) -> None:
    shared(members[1], VALUE)
    joined(members[2])
    assert met(2, 3) == 1  # 3 does not take part
    assert hunts() == {VALUE: "watched"}
    joined(members[3])
    assert hunts() == {VALUE: "waiting"}
    assert met(2, 3) == 1
    joined(members[2], takes=False)
    assert [one.organisation.number for one in Meeting.objects.all()] == [3]


def test_a_sharer_learns_a_band_without_itself_that_stands_for_a_day(members) -> None:
    shared(members[1], VALUE)
    joined(members[1])
    for number in (2, 3):
        joined(members[number])
    met(1, 2, 3)
    assert band(1) == ""  # two others and itself: too few to say
    joined(acting(Role.MANAGER, 5))
    met(1, 2, 3, 5, now=NOON + timedelta(hours=23))
    assert band(1) == ""
    assert queries.bands_due(now=NOON + timedelta(hours=23), most=9) == []
    settle(actor=SYSTEM, looked=(), seen=(), now=NOON + timedelta(hours=24))
    assert band(1) == "3-5"
    assert Told.objects.count() == 1


def test_who_shares_what_is_watched_for_already_learns_its_band_at_once(members) -> None:
    shared(members[1], VALUE)
    for number in (2, 3, 4):
        joined(members[number])
    met(2, 3, 4)
    shared(members[2], VALUE)
    assert (band(1), band(2)) == ("3-5", "")
    shared(members[3], "203.0.113.8")
    assert band(3) is None  # waits to be looked up


def test_a_meeting_grows_and_has_its_hosts_named_again_when_it_went_on(members) -> None:
    shared(members[1], VALUE)
    joined(members[2])
    met(2)
    (one,) = queries.without_hosts(5)
    name_hosts(actor=SYSTEM, found={one.pk: [("198.18.2.10", MS, MS, 3)]}, now=NOON)
    assert queries.without_hosts(5) == []
    hunt = Hunt.objects.get().pk
    settle(actor=SYSTEM, looked=(), seen=[Seen(hunt, 2, MS - 9, MS + 60_000)], now=NOON)
    assert queries.without_hosts(5) == []
    settle(actor=SYSTEM, looked=(), seen=[Seen(hunt, 2, MS, MS + 7_200_000), Seen(hunt, 2, MS, MS + 1)], now=NOON)
    (one,) = queries.without_hosts(5)
    assert one.hosts == [["198.18.2.10", MS, MS, 3]]
    assert (one.first.timestamp() * 1000, one.last.timestamp() * 1000) == (MS - 9, MS + 7_200_000)
    assert settle(actor=SYSTEM, looked=(), seen=[Seen(hunt + 77, 2, MS, MS)], now=NOON) == 0


def test_nothing_is_hunted_for_an_audience_of_ones_own(members) -> None:
    share(actor=members[1], organisation=1, items=[indicator(VALUE)], via="test", now=NOON, audience=Audience.OWN)
    assert hunts() == {}
    assert organisation(1).number == 1
