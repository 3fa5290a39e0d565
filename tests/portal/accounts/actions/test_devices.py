from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, acting

from hsoc.portal.accounts import queries
from hsoc.portal.accounts.actions.devices import KEPT_DAYS, MOST_DEVICES, forget_device, note_login
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def login(who, secret="", *, days=0):
    return note_login(actor=who, secret=secret, agent="Firefox Linux", address="192.0.2.9", now=NOW + timedelta(days=days))


def test_a_browser_is_new_once_and_keeps_its_secret():
    who = acting(Role.COLLEAGUE, 1)
    secret, new = login(who)
    assert (new.browser, login(who, secret)) == ("Firefox, Linux", (secret, None))
    forget_device(actor=who, device=new.pk, now=NOW)
    assert login(who, secret)[1] is not None


def test_two_people_at_one_browser_are_two_devices():
    secret, _ = login(acting(Role.COLLEAGUE, 1))
    assert login(acting(Role.COLLEAGUE, 2), secret)[1] is not None


def test_a_planted_cookie_is_not_taken_for_a_device():
    secret, new = login(acting(Role.COLLEAGUE, 1), "planted by somebody who knows it")
    assert new is not None
    assert len(secret) >= 40


def test_old_and_too_many_devices_are_forgotten():
    who = acting(Role.COLLEAGUE, 1)
    login(who)
    for day in range(1, MOST_DEVICES + 3):
        login(who, days=day)
    assert queries.devices(who).count() == MOST_DEVICES
    login(who, days=KEPT_DAYS + MOST_DEVICES + 4)
    assert queries.devices(who).count() == 1
