from __future__ import annotations

import pytest
from tests.factories.members import NOW, acting, person

from hsoc.portal.accounts import queries
from hsoc.portal.accounts.actions.devices import note_login
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_whoever_logs_in_is_found_by_name_and_by_mail():
    one = person(Role.COLLEAGUE, 1)
    assert queries.login_owner(" COLLEAGUE-1 ") == queries.login_owner("colleague-1@hospital1.example") == one.pk
    assert queries.login_owner("nobody") == 0


def test_a_device_is_known_only_by_its_secret():
    who = acting(Role.COLLEAGUE, 1)
    secret, made = note_login(actor=who, secret="", agent="", address=None, now=NOW)
    assert queries.known_device(user=who.user, secret=secret) == made
    assert queries.known_device(user=who.user, secret=made.digest) is None
    assert queries.known_device(user=who.user, secret="") is None
