"""A series is called, moved, called off; people answer by three ways and are there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.members import NOW, acting, person
from tests.portal.meetings.conftest import WHEN, joined

from hsoc.portal.meetings.actions import meetings as actions
from hsoc.portal.meetings.models import Invited, Sitting
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.rules.coming import Coming, Via
from hsoc.portal.meetings.rules.dates import Rhythm
from hsoc.portal.meetings.rules.told import Reply
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Refused, Role

pytestmark = pytest.mark.django_db


def first(meeting):
    return meeting.sittings.order_by("start").first()


def test_a_series_invites_everybody_and_its_organiser_comes(called, people):
    assert called.sittings.count() == 3
    assert sorted(first(called).invited.values_list("coming", flat=True)) == [Coming.YES, Coming.WAITING, Coming.WAITING]
    assert len(set(called.sittings.values_list("room", flat=True))) == 3  # one room per meeting


@pytest.mark.parametrize("bad", [{"minutes": 1}, {"times": 0}, {"first": date(2026, 10, 1)}, {"first": date(2036, 1, 1)}])
def test_a_time_that_cannot_be_is_said(group, people, bad):
    given = WHEN | {"rhythm": Rhythm.ONCE, "times": 1} | bad
    with pytest.raises(Unacceptable):
        actions.call_meeting(actor=actor_of(people[0]), group=group, title="x", now=NOW, **given)


def test_strangers_neither_call_nor_see_nor_answer(called, group):
    stranger = acting(Role.MANAGER, 9)
    with pytest.raises(Refused):
        actions.call_meeting(actor=stranger, group=group, title="x", rhythm=Rhythm.ONCE, times=1, now=NOW, **WHEN)
    assert not queries.visible_to(stranger)
    with pytest.raises(Sitting.DoesNotExist):
        actions.say_coming(actor=stranger, sitting=first(called).pk, coming=Coming.YES, via=Via.PORTAL, now=NOW)


def test_moved_is_asked_anew_and_only_by_who_may(called, people):
    one, member = first(called), actor_of(people[1])
    actions.say_coming(actor=member, sitting=one.pk, coming=Coming.NO, via=Via.PORTAL, now=NOW)
    when = {"first": date(2026, 10, 13), "hour": 10, "minute": 30, "minutes": 30}
    with pytest.raises(Refused):
        actions.move_sitting(actor=member, sitting=one.pk, why="", now=NOW, **when)
    moved = actions.move_sitting(actor=actor_of(people[0]), sitting=one.pk, why="Clash", now=NOW, **when)
    assert (moved.sequence, queries.own(member, moved).coming) == (1, Coming.WAITING)


def test_called_off_from_a_date_on(called, people):
    second = called.sittings.order_by("start")[1]
    leader = actor_of(people[0])
    with pytest.raises(Unacceptable):
        actions.cancel_sittings(actor=leader, sitting=second.pk, following=True, why=" ", now=NOW)
    assert actions.cancel_sittings(actor=leader, sitting=second.pk, following=True, why="Holidays", now=NOW) == 2
    assert called.sittings.filter(cancelled__isnull=True).count() == 1
    with pytest.raises(Unacceptable):
        actions.say_coming(actor=leader, sitting=second.pk, coming=Coming.YES, via=Via.PORTAL, now=NOW)


def test_a_calendars_answer_counts_only_from_the_persons_own_proven_address(called, people):
    one = first(called)
    answer = Reply(uid=one.uid, sequence=0, attendee=people[1].email, coming=Coming.YES)
    take = {"actor": SYSTEM, "reply": answer, "now": NOW}
    assert not actions.take_reply(sender="evil@elsewhere.example", **take)
    assert actions.take_reply(sender=people[1].email.upper(), **take)
    assert Invited.objects.get(sitting=one, user=people[1]).via == Via.CALENDAR
    when = {"first": date(2026, 10, 13), "hour": 9, "minute": 0, "minutes": 30}
    actions.move_sitting(actor=actor_of(people[0]), sitting=one.pk, why="", now=NOW, **when)
    assert not actions.take_reply(sender=people[1].email, **take)  # it answered the old time


def test_a_calendars_answer_to_a_series_counts_for_all_or_for_its_one_date(called, people):
    dates = list(called.sittings.order_by("start"))
    mine = Invited.objects.filter(user=people[1]).order_by("sitting__start")
    answer = Reply(uid=called.uid, sequence=0, attendee=people[1].email, coming=Coming.YES)
    take = {"actor": SYSTEM, "sender": people[1].email, "now": NOW}
    assert not actions.take_reply(reply=answer, **take)  # his calendar was never told the series
    mine.update(series=True, sent=0)
    assert actions.take_reply(reply=answer, **take)
    not_then = Reply(uid=called.uid, sequence=0, attendee=people[1].email, coming=Coming.NO, original=dates[1].original)
    assert actions.take_reply(reply=not_then, **take)
    assert list(mine.values_list("coming", flat=True)) == [Coming.YES, Coming.NO, Coming.YES]
    elsewhere = Reply(uid=called.uid, sequence=0, attendee=people[1].email, coming=Coming.NO, original=NOW)
    assert not actions.take_reply(reply=elsewhere, **take)
    assert not Invited.objects.filter(user=people[2]).exclude(coming=Coming.WAITING).exists()


def test_the_room_opens_a_quarter_before_and_who_enters_was_there(called, people):
    one, member = first(called), actor_of(people[1])
    with pytest.raises(Unacceptable):
        actions.enter(actor=member, sitting=one.pk, now=one.start - timedelta(minutes=16))
    actions.enter(actor=member, sitting=one.pk, now=one.start - timedelta(minutes=15))
    assert queries.own(member, one).came is not None
    assert actions.note_came(actor=actor_of(people[0]), sitting=one.pk, people=[people[0].pk, people[2].pk], now=NOW) == 2
    assert not queries.room_open(one, now=one.end + timedelta(hours=1))


def test_who_enters_the_group_is_invited_and_who_leaves_is_told(called, group, people):
    new = person(Role.ANALYST, 4)
    joined(group, new)
    group.memberships.filter(user=people[2]).update(state="ended")
    actions.follow_membership(actor=SYSTEM, group=group, now=NOW)
    assert new.invited.count() == 3
    assert set(people[2].invited.values_list("withdrawn", flat=True)) == {True}
    before = Invited.objects.count()
    actions.follow_membership(actor=SYSTEM, group=group, now=NOW)
    assert Invited.objects.count() == before


@pytest.mark.parametrize(("minutes", "recording"), [("https://elsewhere.example", ""), ("/portal//x", ""), ("", "http://video.example/1")])
def test_where_minutes_and_recordings_may_be(called, people, minutes, recording):
    with pytest.raises(Unacceptable):
        actions.note_sitting(actor=actor_of(people[0]), sitting=first(called).pk, recording=recording, minutes=minutes, now=NOW)


def test_a_calendars_key_is_one_and_is_replaced(group, people):
    member, stranger = actor_of(people[1]), acting(Role.MANAGER, 9)
    old = actions.make_key(actor=member, group=group, now=NOW)
    new = actions.make_key(actor=member, group=group, now=NOW)
    assert queries.key_of(old) is None
    assert queries.key_of(new).user_id == member.user
    with pytest.raises(Refused):
        actions.make_key(actor=stranger, group=group, now=NOW)
    actions.drop_key(actor=member, group=group, now=NOW)
    assert queries.key_of(new) is None
