from __future__ import annotations

import icalendar
import pytest
from tests.factories.members import NOW

from hsoc.portal.meetings.actions.meetings import make_key
from hsoc.portal.meetings.models import Invited, Sitting
from hsoc.portal.meetings.share.links import token_of
from hsoc.portal.members.queries import actor_of

pytestmark = pytest.mark.django_db


def test_looking_at_the_link_answers_nothing_and_pressing_does(visitor, called, people):
    Sitting.objects.update(start=NOW.replace(year=2099), end=NOW.replace(year=2100))
    one = Invited.objects.select_related("sitting").filter(user=people[1]).first()
    path = f"/meetings/{token_of(one)}/"
    assert visitor.get(path).headers["X-Robots-Tag"] == "noindex"
    assert visitor.get(path).headers["Referrer-Policy"] == "same-origin"  # no-referrer makes browsers send Origin: null
    one.refresh_from_db()
    assert one.coming == "needs-action"
    visitor.post(path, {"coming": "declined"})
    one.refresh_from_db()
    assert (one.coming, one.via) == ("declined", "link")
    assert visitor.post(path, {"coming": "x"}).status_code == 404
    assert visitor.get("/meetings/forged/").status_code == 404


def test_one_answer_may_be_for_the_whole_series(visitor, called, people):
    for number, one in enumerate(Sitting.objects.order_by("start")):
        Sitting.objects.filter(pk=one.pk).update(start=NOW.replace(year=2099, day=number + 1), end=NOW.replace(year=2100))
    mine = Invited.objects.select_related("sitting").filter(user=people[1]).order_by("sitting__start")
    path = f"/meetings/{token_of(mine[0])}/"
    assert 'name="all"' in visitor.get(path).content.decode()
    visitor.post(path, {"coming": "accepted", "all": "1"})
    assert list(mine.values_list("coming", flat=True)) == ["accepted"] * 3
    visitor.post(path, {"coming": "declined"})
    assert list(mine.values_list("coming", flat=True)) == ["declined", "accepted", "accepted"]


def test_a_calendar_is_fetched_by_its_secret_and_shows_only_what_one_may_see(visitor, called, group, people):
    secret = make_key(actor=actor_of(people[1]), group=None, now=NOW)
    Sitting.objects.update(start=NOW.replace(year=2099), end=NOW.replace(year=2100))
    first = visitor.get(f"/feeds/calendars/{secret}.ics")
    assert len(icalendar.Calendar.from_ical(first.content).walk("VEVENT")) == 3
    again = visitor.get(f"/feeds/calendars/{secret}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    group.memberships.filter(user=people[1]).update(state="ended")
    assert icalendar.Calendar.from_ical(visitor.get(f"/feeds/calendars/{secret}.ics").content).walk("VEVENT") == []
    assert visitor.get("/feeds/calendars/wrong.ics").status_code == 404
