"""Invitations leave once, are told again when the time changes, and are lost by no relay that fails."""

from __future__ import annotations

import re
from datetime import date

import icalendar
import pytest
from django.core import mail
from tests.factories.members import NOW

from hsoc.portal.meetings.actions.meetings import cancel_sittings, follow_membership, move_sitting
from hsoc.portal.meetings.tasks import send_due
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM

pytestmark = pytest.mark.django_db


def methods():
    return [icalendar.Calendar.from_ical(one.alternatives[0].content)["method"] for one in mail.outbox]


def test_each_person_is_told_each_date_once(called):
    assert send_due(now=NOW) == 9
    assert send_due(now=NOW) == 0
    assert set(methods()) == {"REQUEST"}
    body = mail.outbox[0].body
    assert re.search(r"/meetings/[^/\s]+/", body)
    assert "09:00" in body


def test_moved_and_called_off_are_told_again(called, people):
    send_due(now=NOW)
    mail.outbox.clear()
    leader, one = actor_of(people[0]), called.sittings.order_by("start").first()
    move_sitting(actor=leader, sitting=one.pk, first=date(2026, 10, 14), hour=9, minute=0, minutes=30, why="", now=NOW)
    assert (send_due(now=NOW), methods()) == (3, ["REQUEST"] * 3)
    mail.outbox.clear()
    cancel_sittings(actor=leader, sitting=one.pk, following=False, why="x", now=NOW)
    assert (send_due(now=NOW), methods()) == (3, ["CANCEL"] * 3)


def test_who_left_is_told_once_that_it_is_off_for_him(called, group, people):
    send_due(now=NOW)
    mail.outbox.clear()
    group.memberships.filter(user=people[2]).update(state="ended")
    follow_membership(actor=SYSTEM, group=group, now=NOW)
    assert (send_due(now=NOW), methods(), {one.to[0] for one in mail.outbox}) == (3, ["CANCEL"] * 3, {people[2].email})
    assert send_due(now=NOW) == 0


def test_a_relay_that_fails_loses_nothing(called, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    assert send_due(now=NOW) == 0
    assert "9 invitations wait" in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(now=NOW) == 9
