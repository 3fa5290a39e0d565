"""Changes of people and their seats. Never: how they log in (allauth)."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, agreed
from hsoc.portal.members.models import Approval, Kind, Membership, Organisation, User
from hsoc.portal.members.rules import COMMUNITY, Action, Actor, Object, Refused, Role, require

LANGUAGES = ("cs", "en")


@transaction.atomic
def add_person(*, actor: Actor, organisation: int, username: str, email: str, name: str, role: Role, now: datetime) -> User:
    """Makes an account without a password (it is set through the mailed link) with its first seat. Raises Unacceptable on a bad field."""
    require(actor, Action.CREATE, Object.PERSON, organisation)
    person = User(username=username.strip().lower(), email=email.strip().lower(), name=name.strip())
    person.set_unusable_password()
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Unacceptable("; ".join(error.messages)) from error
    person.save()
    record(
        actor=actor,
        action="person.added",
        object=f"person:{person.pk}",
        concerns=organisation,
        details={"username": person.username},
        now=now,
    )
    give_seat(actor=actor, organisation=organisation, username=person.username, role=role, now=now)
    return person


@transaction.atomic
def give_seat(
    *, actor: Actor, organisation: int, username: str, role: Role, now: datetime, reason: str = "", approval: Approval | None = None
) -> Membership:
    """Gives a role. A role that reaches over the whole community needs two people; an organisation cannot give it to its own."""
    role = Role(role)
    if role in COMMUNITY:
        require(actor, Action.APPROVE, Object.PERSON, organisation)
        agreed(actor, approval, "seat.give")
    else:
        require(actor, Action.CREATE, Object.PERSON, organisation)
    person = User.objects.filter(username=username).first()
    if person is None:
        raise Unacceptable(_("Nobody is called %(username)s.") % {"username": username})
    owner = Organisation.objects.get(number=organisation)
    if role in COMMUNITY and owner.kind != Kind.OPERATOR:
        raise Unacceptable(_("This role is held in the community's own organisation only."))
    seat, new = Membership.objects.get_or_create(user=person, organisation=owner, role=role, defaults={"since": now})
    if new:
        record(
            actor=actor,
            action="seat.given",
            object=f"person:{person.pk}",
            concerns=organisation,
            reason=reason,
            details={"role": role.value, "username": username},
            now=now,
        )
    return seat


@transaction.atomic
def take_seat(*, actor: Actor, seat: int, reason: str, now: datetime) -> None:
    """Takes a role away and revokes the tokens that relied on the organisation's last seat."""
    held = Membership.objects.select_related("organisation", "user").get(pk=seat)
    number = held.organisation.number
    require(actor, Action.REMOVE, Object.PERSON, number)
    if held.user_id == actor.user:
        raise Refused("nobody takes away his own seat")
    held.delete()
    if not Membership.objects.filter(user=held.user, organisation=held.organisation).exists():
        held.user.tokens.filter(organisation=held.organisation, revoked__isnull=True).update(revoked=now)
    record(
        actor=actor,
        action="seat.taken",
        object=f"person:{held.user_id}",
        concerns=number,
        reason=reason,
        details={"role": held.role, "username": held.user.username},
        now=now,
    )


@transaction.atomic
def choose_language(*, actor: Actor, language: str, now: datetime) -> None:
    """The language a person is spoken to, also in mails. Raises Unacceptable on one we do not speak."""
    if language not in LANGUAGES:
        raise Unacceptable(_("This language is not spoken here."))
    User.objects.filter(pk=actor.user).update(language=language)
    record(actor=actor, action="person.language", object=f"person:{actor.user}", details={"language": language}, now=now)


@transaction.atomic
def set_credentials(*, actor: Actor, username: str, password: str, totp_secret: str, now: datetime) -> bool:
    """Gives a demo account its password and second factor; False where it has them already. Only the system does this, never a page."""
    if actor.via != "system":
        raise Refused("only set-up gives credentials; people choose their own")
    person = User.objects.get(username=username)
    held = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    # a password that cannot be used is not tried: refusing it takes as long as hashing one
    if (
        person.has_usable_password()
        and person.check_password(password)
        and held is not None
        and decrypt(held.data["secret"]) == totp_secret
    ):
        return False
    person.set_password(password)
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    TOTP.activate(person, totp_secret)
    record(actor=actor, action="person.credentials", object=f"person:{person.pk}", details={"username": username}, now=now)
    return True
