from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from pysequoia import Tsk
from tests.factories.members import NOW, acting, person

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.keys import add_key, remove_key, tell_of_endings
from hsoc.portal.members.models import PersonKey
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Refused, Role

pytestmark = pytest.mark.django_db


def test_a_key_names_its_owner_is_told_of_before_its_end_and_is_the_owners_to_remove(django_capture_on_commit_callbacks) -> None:
    who = person()
    ends = NOW.replace(year=2035)
    pair = Tsk.generate(user_id=f"Anna <{who.email}>")
    held = add_key(actor=actor_of(who), text=str(pair.extract_certificate().set_expiration(ends, pair.certifier())), now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        told = [tell_of_endings(actor=SYSTEM, now=ends - timedelta(days=days)) for days in (31, 30, 29, 7, 6)]
    assert told == [0, 1, 0, 1, 0]
    assert len(mail.outbox) == 2
    with pytest.raises(Refused):
        remove_key(actor=acting(Role.MANAGER, 1), key=held.pk, now=NOW)
    remove_key(actor=actor_of(who), key=held.pk, now=NOW)
    assert not PersonKey.objects.exists()


def test_a_foreign_or_private_key_is_refused() -> None:
    who = person()
    stranger = Tsk.generate(user_id="Other <o@h.example>")
    for text, why in ((str(stranger.extract_certificate()), "does not name"), (str(stranger), "private"), ("x", "not a public key")):
        with pytest.raises(Unacceptable, match=why):
            add_key(actor=actor_of(who), text=text, now=NOW)
