from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core import mail
from tests.factories.members import HOUSE, NOW, acting, person

from hsoc.portal.members.actions import contacts
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.names import add_domain
from hsoc.portal.members.models import Absence, Proof, User
from hsoc.portal.members.queries import actor_of, awaits_code
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.members.share import links
from hsoc.portal.members.signals import proof_wanted

pytestmark = pytest.mark.django_db
SAID = {
    "name": "Anna Nováková", "phone": "601 000 111", "dark_email": "anna@jinde.example", "dark_phone": "601000222",
    "speaks": ["en", "cs", "xx"], "workdays": "54321x", "hours_from": time(8), "hours_to": time(16),
}  # fmt: skip


def test_a_person_says_how_to_be_reached_and_a_new_number_is_unproven() -> None:
    who = person()
    contacts.change_contact(actor=actor_of(who), now=NOW, **SAID)
    User.objects.update(phone_verified=NOW)
    held = contacts.change_contact(actor=actor_of(who), now=NOW, **SAID | {"name": "Anna"})
    assert (held.phone, held.speaks, held.workdays, held.phone_verified) == ("+420601000111", ["cs", "en"], "12345", NOW)
    assert contacts.change_contact(actor=actor_of(who), now=NOW, **SAID | {"phone": "601000333"}).phone_verified is None


def test_the_address_for_dark_days_is_in_no_domain_of_the_own_house() -> None:
    who = person()
    add_domain(actor=SYSTEM, organisation=1, domain="nemocnice.example", reason="loaded", now=NOW)
    for address, why in (("a@mail.nemocnice.example", "dark"), ("a@hospital1.example", "same domain"), ("nonsense", "mail address")):
        with pytest.raises(Unacceptable, match=why):
            contacts.change_contact(actor=actor_of(who), now=NOW, **SAID | {"dark_email": address})
    with pytest.raises(Unacceptable, match="another one"):
        contacts.change_contact(actor=actor_of(who), now=NOW, **SAID | {"dark_phone": "601000111"})


def test_an_address_is_proven_by_the_link_once(django_capture_on_commit_callbacks) -> None:
    who = person()
    with django_capture_on_commit_callbacks(execute=True):
        contacts.ask_mail_proof(actor=actor_of(who), now=NOW)
    token = mail.outbox[0].body.split("/door/address/")[1].split("/")[0]
    nonce = links.opened(links.MAIL, token)["n"]
    with pytest.raises(Unacceptable):
        contacts.prove_mail(person=who.pk, nonce="other", now=NOW)
    assert contacts.prove_mail(person=who.pk, nonce=nonce, now=NOW).email_verified == NOW
    with pytest.raises(Unacceptable):
        contacts.prove_mail(person=who.pk, nonce=nonce, now=NOW)


def test_a_number_is_proven_by_its_code_within_five_tries() -> None:
    who = person()
    contacts.change_contact(actor=actor_of(who), now=NOW, **SAID)
    codes: list[str] = []

    def sends(code: str, **_: object) -> bool:
        codes.append(code)
        return True

    asked: list[bool] = []

    def cannot(**_: object) -> bool:
        asked.append(True)
        return False

    proof_wanted.connect(cannot)
    try:
        for seconds in (0, 59):  # a second click does not ask anybody again
            assert not contacts.ask_phone_proof(actor=actor_of(who), now=NOW + timedelta(seconds=seconds))
        assert (asked, awaits_code(who, NOW)) == ([True], False)
        with pytest.raises(Unacceptable, match="no longer good"):
            contacts.prove_phone(actor=actor_of(who), code="", now=NOW)
    finally:
        proof_wanted.disconnect(cannot)
    proof_wanted.connect(sends)
    try:
        assert contacts.ask_phone_proof(actor=actor_of(who), now=NOW + timedelta(seconds=60))
        with pytest.raises(Unacceptable, match="wait a minute"):
            contacts.ask_phone_proof(actor=actor_of(who), now=NOW + timedelta(seconds=119))
    finally:
        proof_wanted.disconnect(sends)
    who.refresh_from_db()
    assert awaits_code(who, NOW)
    wrong = f"{(int(codes[0]) + 1) % 1_000_000:06d}"
    with pytest.raises(Unacceptable, match="4 tries"):
        contacts.prove_phone(actor=actor_of(who), code=wrong, now=NOW)
    with pytest.raises(Unacceptable, match="no longer good"):
        contacts.prove_phone(actor=actor_of(who), code=codes[0], now=NOW + timedelta(minutes=16))
    assert contacts.prove_phone(actor=actor_of(who), code=codes[0], now=NOW).phone_verified == NOW
    assert not Proof.objects.exists()


def test_guessing_ends_after_five_tries() -> None:
    who = person()
    contacts.change_contact(actor=actor_of(who), now=NOW, **SAID)
    contacts.ask_phone_proof(actor=actor_of(who), now=NOW)
    Proof.objects.update(digest="0" * 64)
    for _ in range(4):
        with pytest.raises(Unacceptable, match="agree"):
            contacts.prove_phone(actor=actor_of(who), code="1", now=NOW)
    for _ in range(2):  # the last try, and one more
        with pytest.raises(Unacceptable, match="quarter"):
            contacts.prove_phone(actor=actor_of(who), code="1", now=NOW)
    with pytest.raises(Unacceptable, match="quarter"):  # nor one asked for at once
        contacts.ask_phone_proof(actor=actor_of(who), now=NOW + timedelta(seconds=1))
    with pytest.raises(Unacceptable, match="quarter"):  # a new code gives no new guesses
        contacts.ask_phone_proof(actor=actor_of(who), now=NOW + timedelta(minutes=14))
    contacts.ask_phone_proof(actor=actor_of(who), now=NOW + timedelta(minutes=15))
    assert Proof.objects.get().tries == 0


def test_guesses_spent_are_not_given_back_by_a_new_code() -> None:
    who = person()
    contacts.change_contact(actor=actor_of(who), now=NOW, **SAID)
    contacts.ask_phone_proof(actor=actor_of(who), now=NOW)
    Proof.objects.update(tries=4)
    contacts.ask_phone_proof(actor=actor_of(who), now=NOW + timedelta(minutes=2))
    assert Proof.objects.get().tries == 4


def test_a_coordinator_proves_a_number_by_a_call() -> None:
    who, coordinator = person(), acting(Role.COORDINATOR, HOUSE)
    with pytest.raises(Unacceptable, match="no number"):
        contacts.prove_by_call(actor=coordinator, person=who.pk, now=NOW)
    contacts.change_contact(actor=actor_of(who), now=NOW, **SAID)
    with pytest.raises(Refused):
        contacts.prove_by_call(actor=acting(Role.MANAGER, 1), person=who.pk, now=NOW)
    assert contacts.prove_by_call(actor=coordinator, person=who.pk, now=NOW).phone_verified == NOW


def test_days_away_have_a_stand_in_of_the_same_house_and_do_not_overlap() -> None:
    who = person(username="anna")
    person(username="mate")
    person(username="far", number=2)
    day = NOW.date()
    told = {"actor": actor_of(who), "first": day, "last": day + timedelta(days=4), "now": NOW}
    with pytest.raises(Unacceptable, match="colleague"):
        contacts.go_away(stand_in="far", **told)
    made = contacts.go_away(stand_in="mate", **told)
    with pytest.raises(Unacceptable, match="overlap"):
        contacts.go_away(**told)
    with pytest.raises(Unacceptable, match="last day"):
        contacts.go_away(**told | {"last": day - timedelta(days=1)})
    with pytest.raises(Refused):
        contacts.go_away(person=who.pk, **told | {"actor": acting(Role.ANALYST, 1, username="third")})
    with pytest.raises(Refused):
        contacts.come_back(actor=acting(Role.MANAGER, 2), absence=made.pk, now=NOW)
    contacts.come_back(actor=acting(Role.MANAGER, 1), absence=made.pk, now=NOW)
    assert not Absence.objects.exists()
