"""Choices are kept as made; the one click of a mail needs no login and a press."""

from django.test import Client
from tests.factories.members import person

from hsoc.portal.notices import queries
from hsoc.portal.notices.rules.kinds import Way
from hsoc.portal.notices.share.mail import off_token
from hsoc.portal.notices.web.choices import clock, minutes


def test_choices_are_kept_as_made(browser) -> None:
    me = person()
    page = browser(me)
    assert "Jak mi dát vědět" in page.get("/portal/notices/choices/").text
    given = {"task.due-digest": "on", "task.due-portal": "on", "quiet": "1", "quiet_from": "21:30", "quiet_to": "06:00", "rhythm": "weekly",
             "hour": "9", "weekday": "4", "approval.waiting-mail": "on"}  # fmt: skip
    assert page.post("/portal/notices/choices/", given).status_code == 302
    assert queries.choices_of(me.pk)["task.due"] == {Way.PORTAL, Way.DIGEST}
    habits = queries.habits_of([me.pk])[me.pk]
    assert (habits.quiet_from, habits.quiet_to, habits.rhythm, habits.hour, habits.weekday) == (1290, 360, "weekly", 9, 4)
    assert 'value="21:30"' in page.get("/portal/notices/choices/").text
    page.post("/portal/notices/choices/", {"quiet": "1", "quiet_from": "99:99", "hour": "77", "weekday": "x"})
    assert queries.habits_of([me.pk])[me.pk].quiet_from == 0


def test_one_click_is_a_press_and_asks_for_no_login(db) -> None:
    me = person()
    strict = Client(enforce_csrf_checks=True)
    address = f"/portal/notices/off/{off_token(me.pk, 'task.due')}/"
    assert strict.get(address).headers["Content-Language"] == "cs"
    type(me).objects.filter(pk=me.pk).update(language="en")
    assert strict.get(address).headers["Content-Language"] == "en"  # as the mail that led here
    assert queries.choices_of(me.pk) == {}  # a scanner that looks changes nothing
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.choices_of(me.pk) == {"task.due": {Way.PORTAL}}
    assert strict.get("/portal/notices/off/nonsense/").status_code == 404


def test_times_of_day() -> None:
    assert [minutes(text) for text in ("07:30", "24:00", "x:1", "", "7")] == [450, 0, 0, 0, 0]
    assert clock(450) == "07:30"
