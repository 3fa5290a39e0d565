from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, acting

from hsoc.portal.charts.need import Level
from hsoc.portal.meetings.actions.meetings import cancel_sittings
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import NOBODY, Role

pytestmark = pytest.mark.django_db


def test_a_meeting_is_seen_inside_its_group_only(called, people):
    assert queries.visible_to(actor_of(people[2])).count() == 3
    assert not queries.visible_to(acting(Role.COORDINATOR, 100))
    assert not queries.visible_to(NOBODY)


def test_what_is_ahead_comes_with_answers_in_few_queries(called, people, django_assert_max_num_queries):
    member = actor_of(people[1])
    with django_assert_max_num_queries(5):
        rows = list(queries.upcoming(member, now=NOW, group="tech"))
        coming = queries.coming_to(rows)
    assert [(coming[row.pk], row.mine[0].user_id) for row in rows] == [(1, member.user)] * 3
    assert queries.coming_to([]) == {}
    assert not queries.upcoming(member, now=NOW, group="other")
    assert queries.past(member, now=NOW + timedelta(days=100)).count() == 3


def test_for_whom_one_may_call_is_asked_once_for_all_groups(called, people, django_assert_max_num_queries):
    member = actor_of(people[1])
    with django_assert_max_num_queries(3):
        assert [one.code for one in queries.may_call(member)] == ["tech"]
    assert not queries.may_call(acting(Role.COORDINATOR, 100))


def test_invitations_that_wait_and_todays_meeting_are_needs(called, people):
    member, leader = actor_of(people[1]), actor_of(people[0])
    assert [one.level for one in queries.needs(member, NOW)] == [Level.WEEK] * 2  # the third is more than two weeks away
    assert queries.needs(leader, NOW) == ()
    at = called.sittings.order_by("start").first().start - timedelta(hours=1)
    assert queries.needs(leader, at)[0].level is Level.TODAY


def test_a_calendar_keeps_what_was_called_off(called, people):
    leader = actor_of(people[0])
    cancel_sittings(actor=leader, sitting=called.sittings.order_by("start").first().pk, following=False, why="x", now=NOW)
    assert [one.cancelled for one in queries.calendar(leader, group=called.group, now=NOW)] == [True, False, False]


def test_rooms_are_there_only_when_all_is_set(settings):
    settings.JITSI_URL, settings.JITSI_APP, settings.JITSI_SECRET = "https://v.example", "a", ""
    assert queries.jitsi() is None
    settings.JITSI_SECRET = "s"
    assert queries.jitsi().app == "a"
