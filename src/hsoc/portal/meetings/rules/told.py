"""What travels between this room and calendars and video rooms. Pure values. Never: how they are written (share)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hsoc.portal.meetings.rules.coming import Coming
from hsoc.portal.meetings.rules.series import Rule


class Date(msgspec.Struct, frozen=True, kw_only=True):
    """One sitting, or a whole series, as a calendar shows it. start, end: aware; organiser: a mail address; link: the page in the portal.

    rule: it repeats so; original: it is one date of a series, the one that was first called for then (RECURRENCE-ID).
    """

    uid: str
    sequence: int
    start: datetime
    end: datetime
    title: str
    text: str = ""
    place: str = ""
    link: str = ""
    organiser: str = ""
    organiser_name: str = ""
    cancelled: bool = False
    rule: Rule | None = None
    original: datetime | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a person's calendar answered; original: to this date of a series alone."""

    uid: str
    sequence: int
    attendee: str
    coming: Coming
    original: datetime | None = None


class Jitsi(msgspec.Struct, frozen=True, kw_only=True):
    """Where rooms are and how tickets are signed (HS256)."""

    url: str
    app: str
    secret: str
