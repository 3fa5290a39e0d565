"""Letting people in by a link: making, sending again, taking back, coming in. Never: a community role (two people give it, `people`)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.functions import give_function
from hsoc.portal.members.actions.people import give_seat
from hsoc.portal.members.models import Invitation, Organisation, User
from hsoc.portal.members.rules import COMMUNITY, SYSTEM, Action, Actor, Object, Refused, Role, require
from hsoc.portal.members.rules.standing import INVITATION_DAYS
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share import letters
from hsoc.portal.members.signals import invitation_accepted

MOST_OPEN = 50  # open invitations of one organisation
MOST_TIMES = 5  # how often one is sent: more is a nuisance
MOST_A_DAY = 100  # mails of one organisation: twice as many as may be open, so that a whole house can be invited and corrected in a day
MOST_TO_ONE = 5  # mails of one organisation to one address in as many days as an invitation lasts, however often it is taken back
LANGUAGES = ("cs", "en")


def _nonce() -> str:
    return secrets.token_hex(16)


@transaction.atomic
def invite(
    *,
    actor: Actor,
    organisation: int,
    email: str,
    role: Role,
    now: datetime,
    name: str = "",
    work: Iterable[Work] = (),
    language: str = "cs",
) -> Invitation:
    """Invites somebody into an organisation; a mail with the link goes out. Raises Unacceptable on a bad address or one invited already."""
    require(actor, Action.CREATE, Object.PERSON, organisation)
    role = Role(role)
    if role in COMMUNITY:
        raise Unacceptable(_("A role over the community is not given by an invitation; two people give it to somebody who is in."))
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Unacceptable(_("“%(email)s” is not a mail address.") % {"email": email[:80]}) from error
    owner = Organisation.objects.select_for_update().get(number=organisation)
    open_ones = Invitation.objects.filter(organisation=owner, accepted__isnull=True, revoked__isnull=True)
    if open_ones.filter(email=address).exists():
        raise Unacceptable(_("This address is invited already; send the invitation again instead."))
    if open_ones.count() >= MOST_OPEN:
        raise Unacceptable(_("An organisation has at most %(most)d open invitations.") % {"most": MOST_OPEN})
    _paced(owner, address, now)
    made = Invitation.objects.create(
        organisation=owner,
        email=address,
        name=name.strip()[:120],
        role=role,
        work=sorted({Work(one).value for one in work}),
        language=language if language in LANGUAGES else LANGUAGES[0],
        nonce=_nonce(),
        inviter_id=actor.user or None,
        made=now,
        sent=now,
        expires=now + timedelta(days=INVITATION_DAYS),
    )
    record(
        actor=actor, action="invitation.made", object=f"invitation:{made.pk}", concerns=organisation, details={"role": role.value}, now=now
    )
    letters.invite(made)
    return made


def _paced(owner: Organisation, address: str, now: datetime) -> None:
    """Raises Unacceptable where the organisation has sent too many, be they used, taken back or open."""
    day, life = timedelta(days=1), timedelta(days=INVITATION_DAYS)
    sent = Invitation.objects.filter(organisation=owner)
    if (sent.filter(sent__gt=now - day).aggregate(mails=Sum("times"))["mails"] or 0) >= MOST_A_DAY:
        raise Unacceptable(_("An organisation sends at most %(most)d invitations a day; go on tomorrow.") % {"most": MOST_A_DAY})
    if (sent.filter(email=address, sent__gt=now - life).aggregate(mails=Sum("times"))["mails"] or 0) >= MOST_TO_ONE:
        raise Unacceptable(_("This address was invited %(most)d times already; talk to the person.") % {"most": MOST_TO_ONE})


def _open(invitation: int, now: datetime, *, even_late: bool = False) -> Invitation:
    held = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "inviter").get(pk=invitation)
    if held.accepted is not None:
        raise Unacceptable(_("This invitation has been used."))
    if held.revoked is not None:
        raise Unacceptable(_("This invitation was taken back."))
    if held.expires <= now and not even_late:
        raise Unacceptable(_("This invitation has lapsed; ask the one who sent it for a new one."))
    return held


@transaction.atomic
def resend(*, actor: Actor, invitation: int, now: datetime) -> Invitation:
    """Sends it again with a new link, good for another 14 days; the old link is dead."""
    held = _open(invitation, now, even_late=True)
    number = held.organisation.number
    require(actor, Action.CREATE, Object.PERSON, number)
    if held.times >= MOST_TIMES:
        raise Unacceptable(_("An invitation is sent at most %(most)d times; take it back and talk to the person.") % {"most": MOST_TIMES})
    _paced(held.organisation, "", now)
    held.nonce, held.sent, held.times, held.expires = _nonce(), now, held.times + 1, now + timedelta(days=INVITATION_DAYS)
    held.inviter_id = actor.user or held.inviter_id
    held.save()
    record(actor=actor, action="invitation.resent", object=f"invitation:{held.pk}", concerns=number, details={"times": held.times}, now=now)
    letters.invite(held)
    return held


@transaction.atomic
def revoke(*, actor: Actor, invitation: int, now: datetime) -> None:
    """Takes it back: the link opens nothing any more."""
    held = _open(invitation, now, even_late=True)
    number = held.organisation.number
    require(actor, Action.CREATE, Object.PERSON, number)
    held.revoked, held.nonce = now, _nonce()
    held.save(update_fields=["revoked", "nonce"])
    record(actor=actor, action="invitation.revoked", object=f"invitation:{held.pk}", concerns=number, now=now)


@transaction.atomic
def accept(*, invitation: int, username: str, name: str, password: str, now: datetime) -> User:
    """The invited person makes an account: by the link only, so its address counts as proven. Raises Unacceptable on what cannot be."""
    held = _open(invitation, now)
    person = User(username=username.strip().lower(), email=held.email, name=name.strip(), language=held.language, email_verified=now)
    if User.objects.filter(email=held.email).exists():
        raise Unacceptable(_("There is an account with this address; log in and open the link again."))
    try:
        person.full_clean(exclude=["password"])
        validate_password(password, person)
    except ValidationError as error:
        raise Unacceptable(" ".join(error.messages)) from error
    person.set_password(password)
    person.save()
    record(
        actor=Actor(user=person.pk, username=person.username, organisation=held.organisation.number, via="invitation"),
        action="person.added",
        object=f"person:{person.pk}",
        concerns=held.organisation.number,
        details={"username": person.username, "invitation": held.pk},
        now=now,
    )
    _seated(held, person, now)
    return person


@transaction.atomic
def join(*, actor: Actor, invitation: int, now: datetime) -> Invitation:
    """Somebody with an account of the invited address takes the seat. Raises Refused on anybody else."""
    held = _open(invitation, now)
    person = User.objects.get(pk=actor.user)
    if actor.via != "session" or person.email.lower() != held.email:
        raise Refused("an invitation is for the address it was sent to")
    record(actor=actor, action="invitation.accepted", object=f"invitation:{held.pk}", concerns=held.organisation.number, now=now)
    _seated(held, person, now)
    return held


def _seated(held: Invitation, person: User, now: datetime) -> None:
    """Gives what was promised, in the name of the one who invited, if he still may."""
    inviter = queries.actor_of(held.inviter) if held.inviter is not None else SYSTEM
    number = held.organisation.number
    try:
        give_seat(actor=inviter, organisation=number, username=person.username, role=Role(held.role), now=now, reason="invitation")
    except Refused as error:
        raise Unacceptable(_("Whoever sent this invitation may no longer add people; ask for a new one.")) from error
    for kind in held.work:
        give_function(actor=inviter, organisation=number, username=person.username, kind=Work(kind), now=now, confirmed=True)
    held.accepted, held.person = now, person
    held.save(update_fields=["accepted", "person"])
    invitation_accepted.send(sender=Invitation, invitation=held, person=person, now=now)
