from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Membership
from hsoc.portal.members.rules import Role
from hsoc.portal.project.reactions import acts_for_the_only_one

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def test_acting_for_another_own_organisation_is_chosen(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    Membership.objects.create(user=one, organisation=organisation(2), role=Role.ANALYST, since=NOW)
    client = browser(one)
    answer = client.post(reverse("act_for"), {"organisation": "2", "next": "/portal/tokens/"})
    assert answer.headers["Location"] == "/portal/tokens/"
    assert client.get(reverse("members")).context["actor"].organisation == 2


def test_who_works_for_several_is_asked_before_any_page_opens_and_is_led_back(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    Membership.objects.create(user=one, organisation=organisation(2), role=Role.MANAGER, since=NOW)
    client = browser(one)
    asked = client.get("/portal/tokens/?q=1")
    assert (asked.status_code, asked.headers["Location"]) == (302, "/portal/acting/?next=%2Fportal%2Ftokens%2F%3Fq%3D1")
    assert client.post("/portal/tokens/", {"name": "x"}).headers["Location"] == "/portal/acting/"
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'name="organisation" value="1"' in page
    assert 'name="organisation" value="2"' in page
    assert 'name="next" value="/portal/tokens/?q=1"' in page
    client.post(reverse("act_for"), {"organisation": "2", "next": "/portal/tokens/?q=1"})
    shown = client.get("/portal/tokens/?q=1")
    assert shown.status_code == 200
    assert 'class="acting"' in shown.content.decode()
    assert "Hospital 2" in shown.content.decode()


def test_who_works_for_one_is_not_asked(browser: Browser) -> None:
    shown = browser(Role.ANALYST, 1).get("/portal/tokens/")
    assert shown.status_code == 200
    assert 'class="acting"' not in shown.content.decode()


def test_a_second_seat_given_meanwhile_asks_nothing_of_who_is_at_work(browser: Browser) -> None:
    """What he is writing goes out for whom he began it."""
    one = person(Role.ANALYST, 1)
    client = browser(one)
    session = client.session
    request = RequestFactory().get("/")
    request.session = session
    acts_for_the_only_one(type(one), request=request, user=one)
    session.save()
    Membership.objects.create(user=one, organisation=organisation(2), role=Role.ANALYST, since=NOW)
    assert client.get("/portal/tokens/").context["actor"].organisation == 1


def test_the_choice_leads_nowhere_outside(browser: Browser) -> None:
    page = browser(Role.ANALYST, 1).get(reverse("act_for"), {"next": "https://elsewhere.example/"}).content.decode()
    assert 'name="next" value=""' in page


@pytest.mark.parametrize(("number", "following"), [("3", ""), ("²", ""), ("", "")])
def test_nobody_acts_for_an_organisation_without_a_seat(browser: Browser, number: str, following: str) -> None:
    assert browser(Role.ANALYST, 1).post(reverse("act_for"), {"organisation": number, "next": following}).status_code == 404


def test_nobody_is_led_out_of_the_house(browser: Browser) -> None:
    answer = browser(Role.ANALYST, 1).post(reverse("act_for"), {"organisation": "1", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/portal/"


def test_the_switch_changes_the_page_and_is_remembered_for_the_person(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    client = browser(one)
    assert client.get("/portal/tokens/").headers["Content-Language"] == "cs"
    assert client.post(reverse("set_language"), {"language": "en", "next": "/portal/tokens/"}).headers["Location"] == "/portal/tokens/"
    assert client.get("/portal/tokens/").headers["Content-Language"] == "en"
    assert browser(one).get("/portal/tokens/").headers["Content-Language"] == "en"
