"""People go: out of an organisation with a hand-over, or altogether with an erasure after a cool-off. Never: organisations (standing)."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Absence, ApiToken, Erasure, Function, Invitation, Membership, Organisation, User, Vouch
from hsoc.portal.members.rules import COMMUNITY, Action, Actor, Object, Refused, Role, require
from hsoc.portal.members.rules.standing import COOL_OFF_DAYS
from hsoc.portal.members.signals import person_erased, person_left

ERASED = "erased"  # what the name of somebody erased begins with


@transaction.atomic
def leave(*, actor: Actor, organisation: int, now: datetime, heir: str = "", reason: str = "") -> int:
    """One leaves an organisation; what `queries.handed_over` lists passes to the heir, who gets the manager's seat with it.

    The last manager needs an heir with a seat there. Returns the heir's id, 0 for nobody. Raises Unacceptable, Refused.
    """
    if actor.via != "session":
        raise Refused("people leave by themselves")
    owner = Organisation.objects.select_for_update().get(number=organisation)
    mine = Membership.objects.filter(user_id=actor.user, organisation=owner)
    if not mine.exists():
        raise Unacceptable(_("You have no role in this organisation."))
    other = None
    if heir.strip():
        other = User.objects.filter(username=heir.strip().lower(), is_active=True, memberships__organisation=owner).distinct().first()
        if other is None or other.pk == actor.user:
            raise Unacceptable(_("Hand over to a colleague who has a role in this organisation."))
    if other is None and queries.is_last_manager(actor.user, organisation):
        raise Unacceptable(_("You are the last manager of this organisation: say who takes over."))
    _hand_over(actor.user, other, owner, now)
    person_left.send(sender=User, person=actor.user, heir=other.pk if other else 0, organisation=organisation, actor=actor, now=now)
    ApiToken.objects.filter(user_id=actor.user, organisation=owner, revoked__isnull=True).update(revoked=now)
    mine.delete()
    record(
        actor=actor,
        action="person.left",
        object=f"person:{actor.user}",
        concerns=organisation,
        reason=reason,
        details={"heir": other.pk if other else 0},
        now=now,
    )
    return other.pk if other else 0


def _hand_over(person: int, heir: User | None, owner: Organisation, now: datetime) -> None:
    """Seats and functions pass; a duty contact's word is the heir's own to give, so it begins unconfirmed."""
    for held in Function.objects.filter(user_id=person, organisation=owner):
        if heir is not None and not Function.objects.filter(user=heir, organisation=owner, kind=held.kind).exists():
            Function.objects.create(user=heir, organisation=owner, kind=held.kind, rank=held.rank, title=held.title, since=now)
        held.delete()
    roles = Membership.objects.filter(user_id=person, organisation=owner).values_list("role", flat=True)
    for role in roles:
        if heir is not None and Role(role) not in COMMUNITY:  # a role over the community is given by two people and never inherited
            Membership.objects.get_or_create(user=heir, organisation=owner, role=role, defaults={"since": now})


@transaction.atomic
def ask_erasure(*, actor: Actor, now: datetime) -> Erasure:
    """Asks to be forgotten: it happens in 14 days unless taken back. Raises Unacceptable while one is the last manager somewhere."""
    if actor.via != "session" or not actor.user:
        raise Refused("people ask for their own erasure only")
    last = queries.last_manager_of(actor.user)
    if last:
        raise Unacceptable(_("You are the last manager of %(organisation)s; hand it over first.") % {"organisation": last[0]})
    asked, new = Erasure.objects.get_or_create(user_id=actor.user, defaults={"asked": now, "due": now + timedelta(days=COOL_OFF_DAYS)})
    if new:
        record(actor=actor, action="erasure.asked", object=f"person:{actor.user}", details={"due": asked.due.isoformat()}, now=now)
    return asked


@transaction.atomic
def cancel_erasure(*, actor: Actor, now: datetime) -> None:
    """Changes one's mind in time."""
    gone, _kinds = Erasure.objects.filter(user_id=actor.user).delete()
    if gone:
        record(actor=actor, action="erasure.cancelled", object=f"person:{actor.user}", now=now)


@transaction.atomic
def erase_due(*, actor: Actor, now: datetime) -> int:
    """Forgets those whose cool-off is over and who are nowhere the last manager; how many. The worker's daily work."""
    require(actor, Action.REMOVE, Object.PERSON)
    done = 0
    for asked in Erasure.objects.select_related("user").filter(due__lte=now):
        if not queries.last_manager_of(asked.user_id):
            _erase(asked.user, now)
            record(actor=actor, action="person.erased", object=f"person:{asked.user_id}", now=now)
            done += 1
    if not done:
        return 0
    return done


def _erase(person: User, now: datetime) -> None:
    """Takes away all that tells who the person was. The row stays: it is the pseudonym of what was written and signed."""
    alias = f"{ERASED}-{person.pk}"
    Invitation.objects.filter(person=person).update(name="", email=f"{alias}@{ERASED}.example")
    for model in (Function, Absence, Membership):
        model.objects.filter(user=person).delete()
    Vouch.objects.filter(person=person).delete()
    Vouch.objects.filter(voucher=person).update(withdrawn=now, said="")
    Authenticator.objects.filter(user=person).delete()
    ApiToken.objects.filter(user=person).delete()
    person.keys.all().delete()
    person.proofs.all().delete()
    Erasure.objects.filter(user=person).delete()
    person.username, person.email, person.name = alias, f"{alias}@{ERASED}.example", ""
    person.phone = person.dark_email = person.dark_phone = ""
    person.speaks, person.workdays, person.hours_from, person.hours_to = [], "", None, None
    person.email_verified = person.phone_verified = None
    person.is_active = False
    person.set_unusable_password()
    person.save()
    person_erased.send(sender=User, person=person.pk, now=now)


@transaction.atomic
def note_export(*, actor: Actor, now: datetime) -> None:
    """Somebody took a copy of his personal data: the log says when, so that a stranger in his session is noticed."""
    if not actor.user:
        raise Refused("there is nobody to export")
    record(actor=actor, action="person.exported", object=f"person:{actor.user}", now=now)
