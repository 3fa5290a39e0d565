"""Meetings as iCalendar (RFC 5545), invitations as iTIP (RFC 5546): REQUEST, CANCEL, PUBLISH, and the REPLY back. Never: mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import icalendar

from hsoc.portal.meetings.rules.coming import ANSWERS, Coming
from hsoc.portal.meetings.rules.dates import PRAGUE
from hsoc.portal.meetings.rules.told import Date, Reply

MOST_BYTES: Final = 64 * 1024  # of a reply; a calendar's answer has some hundred
PRODUCT: Final = "-//hSOC//portal//CS"


class BadReply(ValueError):
    """What came is no reply; the text says why."""


def invitation(date: Date, *, attendee: str, name: str, stamp: datetime) -> bytes:
    """A REQUEST, or the CANCEL of a date that is off, for one person."""
    calendar = _calendar("CANCEL" if date.cancelled else "REQUEST")
    event = _event(date, stamp=stamp)
    who = icalendar.vCalAddress(f"mailto:{attendee}")
    who.params["CN"] = name
    who.params["PARTSTAT"] = Coming.WAITING.value.upper()
    who.params["RSVP"] = "TRUE"
    event.add("attendee", who, encode=False)
    calendar.add_component(event)
    return _written(calendar)


def published(dates: Iterable[Date], *, name: str, stamp: datetime) -> bytes:
    """Many dates to be read only; those that are off are in it as CANCELLED, so that calendars take them out."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", "PT1H", parameters={"VALUE": "DURATION"}, encode=False)
    for one in dates:
        calendar.add_component(_event(one, stamp=stamp))
    return _written(calendar)


def reply(content: bytes) -> Reply:
    """The answer of a person's calendar. Raises BadReply on anything else."""
    if len(content) > MOST_BYTES:
        raise BadReply(f"{len(content)} bytes, at most {MOST_BYTES}")
    try:
        calendar = icalendar.Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
        method = str(calendar.get("method", "")).upper()
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise BadReply(f"no calendar: {error}") from error
    if method != "REPLY" or len(events) != 1:
        raise BadReply(f"method {method or 'missing'} with {len(events)} events")
    event = events[0]
    attendee = event.get("attendee")
    if attendee is None or isinstance(attendee, list):
        raise BadReply("one attendee is wanted")
    coming = ANSWERS.get(str(attendee.params.get("PARTSTAT", "")).upper())
    if coming is None:
        raise BadReply("no answer in it")
    uid = str(event.get("uid", ""))
    try:
        sequence = int(event.get("sequence", 0))
    except (TypeError, ValueError) as error:
        raise BadReply("sequence is no number") from error
    address = str(attendee)
    if not uid or len(uid) > 200 or not address.lower().startswith("mailto:"):
        raise BadReply("uid or attendee is missing")
    return Reply(uid=uid, sequence=sequence, attendee=address[7:].strip().lower(), coming=coming, original=_original(event))


def _original(event: icalendar.Event) -> datetime | None:
    """To which date of a series it is; None = to all. Raises BadReply."""
    told = event.get("recurrence-id")
    if told is None:
        return None
    when = getattr(told, "dt", None)
    if not isinstance(when, datetime):
        raise BadReply("recurrence-id is no time")
    return when if when.tzinfo is not None else when.replace(tzinfo=PRAGUE)


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(date: Date, *, stamp: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", date.uid)
    event.add("sequence", date.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", date.start.astimezone(PRAGUE))
    event.add("dtend", date.end.astimezone(PRAGUE))
    if date.original is not None:
        event.add("recurrence-id", date.original.astimezone(PRAGUE))
    if date.rule is not None:
        told = {"freq": date.rule.freq, "interval": date.rule.interval, "count": date.rule.count}
        event.add("rrule", told | ({"byday": date.rule.byday} if date.rule.byday else {}))
    event.add("summary", date.title)
    event.add("status", "CANCELLED" if date.cancelled else "CONFIRMED")
    if date.text or date.link:
        event.add("description", "\n\n".join(part for part in (date.text, date.link) if part))
    if date.place:
        event.add("location", date.place)
    if date.link:
        event.add("url", date.link)
    if date.organiser:
        organiser = icalendar.vCalAddress(f"mailto:{date.organiser}")
        organiser.params["CN"] = date.organiser_name
        event.add("organizer", organiser, encode=False)
    return event


def _written(calendar: icalendar.Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
