"""Invitations leave once, are told again when the time changes, and are lost by no relay that fails."""

from __future__ import annotations

import re
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import icalendar
import pytest
from django.core import mail
from django.core.mail.backends import locmem
from tests.factories.members import NOW
from tests.portal.meetings.conftest import WHEN

from hsoc.portal.audit.models import Entry
from hsoc.portal.meetings import tasks
from hsoc.portal.meetings.actions.meetings import call_meeting, cancel_sittings, follow_membership, move_sitting
from hsoc.portal.meetings.rules.dates import Rhythm
from hsoc.portal.meetings.tasks import send_due
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A busy machine; no rest of another test."""
    monkeypatch.setattr(tasks, "SECONDS", 600)
    monkeypatch.setattr(tasks._Rest, "until", {})


def methods():
    return [icalendar.Calendar.from_ical(one.alternatives[0].content)["method"] for one in mail.outbox]


def test_each_person_is_told_each_date_once(called):
    assert send_due(now=NOW) == 9
    assert send_due(now=NOW) == 0
    assert set(methods()) == {"REQUEST"}
    part = mail.outbox[0].message().get_payload(1)
    assert (part.get_content_type(), part.get_params()[1:]) == ("text/calendar", [("method", "REQUEST"), ("charset", "utf-8")])
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


def test_a_box_that_takes_nothing_stops_no_other(called, people, monkeypatch):
    """One refuses for good, one is busy for now; the third gets all three."""
    codes = {people[0].email: 550, people[1].email: 451}
    sends = locmem.EmailBackend.send_messages

    def send(self, messages):
        to = messages[0].to[0]
        if to in codes:
            raise SMTPRecipientsRefused({to: (codes[to], b"no")})
        return sends(self, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    ms = int(NOW.timestamp() * 1000)
    tasks.on_beat(ms)
    assert {one.to[0] for one in mail.outbox} == {people[2].email}
    assert Entry.objects.filter(action="meeting.undelivered").count() == 3
    codes.clear()
    tasks.on_beat(ms + 1000)
    assert len(mail.outbox) == 3  # the busy box rests
    tasks.on_beat(ms + tasks.LATER_MS + 1)
    assert sorted(one.to[0] for one in mail.outbox[3:]) == [people[1].email] * 3
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 6


def test_a_long_series_is_told_as_it_comes_near(group, people):
    leader = actor_of(people[0])
    made = call_meeting(actor=leader, group=group, title="Year", rhythm=Rhythm.WEEKLY, times=52, now=NOW, **WHEN)
    assert send_due(now=NOW) == 3 * 8  # two months of Mondays
    assert send_due(now=NOW + timedelta(days=7)) == 3
    last = made.sittings.order_by("start").last()
    mail.outbox.clear()
    cancel_sittings(actor=leader, sitting=last.pk, following=False, why="x", now=NOW)
    assert send_due(now=NOW + timedelta(days=7)) == 0  # nobody's calendar knew of it
    group.memberships.filter(user=people[2]).update(state="ended")
    follow_membership(actor=SYSTEM, group=group, now=NOW + timedelta(days=7))
    assert (send_due(now=NOW + timedelta(days=7)), set(methods())) == (8, {"CANCEL"})
