from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.people import add_person, choose_language, give_seat, set_credentials, take_seat
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import Kind, Membership, User
from hsoc.portal.members.queries import actor_of, token
from hsoc.portal.members.rules import SYSTEM, Refused, Role

pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238's


def test_a_manager_adds_a_person_without_a_password() -> None:
    manager = acting(Role.MANAGER, 1)
    added = add_person(actor=manager, organisation=1, username="New", email="New@Hospital1.example", name="N", role=Role.ANALYST, now=NOW)
    assert (added.username, added.email, added.has_usable_password()) == ("new", "new@hospital1.example", False)
    assert actor_of(added).roles == {Role.ANALYST}
    assert list(Entry.objects.values_list("action", flat=True)) == ["person.added", "seat.given"]


@pytest.mark.parametrize(
    ("username", "email"), [("manager-1", "a@b.example"), ("x", "manager-1@hospital1.example"), ("", "a@b.example"), ("x", "nonsense")]
)
def test_a_bad_or_taken_name_or_mail_is_refused(username: str, email: str) -> None:
    with pytest.raises(Unacceptable):
        add_person(actor=acting(Role.MANAGER, 1), organisation=1, username=username, email=email, name="N", role=Role.ANALYST, now=NOW)
    assert User.objects.count() == 1


def test_nobody_adds_people_to_another_organisation() -> None:
    organisation(2)
    with pytest.raises(Refused):
        give_seat(actor=acting(Role.MANAGER, 1), organisation=2, username="manager-1", role=Role.ANALYST, now=NOW)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COORDINATOR, Role.AUDITOR])
def test_nobody_alone_gives_a_role_over_the_community(role: Role) -> None:
    organisation(HOUSE, kind=Kind.OPERATOR)
    person(Role.ANALYST, 1)
    with pytest.raises(Refused):
        give_seat(actor=acting(Role.OPERATOR, HOUSE), organisation=HOUSE, username="analyst-1", role=role, now=NOW)
    with pytest.raises(Refused):
        give_seat(actor=acting(Role.MANAGER, 1), organisation=1, username="analyst-1", role=role, now=NOW)


def test_a_role_over_the_community_is_not_held_in_a_hospital() -> None:
    person(Role.ANALYST, 1)
    with pytest.raises(Unacceptable, match="own organisation only"):
        give_seat(actor=SYSTEM, organisation=1, username="analyst-1", role=Role.OPERATOR, now=NOW)


def test_giving_a_seat_twice_gives_it_once() -> None:
    person(Role.ANALYST, 1)
    for _ in range(2):
        give_seat(actor=SYSTEM, organisation=1, username="analyst-1", role=Role.MANAGER, now=NOW)
    assert Membership.objects.count() == 2
    assert Entry.objects.count() == 1


def test_who_loses_the_last_seat_loses_the_tokens() -> None:
    analyst = person(Role.ANALYST, 1)
    _, secret = create_token(actor=actor_of(analyst), organisation=1, name="t", scopes=["event:view"], days=9, now=NOW)
    take_seat(actor=acting(Role.MANAGER, 1), seat=analyst.memberships.get().pk, reason="left", now=NOW)
    assert actor_of(analyst).seats == ()
    assert token(secret, now=NOW + timedelta(seconds=1)) is None


def test_nobody_takes_the_own_seat() -> None:
    manager = person(Role.MANAGER, 1)
    with pytest.raises(Refused, match="own seat"):
        take_seat(actor=actor_of(manager), seat=manager.memberships.get().pk, reason="", now=NOW)


def test_language_is_kept_and_an_unknown_one_refused() -> None:
    analyst = person(Role.ANALYST, 1)
    choose_language(actor=actor_of(analyst), language="en", now=NOW)
    analyst.refresh_from_db()
    assert actor_of(analyst).language == "en"
    with pytest.raises(Unacceptable):
        choose_language(actor=actor_of(analyst), language="de", now=NOW)


def test_credentials_are_given_by_set_up_only_and_once() -> None:
    analyst = person(Role.ANALYST, 1)
    given = {"username": "analyst-1", "password": "a long enough phrase", "totp_secret": SECRET, "now": NOW}
    with pytest.raises(Refused):
        set_credentials(actor=acting(Role.OPERATOR, HOUSE), **given)
    assert set_credentials(actor=SYSTEM, **given)
    assert not set_credentials(actor=SYSTEM, **given)
    analyst.refresh_from_db()
    assert actor_of(analyst).second_factor
    assert SECRET not in str(list(analyst.authenticator_set.values_list("data", flat=True)))
