"""A ticket into a video room of Jitsi: for one person and one room, good for minutes (lib-jitsi-meet, doc/tokens.md). Never: who."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlsplit

import jwt

from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.rules.coming import TICKET_MINUTES
from hsoc.portal.meetings.rules.told import Jitsi

ROOM_BYTES: Final = 18  # 144 bits
SKEW: Final = timedelta(seconds=30)  # between two clocks


def ticket(jitsi: Jitsi, *, room: str, person: str, name: str, leads: bool, now: datetime, stay: timedelta) -> str:
    """The address that opens the room. person: an opaque number; name: as others see it; stay: how long the meeting may still last.

    The room stands in the token by its exact name, never `*`; whoever has entered stays when the ticket runs out, so it is short.
    """
    claims = {
        "iss": jitsi.app,
        "aud": jitsi.app,
        "sub": urlsplit(jitsi.url).hostname or "",
        "room": room,
        "nbf": int((now - SKEW).timestamp()),
        "exp": int((now + min(stay, timedelta(minutes=TICKET_MINUTES))).timestamp()),
        "context": {"user": {"id": person, "name": name, "email": "", "avatar": "", "moderator": leads}},
    }
    signed = jwt.encode(claims, jitsi.secret, algorithm="HS256")
    return f"{jitsi.url.rstrip('/')}/{quote(room, safe='')}?jwt={signed}"


def emergency_room() -> str:
    """The address of a fresh room for those who are called together, '' where no rooms are set up. Its name cannot be guessed.

    It goes out in mails and text messages, so that nobody waits for a login: whoever has the address and a ticket-free Jitsi enters.
    """
    rooms = queries.jitsi()
    return f"{rooms.url.rstrip('/')}/{secrets.token_urlsafe(ROOM_BYTES)}" if rooms is not None else ""
