from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt

from hsoc.portal.meetings.rules.coming import TICKET_MINUTES
from hsoc.portal.meetings.rules.told import Jitsi
from hsoc.portal.meetings.share.room import emergency_room, ticket

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
ROOMS = Jitsi(url="https://video.example/", app="hsoc", secret="s" * 40)


def told(**more):
    given = {"room": "r-1", "person": "7", "name": "Jana Nováková", "leads": False, "now": NOW, "stay": timedelta(hours=1)} | more
    href = urlsplit(ticket(ROOMS, **given))
    claims = jwt.decode(
        parse_qs(href.query)["jwt"][0],
        ROOMS.secret,
        algorithms=["HS256"],
        audience="hsoc",
        options={"verify_exp": False, "verify_nbf": False},
    )
    return href, claims


def test_a_ticket_opens_one_room_for_one_person_for_minutes():
    href, claims = told()
    assert (href.netloc, href.path) == ("video.example", "/r-1")
    assert (claims["iss"], claims["sub"], claims["room"]) == ("hsoc", "video.example", "r-1")
    assert claims["exp"] - int(NOW.timestamp()) == TICKET_MINUTES * 60
    assert claims["context"]["user"] == {"id": "7", "name": "Jana Nováková", "email": "", "avatar": "", "moderator": False}


def test_it_is_no_longer_than_the_meeting():
    assert told(stay=timedelta(minutes=2))[1]["exp"] - int(NOW.timestamp()) == 120


def test_an_emergency_gets_a_fresh_room_where_there_are_rooms(settings):
    assert emergency_room() == ""
    settings.JITSI_URL, settings.JITSI_APP, settings.JITSI_SECRET = "https://video.example/", "a", "s"
    assert emergency_room().startswith("https://video.example/")
    assert emergency_room() != emergency_room()
