from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.members import PASSWORD, acting, organisation, person

from hsoc.portal.members.actions.invitations import invite
from hsoc.portal.members.models import Function, Invitation, Membership, User
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share import links
from hsoc.portal.members.web.steps import moment

pytestmark = pytest.mark.django_db


def test_an_invitation_is_shown_by_get_and_makes_the_account_by_post(visitor: Client) -> None:
    made = invite(actor=acting(Role.MANAGER, 1), organisation=1, email="n@h.example", role=Role.ANALYST, now=moment())
    address = reverse("invitation", args=[links.invitation_token(made)])
    for _ in range(2):  # a mail scanner follows links as often as it likes
        assert visitor.get(address).status_code == 200
    form = {"username": "nova", "name": "Nova", "password": PASSWORD, "again": PASSWORD + "x"}
    assert visitor.post(address, form).status_code == 200
    assert not User.objects.filter(username="nova").exists()
    assert visitor.post(address, form | {"again": PASSWORD}).url == reverse("portal")
    assert Membership.objects.get(user__username="nova").role == Role.ANALYST
    assert "2fa" in visitor.get(reverse("member", args=[1])).url  # logged in at once, and sent to set up the second factor
    assert Client().get(address).status_code == 410
    assert Client().post(address, form).status_code == 410


def test_whoever_has_an_account_takes_the_seat_with_it_only(browser, visitor: Client) -> None:
    who = person(username="far", number=2)
    made = invite(actor=acting(Role.MANAGER, 1), organisation=1, email=who.email, role=Role.ANALYST, now=moment())
    address = reverse("invitation", args=[links.invitation_token(made)])
    for other in (visitor, browser(Role.ANALYST, 3)):
        assert other.get(address).status_code == 200
        other.post(address, {"username": "n", "name": "N", "password": PASSWORD, "again": PASSWORD})
    assert Invitation.objects.get().accepted is None
    assert browser(who).post(address).status_code == 302
    assert Invitation.objects.get().person == who


def test_a_duty_contact_confirms_by_post_only(visitor: Client) -> None:
    old = moment() - timedelta(days=85)
    held = Function.objects.create(user=person(), organisation=organisation(1), kind=Work.DUTY, since=old, confirmed=old)
    address = reverse("duty_link", args=[links.duty_token(held)])
    assert visitor.get(address).context["fresh"]
    held.refresh_from_db()
    assert held.confirmed == old
    visitor.post(address)
    held.refresh_from_db()
    assert held.confirmed > old
    assert not visitor.get(address).context["fresh"]
    assert visitor.get(reverse("duty_link", args=["nonsense"])).status_code == 410


def test_an_address_link_that_is_not_ours_opens_nothing(visitor: Client) -> None:
    assert visitor.get(reverse("mail_link", args=["nonsense"])).status_code == 410
    unasked = links.sealed(links.MAIL, {"u": person().pk, "n": "x"})
    assert visitor.get(reverse("mail_link", args=[unasked])).status_code == 410
