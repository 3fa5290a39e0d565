from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Membership
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def test_acting_for_another_own_organisation_is_chosen(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    Membership.objects.create(user=one, organisation=organisation(2), role=Role.ANALYST, since=NOW)
    client = browser(one)
    answer = client.post(reverse("act_for"), {"organisation": "2", "next": "/portal/tokens/"})
    assert answer.headers["Location"] == "/portal/tokens/"
    assert client.get(reverse("members")).context["actor"].organisation == 2


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
