from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from tests.factories import members, website

from hsoc.portal.members.rules import Role
from hsoc.portal.website.models import Wish

pytestmark = pytest.mark.django_db
GIVEN = {"organisation": "Nemocnice Nová", "kind": "town", "person": "Jana Nová", "mail": "jana@nova.example", "message": "Dobrý den"}


def test_from_the_form_by_mail_to_the_coordinator(visitor: Client):
    website.settled()
    assert 'id="join-form"' in visitor.get("/cs/jak-se-pripojit/").content.decode()
    assert visitor.post("/cs/join/", GIVEN).headers["Location"] == "/cs/join/sent/"
    link = re.search(r"/cs/join/[\w-]+/", mail.outbox[0].body)[0]
    assert mail.outbox[0].to == ["jana@nova.example"]
    assert (visitor.get(link).status_code, Wish.objects.get().state) == (200, "said")
    assert (visitor.post(link).status_code, Wish.objects.get().state) == (200, "confirmed")
    assert visitor.post("/cs/join/" + "x" * 32 + "/").status_code == 410

    inside = Client()
    inside.force_login(members.person(Role.COORDINATOR, members.HOUSE))
    assert "Nemocnice Nová" in inside.get("/portal/web/requests/").content.decode()
    inside.post(f"/portal/web/requests/{Wish.objects.get().pk}/", {"deed": "refused", "note": "Omyl"})
    assert Wish.objects.get().state == "refused"
    stranger = Client()
    stranger.force_login(members.person(Role.MANAGER, 1))
    assert stranger.get("/portal/web/requests/").status_code == 403


def test_machines_are_caught_floods_slowed_and_mistakes_shown(visitor: Client):
    website.settled()
    assert visitor.post("/cs/join/", GIVEN | {"website": "buy"}).headers["Location"] == "/cs/join/sent/"
    assert (Wish.objects.count(), mail.outbox) == (0, [])
    wrong = visitor.post("/cs/join/", GIVEN | {"mail": "nic"})
    assert (wrong.status_code, "Jana Nová" in wrong.content.decode()) == (422, True)
    assert [visitor.post("/cs/join/", GIVEN).status_code for _ in range(6)] == [302] * 5 + [429]
    elsewhere = {"REMOTE_ADDR": "198.18.0.9"}
    assert visitor.post("/cs/join/", GIVEN | {"mail": "other@h.example"}, **elsewhere).status_code == 302
    assert Client(enforce_csrf_checks=True).post("/cs/join/", GIVEN).status_code == 403
    assert visitor.get("/cs/join/").headers["Location"] == "/cs/jak-se-pripojit/#join-form"


def test_behind_a_proxy_one_house_does_not_shut_the_door_for_others(visitor: Client, settings):
    website.settled()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def sent(house: str) -> int:
        return visitor.post("/cs/join/", GIVEN, headers={"X-Forwarded-For": f"192.0.2.1, {house}"}).status_code

    assert [sent("198.18.0.1") for _ in range(6)] == [302] * 5 + [429]
    assert sent("198.18.0.2") == 302
