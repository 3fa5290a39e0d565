from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from tests.factories.members import person

from hsoc.portal.meetings.models import Meeting, Sitting
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
DAY = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()  # noqa: TID251 - pages live by the real clock
FORM = {
    "group": "tech",
    "title": "<b>Monday</b>",
    "first": DAY,
    "time": "09:00",
    "minutes": "60",
    "rhythm": "weekly",
    "times": "2",
    "online": "on",
}


def test_a_meeting_in_the_browser(browser, group, people, settings, django_assert_max_num_queries):
    leader, member, stranger = browser(people[0]), browser(people[1]), browser(person(Role.MANAGER, 9))
    leader.post("/portal/meetings/new/", FORM)
    one = Sitting.objects.order_by("start").first()
    path = f"/portal/meetings/{one.pk}/"
    page = member.get(path)
    assert "&lt;b&gt;Monday" in page.content.decode()
    member.post(f"{path}coming/", {"coming": "accepted"})
    assert member.post(f"{path}coming/", {"coming": "nonsense"}).status_code == 404
    assert one.invited.filter(coming="accepted").count() == 2
    for address in (path, f"{path}enter/", f"{path}coming/"):
        assert (stranger.get(path) if address == path else stranger.post(address, {"coming": "accepted"})).status_code == 404
    assert stranger.get("/portal/meetings/").context["ahead"] == []
    with django_assert_max_num_queries(30):
        assert len(member.get("/portal/meetings/").context["ahead"]) == 2
    leader.post(f"{path}move/", {"first": DAY, "time": "", "minutes": "60"})
    one.refresh_from_db()
    assert one.sequence == 0
    leader.post(f"{path}cancel/", {"why": "Holidays", "following": "1"})
    assert Sitting.objects.filter(cancelled__isnull=True).count() == 0
    leader.post(f"{path}notes/", {"minutes": "/portal/groups/tech/", "recording": "https://video.example/1"})
    assert b"https://video.example/1" in member.get(path).content
    assert member.post(f"{path}notes/", {"minutes": ""}).status_code == 403


def test_one_enters_the_room_by_a_ticket_of_ones_own(browser, group, people, settings):
    leader = browser(people[0])
    leader.post("/portal/meetings/new/", FORM)
    one = Sitting.objects.order_by("start").first()
    path = f"/portal/meetings/{one.pk}/enter/"
    assert leader.post(path).headers["Location"].startswith("/portal/")  # no rooms are set up
    settings.JITSI_URL, settings.JITSI_APP, settings.JITSI_SECRET = "https://video.example", "hsoc", "s" * 40
    assert leader.post(path).headers["Location"].startswith("/portal/")  # it is not open yet
    now = datetime.now(UTC)  # noqa: TID251
    Sitting.objects.filter(pk=one.pk).update(start=now, end=now + timedelta(hours=1))
    answer = leader.post(path)
    assert (urlsplit(answer.headers["Location"]).netloc, answer.headers["Cache-Control"]) == ("video.example", "no-store")


def test_who_may_call_none_is_told(browser):
    assert browser(person(Role.MANAGER, 9)).get("/portal/meetings/new/").status_code == 403
    assert not Meeting.objects.exists()
