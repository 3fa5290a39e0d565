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


def calendars():
    return [icalendar.Calendar.from_ical(one.alternatives[0].content) for one in mail.outbox]


def methods():
    return [one["method"] for one in calendars()]


def events():
    return [event for one in calendars() for event in one.walk("VEVENT")]


def test_each_person_is_told_the_series_once(called):
    assert send_due(now=NOW) == 3
    assert send_due(now=NOW) == 0
    assert set(methods()) == {"REQUEST"}
    assert {(str(one["uid"]), one["rrule"].to_ical()) for one in events()} == {(called.uid, b"FREQ=WEEKLY;COUNT=3;INTERVAL=1")}
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
    of = {(str(event["uid"]), event["recurrence-id"].dt, event["dtstart"].dt) for event in events()}
    assert of == {(called.uid, one.original, one.original + timedelta(days=2))}
    mail.outbox.clear()
    cancel_sittings(actor=leader, sitting=one.pk, following=False, why="x", now=NOW)
    assert (send_due(now=NOW), methods()) == (3, ["CANCEL"] * 3)
    assert {event["recurrence-id"].dt for event in events()} == {one.original}


def test_a_series_called_off_whole_is_told_once(called, people):
    send_due(now=NOW)
    mail.outbox.clear()
    first = called.sittings.order_by("start").first()
    cancel_sittings(actor=actor_of(people[0]), sitting=first.pk, following=True, why="x", now=NOW)
    assert (send_due(now=NOW), methods()) == (3, ["CANCEL"] * 3)
    assert {(str(event["uid"]), event.get("recurrence-id")) for event in events()} == {(called.uid, None)}
    assert send_due(now=NOW) == 0


def test_dates_that_left_their_rhythm_are_told_one_by_one(called, group, people):
    one = called.sittings.order_by("start").first()
    move_sitting(actor=actor_of(people[0]), sitting=one.pk, first=date(2026, 10, 14), hour=9, minute=0, minutes=30, why="", now=NOW)
    assert send_due(now=NOW) == 9
    assert {str(event["uid"]) for event in events()} == set(called.sittings.values_list("uid", flat=True))


def test_who_comes_later_gets_what_is_ahead_as_a_series(called, group, people):
    group.memberships.filter(user=people[2]).update(state="ended")
    follow_membership(actor=SYSTEM, group=group, now=NOW)
    send_due(now=NOW)
    mail.outbox.clear()
    later = called.sittings.order_by("start")[1].start - timedelta(days=1)
    group.memberships.filter(user=people[2]).update(state="in")
    follow_membership(actor=SYSTEM, group=group, now=later)
    assert (send_due(now=later), [one["rrule"]["COUNT"] for one in events()]) == (1, [[2]])


def test_who_left_is_told_once_that_it_is_off_for_him(called, group, people):
    send_due(now=NOW)
    mail.outbox.clear()
    group.memberships.filter(user=people[2]).update(state="ended")
    follow_membership(actor=SYSTEM, group=group, now=NOW)
    assert (send_due(now=NOW), methods(), {one.to[0] for one in mail.outbox}) == (1, ["CANCEL"], {people[2].email})
    assert send_due(now=NOW) == 0


def test_a_relay_that_fails_loses_nothing(called, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    assert send_due(now=NOW) == 0
    assert "9 invitations wait" in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(now=NOW) == 3


def test_a_box_that_takes_nothing_stops_no_other(called, people, monkeypatch):
    """One refuses for good, one is busy for now; the third gets it."""
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
    assert Entry.objects.filter(action="meeting.undelivered").count() == 1
    codes.clear()
    tasks.on_beat(ms + 1000)
    assert len(mail.outbox) == 1  # the busy box rests
    tasks.on_beat(ms + tasks.LATER_MS + 1)
    assert [one.to[0] for one in mail.outbox[1:]] == [people[1].email]
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 2


def test_a_long_series_is_told_whole(group, people):
    leader = actor_of(people[0])
    made = call_meeting(actor=leader, group=group, title="Year", rhythm=Rhythm.WEEKLY, times=52, now=NOW, **WHEN)
    assert send_due(now=NOW) == 3
    assert send_due(now=NOW + timedelta(days=7)) == 0
    last = made.sittings.order_by("start").last()
    mail.outbox.clear()
    cancel_sittings(actor=leader, sitting=last.pk, following=False, why="x", now=NOW)
    assert (send_due(now=NOW + timedelta(days=7)), methods()) == (3, ["CANCEL"] * 3)
    assert {event["recurrence-id"].dt for event in events()} == {last.original}
