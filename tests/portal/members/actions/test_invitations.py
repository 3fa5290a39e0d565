from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from tests.factories.members import HOUSE, NOW, PASSWORD, acting, organisation, person

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.invitations import accept, invite, join, resend, revoke
from hsoc.portal.members.models import Function, Invitation, Membership, User
from hsoc.portal.members.queries import actor_of, invitation_of
from hsoc.portal.members.rules import Actor, Refused, Role
from hsoc.portal.members.rules.vocabulary import Work

pytestmark = pytest.mark.django_db


def invited(actor: Actor | None = None, **fields: object) -> Invitation:
    told = {"organisation": 1, "email": "Nova@h.example", "role": Role.ANALYST, "now": NOW} | fields
    return invite(actor=actor or acting(Role.MANAGER, 1), **told)


def test_the_invited_comes_in_with_seat_function_and_a_proven_address(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = invited(work=[Work.DUTY])
    assert [letter.to for letter in mail.outbox] == [["nova@h.example"]]
    who = accept(invitation=made.pk, username="Nova", name="Nova Nováková", password=PASSWORD, now=NOW)
    assert (who.username, who.email, who.email_verified) == ("nova", "nova@h.example", NOW)
    assert Membership.objects.get(user=who).role == Role.ANALYST
    assert (Function.objects.get(user=who).kind, Function.objects.get(user=who).confirmed) == (Work.DUTY, NOW)
    with pytest.raises(Unacceptable, match="used"):
        accept(invitation=made.pk, username="other", name="O", password=PASSWORD, now=NOW)


def test_a_resent_or_revoked_or_old_link_opens_nothing() -> None:
    made = invited()
    old = {"i": made.pk, "n": made.nonce}
    assert invitation_of(old, now=NOW) == made
    assert invitation_of(old, now=made.expires) is None
    again = resend(actor=acting(Role.COORDINATOR, HOUSE), invitation=made.pk, now=NOW + timedelta(days=20))
    assert invitation_of(old, now=NOW) is None
    assert again.expires == NOW + timedelta(days=34)
    revoke(actor=acting(Role.COORDINATOR, HOUSE, username="second"), invitation=made.pk, now=NOW)
    assert invitation_of({"i": made.pk, "n": again.nonce}, now=NOW) is None
    with pytest.raises(Unacceptable, match="taken back"):
        accept(invitation=made.pk, username="n", name="N", password=PASSWORD, now=NOW)


def test_a_weak_password_and_a_taken_name_are_refused() -> None:
    made = invited()
    person(username="taken")
    for username, password in (("nova", "short"), ("taken", PASSWORD)):
        with pytest.raises(Unacceptable):
            accept(invitation=made.pk, username=username, name="N", password=password, now=NOW)
    assert not User.objects.filter(email="nova@h.example").exists()


def test_somebody_with_an_account_joins_with_it_and_nobody_else_does() -> None:
    who, stranger = person(username="far", number=2), person(username="stranger", number=3)
    made = invited(email=who.email)
    with pytest.raises(Unacceptable, match="log in"):
        accept(invitation=made.pk, username="n", name="N", password=PASSWORD, now=NOW)
    with pytest.raises(Refused):
        join(actor=actor_of(stranger), invitation=made.pk, now=NOW)
    join(actor=actor_of(who), invitation=made.pk, now=NOW)
    assert Membership.objects.filter(user=who, organisation__number=1).exists()


def test_an_invitation_is_worth_what_its_sender_still_may() -> None:
    manager = person(Role.MANAGER, 1)
    made = invited(actor_of(manager))
    Membership.objects.all().delete()
    with pytest.raises(Unacceptable, match="no longer"):
        accept(invitation=made.pk, username="n", name="N", password=PASSWORD, now=NOW)


def test_who_may_invite_and_to_what() -> None:
    organisation(1)
    with pytest.raises(Refused):
        invited(acting(Role.ANALYST, 1))
    with pytest.raises(Refused):
        invited(acting(Role.MANAGER, 2))
    manager = acting(Role.MANAGER, 1)
    with pytest.raises(Unacceptable, match="two people"):
        invited(manager, role=Role.COORDINATOR)
    with pytest.raises(Unacceptable, match="mail address"):
        invited(manager, email="nobody")
    invited(manager)
    with pytest.raises(Unacceptable, match="already"):
        invited(manager)


def test_nobody_is_flooded_by_inviting_and_taking_back() -> None:
    manager = acting(Role.MANAGER, 1)
    for _ in range(5):
        revoke(actor=manager, invitation=invited(manager).pk, now=NOW)
    with pytest.raises(Unacceptable, match="5 times"):
        invited(manager, now=NOW + timedelta(days=13))
    assert invited(manager, email="other@h.example").times == 1
    assert invited(acting(Role.MANAGER, 2), organisation=2).times == 1  # what another house sent is not its fault
    assert invited(manager, now=NOW + timedelta(days=15)).times == 1


def test_an_organisation_sends_so_many_a_day() -> None:
    manager = acting(Role.MANAGER, 1)
    one = invited(manager)
    Invitation.objects.filter(pk=one.pk).update(times=4)
    late = {"revoked": NOW, "sent": NOW, "expires": NOW, "made": NOW, "role": Role.ANALYST, "organisation_id": one.organisation_id}
    Invitation.objects.bulk_create(Invitation(email=f"n{n}@h.example", nonce=str(n), **late) for n in range(96))
    for act in (lambda at: invited(manager, email="m@h.example", now=at), lambda at: resend(actor=manager, invitation=one.pk, now=at)):
        with pytest.raises(Unacceptable, match="100 invitations a day"):
            act(NOW + timedelta(hours=23))
    assert resend(actor=manager, invitation=one.pk, now=NOW + timedelta(hours=25)).times == 5
