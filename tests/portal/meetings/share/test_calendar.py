from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from msgspec.structs import replace

from hsoc.portal.meetings.rules.coming import Coming
from hsoc.portal.meetings.rules.series import Rule
from hsoc.portal.meetings.rules.told import Date
from hsoc.portal.meetings.share.calendar import MOST_BYTES, BadReply, invitation, published, reply

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
ONE = Date(
    uid="u1@hsoc", sequence=2, start=NOW, end=NOW + timedelta(hours=1), title="hSOC-Tech: Příliš; žluťoučký, kůň\nEND:VCALENDAR",
    link="https://portal.example/portal/meetings/1/", organiser="hsoc@hsoc.example", organiser_name="hSOC",
)  # fmt: skip


def answer(partstat="ACCEPTED", *, attendee="jana@h1.example", method="REPLY", uid="u1@hsoc", sequence="2"):
    return (
        f"BEGIN:VCALENDAR\r\nPRODID:x\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\n"
        f"DTSTAMP:20261005T080000Z\r\nDTSTART:20261005T080000Z\r\nATTENDEE;PARTSTAT={partstat};CN=Jana:mailto:{attendee}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def test_an_invitation_says_all_that_a_calendar_needs():
    told = invitation(ONE, attendee="jana@h1.example", name="Jana", stamp=NOW)
    calendar = icalendar.Calendar.from_ical(told)
    [event] = calendar.walk("VEVENT")
    assert (calendar["method"], event["uid"], event["sequence"], event["status"]) == ("REQUEST", "u1@hsoc", 2, "CONFIRMED")
    assert event["summary"] == ONE.title  # nothing of it escapes into the calendar's own lines
    assert event["dtstart"].params["TZID"] == "Europe/Prague"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Prague"]
    assert (str(event["attendee"]), event["attendee"].params["RSVP"]) == ("mailto:jana@h1.example", "TRUE")
    assert event["dtstart"].dt == NOW


def test_a_series_repeats_by_its_rule_and_one_date_of_it_names_the_date_it_was_called_for():
    series = replace(ONE, rule=Rule(freq="MONTHLY", interval=1, count=3, byday="1MO"))
    [event] = icalendar.Calendar.from_ical(invitation(series, attendee="a@b.example", name="A", stamp=NOW)).walk("VEVENT")
    assert (event["rrule"]["FREQ"], event["rrule"]["COUNT"], event["rrule"]["BYDAY"], event.get("recurrence-id")) == (
        ["MONTHLY"],
        [3],
        ["1MO"],
        None,
    )
    moved = replace(ONE, original=NOW - timedelta(days=1))
    [event] = icalendar.Calendar.from_ical(invitation(moved, attendee="a@b.example", name="A", stamp=NOW)).walk("VEVENT")
    assert (event["recurrence-id"].dt, event["recurrence-id"].params["TZID"]) == (NOW - timedelta(days=1), "Europe/Prague")


@pytest.mark.parametrize(
    "told", ["RECURRENCE-ID:20261005T080000Z", "RECURRENCE-ID;TZID=Europe/Prague:20261005T100000", "RECURRENCE-ID:20261005T100000"]
)
def test_an_answer_to_one_date_of_a_series_names_it(told):
    assert reply(answer().replace(b"END:VEVENT", told.encode() + b"\r\nEND:VEVENT")).original == NOW
    with pytest.raises(BadReply):
        reply(answer().replace(b"END:VEVENT", b"RECURRENCE-ID;VALUE=DATE:20261005\r\nEND:VEVENT"))


def test_what_is_off_is_a_cancel_and_stays_in_a_calendar_as_cancelled():
    off = replace(ONE, cancelled=True, sequence=3)
    assert icalendar.Calendar.from_ical(invitation(off, attendee="a@b.example", name="A", stamp=NOW))["method"] == "CANCEL"
    [event] = icalendar.Calendar.from_ical(published([off], name="hSOC", stamp=NOW)).walk("VEVENT")
    assert (event["status"], event["sequence"]) == ("CANCELLED", 3)


@pytest.mark.parametrize(("partstat", "coming"), [("ACCEPTED", Coming.YES), ("declined", Coming.NO), ("TENTATIVE", Coming.MAYBE)])
def test_a_calendars_answer_is_understood(partstat, coming):
    found = reply(answer(partstat))
    assert (found.uid, found.sequence, found.attendee, found.coming) == ("u1@hsoc", 2, "jana@h1.example", coming)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b"BEGIN:VCALENDAR\r\n" * 50,
        answer("NEEDS-ACTION"),
        answer(method="REQUEST"),
        answer(uid=""),
        answer(sequence="x"),
        answer().replace(b"mailto:", b"http:"),
        answer().replace(b"END:VEVENT", b"ATTENDEE:mailto:b@c.example\r\nEND:VEVENT"),
        answer() + b" " * MOST_BYTES,
        bytes(range(256)),
    ],
)
def test_anything_else_is_refused_in_a_sentence(content):
    with pytest.raises(BadReply):
        reply(content)
