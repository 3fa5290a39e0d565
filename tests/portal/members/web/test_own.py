from __future__ import annotations

import json

import pytest
from django.urls import reverse
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.members.models import Absence, Erasure, Function, Membership, Proof, User, Vouch
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.vocabulary import Work

pytestmark = pytest.mark.django_db


def test_a_person_keeps_the_own_profile(browser, django_assert_max_num_queries) -> None:
    who = person(username="anna")
    mate = person(username="mate")
    held = Function.objects.create(user=who, organisation=organisation(1), kind=Work.DUTY, since=NOW)
    mine = browser(who)
    contact = {"name": "Anna", "phone": "601 000 111", "speaks": ["cs"], "workdays": ["1", "2"], "hours_from": "08:00", "hours_to": "16:00"}
    mine.post(reverse("me_contact"), contact)
    mine.post(reverse("me_away"), {"first": "2030-01-01", "last": "2030-01-05", "stand_in": "mate"})
    mine.post(reverse("function_step", args=[1, held.pk, "confirm"]))
    mine.post(reverse("me_proof", args=["email"]))
    assert 'name="code"' not in mine.get(reverse("me")).content.decode()  # nothing to type back yet
    mine.post(reverse("me_proof", args=["phone"]))
    assert 'name="code"' not in mine.get(reverse("me")).content.decode()  # this house has no gateway: a coordinator calls
    Proof.objects.filter(way=Proof.Way.PHONE).update(digest="0" * 64)
    assert 'name="code"' in mine.get(reverse("me")).content.decode()  # where one has left, it is typed here
    mine.post(reverse("key_add"), {"text": "nonsense"})
    with django_assert_max_num_queries(30):
        assert mine.get(reverse("me")).status_code == 200
    who.refresh_from_db()
    assert (who.phone, who.workdays) == ("+420601000111", "12")
    assert Absence.objects.get().stand_in == mate
    held.refresh_from_db()
    assert held.confirmed is not None
    mine.post(reverse("me_back", args=[Absence.objects.get().pk]))
    assert not Absence.objects.exists()
    coordinator = browser(Role.COORDINATOR, HOUSE)
    coordinator.post(reverse("prove_call", args=[who.pk]), {"organisation": "1"})
    assert User.objects.get(pk=who.pk).phone_verified is not None
    coordinator.post(reverse("me_vouch"), {"username": "anna", "said": "known for years"})
    assert Vouch.objects.get().person == who


def test_ones_data_leaving_and_being_forgotten(browser) -> None:
    who = person(Role.MANAGER, 1)
    person(Role.ANALYST, 1)
    mine = browser(who)
    told = json.loads(mine.post(reverse("my_data", args=["json"])).content)
    assert any(who.email == row.get("email") for rows in told.values() for row in rows)
    assert mine.post(reverse("my_data", args=["html"])).headers["Cache-Control"] == "no-store"
    mine.post(reverse("forget"))
    assert not Erasure.objects.exists()  # the last manager hands over first
    assert mine.get(reverse("leave", args=[1])).context["last"]
    mine.post(reverse("leave", args=[1]), {"heir": "analyst-1"})
    assert not Membership.objects.filter(user=who).exists()
    mine.post(reverse("forget"))
    assert mine.get(reverse("forget")).context["erasure"] == Erasure.objects.get()
    mine.post(reverse("forget"), {"act": "cancel"})
    assert not Erasure.objects.exists()
