"""Marks, choices and the one click of a mail."""

from datetime import timedelta

import pytest
from tests.factories.members import person
from tests.portal.notices.actions.test_telling import NOW, invite

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import NOBODY, SYSTEM, Refused, Role
from hsoc.portal.notices import queries
from hsoc.portal.notices.actions.reading import KEPT, choose, forget, mark_all_read, mark_read, unmark, unsubscribe
from hsoc.portal.notices.models import Choice, Notice
from hsoc.portal.notices.rules.kinds import Way
from hsoc.portal.notices.rules.timing import Habits


def test_marks_are_ones_own_and_can_be_taken_back(db) -> None:
    me, other = person(), person(Role.MANAGER, 2)
    invite([me.pk, other.pk])
    invite([me.pk])
    mine, his = actor_of(me), actor_of(other)
    theirs = Notice.objects.get(user=other)
    assert mark_read(actor=mine, notice=theirs.pk, now=NOW) is None
    first = queries.unread(mine).last()
    assert mark_read(actor=mine, notice=first.pk, now=NOW).read == NOW
    later = NOW + timedelta(seconds=1)
    assert mark_all_read(actor=mine, kind="token.expiring", now=later) == 0
    assert (mark_all_read(actor=mine, kind="", now=later), queries.unread_count(mine), queries.unread_count(his)) == (1, 0, 1)
    assert (unmark(actor=his, read=later), unmark(actor=mine, read=later), queries.unread_count(mine)) == (0, 1, 1)


def test_choices_that_are_as_usual_need_no_row(db) -> None:
    me = actor_of(person())
    choose(actor=me, ways={"group.invited": [Way.PORTAL], "task.due": [Way.PORTAL, Way.MAIL]}, habits=Habits(hour=9), now=NOW)
    assert list(Choice.objects.values_list("kind", "ways")) == [("group.invited", ["portal"])]
    assert queries.habits_of([me.user])[me.user].hour == 9
    choose(actor=me, ways={"group.invited": [Way.MAIL, Way.PORTAL]}, habits=Habits(), now=NOW)
    assert not Choice.objects.exists()
    with pytest.raises(Refused):
        choose(actor=NOBODY, ways={}, habits=Habits(), now=NOW)
    with pytest.raises(KeyError):
        choose(actor=me, ways={"no.such": []}, habits=Habits(), now=NOW)


def test_one_click_silences_one_kind_by_mail(db) -> None:
    me = person()
    assert unsubscribe(user=me.pk, kind="group.invited", now=NOW) is True
    assert queries.choices_of(me.pk) == {"group.invited": {Way.PORTAL}}
    assert unsubscribe(user=me.pk, kind="group.invited", now=NOW) is False
    assert [unsubscribe(user=me.pk, kind=kind, now=NOW) for kind in ("group.called", "no.such")] == [False, False]
    assert unsubscribe(user=999_999, kind="group.invited", now=NOW) is False
    assert Entry.objects.get(action="notices.unsubscribed").via == "mail"


def test_old_ones_are_forgotten(db) -> None:
    invite([person().pk])
    assert [forget(actor=SYSTEM, now=NOW + KEPT + timedelta(seconds=more)) for more in (0, 1, 2)] == [0, 1, 0]
    assert not Notice.objects.exists()
