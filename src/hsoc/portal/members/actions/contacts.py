"""What a person says of how and when to reach him, proofs of addresses, and days away. Never: functions and seats."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Absence, Domain, Proof, User
from hsoc.portal.members.rules import Action, Actor, Object, Refused, may, require
from hsoc.portal.members.rules.checks import phone_of, within
from hsoc.portal.members.rules.vocabulary import SPOKEN
from hsoc.portal.members.share import letters, links
from hsoc.portal.members.signals import proof_wanted

MAIL_HOURS = 48  # a link in a mail is good for that long
PHONE_MINUTES = 15  # a code in a message is good for that long
AGAIN_SECONDS = 60  # between two mails or messages: each of the latter costs money
MOST_TRIES = 5  # guesses of a code of six digits
LONGEST_AWAY = 366  # days of one absence
MOST_ABSENCES = 50  # kept of one person


def _phone(text: str) -> str:
    try:
        return phone_of(text)
    except ValueError as error:
        raise Unacceptable(_("“%(phone)s” is not a phone number.") % {"phone": text[:40]}) from error


def _dark(email: str, person: User) -> str:
    """An address that works when the hospital does not. Raises Unacceptable on one in a domain of his own organisations."""
    address = email.strip().lower()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Unacceptable(_("“%(email)s” is not a mail address.") % {"email": email[:80]}) from error
    seats = queries.organisations_of({person.pk}).get(person.pk, frozenset())
    own = within(address, Domain.objects.filter(organisation__number__in=seats).values_list("name", flat=True))
    if own:
        raise Unacceptable(
            _("%(domain)s is a domain of your organisation: on the day when it is dark, nobody reads mail there.") % {"domain": own}
        )
    if address.rpartition("@")[2] == person.email.rpartition("@")[2]:
        raise Unacceptable(_("This address is in the same domain as your usual one; give one elsewhere."))
    return address


@transaction.atomic
def change_contact(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    phone: str,
    dark_email: str,
    dark_phone: str,
    speaks: Iterable[str],
    workdays: str,
    hours_from: time | None,
    hours_to: time | None,
) -> User:
    """What a person says of himself. A changed number has to be proven again. Raises Unacceptable on what cannot be."""
    if not actor.user:
        raise Refused("only a person changes his own contact")
    person = User.objects.select_for_update().get(pk=actor.user)
    if (hours_from is None) != (hours_to is None):
        raise Unacceptable(_("Hours need a beginning and an end, or neither."))
    wanted: dict[str, object] = {
        "name": name.strip()[:120],
        "phone": _phone(phone),
        "dark_email": _dark(dark_email, person),
        "dark_phone": _phone(dark_phone),
        "speaks": [one for one in SPOKEN if one in set(speaks)],
        "workdays": "".join(sorted(set(workdays) & set("1234567"))),
        "hours_from": hours_from,
        "hours_to": hours_to,
    }
    if wanted["dark_phone"] and wanted["dark_phone"] == wanted["phone"]:
        raise Unacceptable(_("The number for the day when the hospital is dark must be another one."))
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if not changed:
        return person
    if "phone" in changed:
        person.phone_verified = None
    for field in changed:
        setattr(person, field, wanted[field])
    person.save()
    # the chain is kept for ever, so it says what changed and not the private numbers themselves
    record(actor=actor, action="person.contact", object=f"person:{person.pk}", details={"changed": changed}, now=now)
    return person


def _tries(person: int, way: Proof.Way, now: datetime) -> int:
    """Guesses already spent, which a new code does not give back. Raises Unacceptable where one was sent just now or all are spent."""
    held = Proof.objects.select_for_update().filter(user_id=person, way=way, expires__gt=now).first()
    if held is None:
        return 0
    if held.tries >= MOST_TRIES:
        raise Unacceptable(_("Too many wrong codes; wait a quarter of an hour."))
    if now - held.made < timedelta(seconds=AGAIN_SECONDS):
        raise Unacceptable(_("One was sent just now; wait a minute before you ask for another."))
    return held.tries


def _digest(person: int, code: str) -> str:
    return hashlib.sha256(f"{person}:{code}".encode()).hexdigest()


@transaction.atomic
def ask_mail_proof(*, actor: Actor, now: datetime) -> None:
    """A link goes to the person's address; whoever opens it and confirms has shown that mail arrives."""
    person = User.objects.get(pk=actor.user)
    _tries(person.pk, Proof.Way.EMAIL, now)
    nonce = secrets.token_hex(8)
    Proof.objects.update_or_create(
        user=person,
        way=Proof.Way.EMAIL,
        defaults={
            "value": person.email,
            "digest": _digest(person.pk, nonce),
            "made": now,
            "expires": now + timedelta(hours=MAIL_HOURS),
            "tries": 0,
        },
    )
    record(actor=actor, action="proof.asked", object=f"person:{person.pk}", details={"way": "email"}, now=now)
    letters.prove(person, person.email, links.sealed(links.MAIL, {"u": person.pk, "n": nonce}))


@transaction.atomic
def prove_mail(*, person: int, nonce: str, now: datetime) -> User:
    """By the link: the address is proven. Raises Unacceptable where it is used, late, or the address has changed since."""
    held = Proof.objects.select_related("user").filter(user_id=person, way=Proof.Way.EMAIL).first()
    if held is None or held.expires <= now or held.user.email != held.value or not hmac.compare_digest(held.digest, _digest(person, nonce)):
        raise Unacceptable(_("This link is no longer good; ask for a new one in your profile."))
    held.user.email_verified = now
    held.user.save(update_fields=["email_verified"])
    held.delete()
    told = Actor(user=person, username=held.user.username, via="link")
    record(actor=told, action="proof.given", object=f"person:{person}", details={"way": "email"}, now=now)
    return held.user


@transaction.atomic
def ask_phone_proof(*, actor: Actor, now: datetime) -> bool:
    """A code of six digits goes to the person's number; False where it could not leave (then a coordinator is asked to call, once)."""
    person = User.objects.get(pk=actor.user)
    if not person.phone:
        raise Unacceptable(_("Write down a number first."))
    just_now = now - timedelta(seconds=AGAIN_SECONDS)
    if Proof.objects.filter(user=person, way=Proof.Way.PHONE, value=person.phone, digest="", made__gt=just_now).exists():
        return False  # asked for twice; a coordinator has heard of it
    tries = _tries(person.pk, Proof.Way.PHONE, now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    Proof.objects.update_or_create(
        user=person,
        way=Proof.Way.PHONE,
        defaults={
            "value": person.phone, "digest": _digest(person.pk, code), "made": now, "expires": now + timedelta(minutes=PHONE_MINUTES),
            "tries": tries,
        },
    )  # fmt: skip
    record(actor=actor, action="proof.asked", object=f"person:{person.pk}", details={"way": "phone"}, now=now)
    sent = proof_wanted.send(sender=Proof, person=person, value=person.phone, code=code, now=now)
    left = any(answer for _receiver, answer in sent)
    if not left:
        Proof.objects.filter(user=person, way=Proof.Way.PHONE).update(digest="")  # no code that could be typed, and none is asked for
    return left


def prove_phone(*, actor: Actor, code: str, now: datetime) -> User:
    """The code is typed back: the number is proven. A wrong one is counted, and the count stays whatever happens next."""
    with transaction.atomic():
        held = Proof.objects.select_for_update(of=("self",)).select_related("user").filter(user_id=actor.user, way=Proof.Way.PHONE).first()
        if held is not None and held.expires > now and held.tries >= MOST_TRIES:
            raise Unacceptable(_("Too many wrong codes; wait a quarter of an hour."))
        if held is None or held.expires <= now or not held.digest or held.user.phone != held.value:
            raise Unacceptable(_("This code is no longer good; ask for a new one."))
        if hmac.compare_digest(held.digest, _digest(actor.user, code.strip())):
            held.user.phone_verified = now
            held.user.save(update_fields=["phone_verified"])
            held.delete()
            record(actor=actor, action="proof.given", object=f"person:{actor.user}", details={"way": "phone"}, now=now)
            return held.user
        held.tries += 1
        held.save(update_fields=["tries"])
    if held.tries >= MOST_TRIES:
        raise Unacceptable(_("Too many wrong codes; wait a quarter of an hour."))
    raise Unacceptable(_("The code does not agree. %(left)d tries are left.") % {"left": MOST_TRIES - held.tries})


@transaction.atomic
def prove_by_call(*, actor: Actor, person: int, now: datetime) -> User:
    """Somebody of the community has called the number and spoken to the person: that proves it too."""
    require(actor, Action.APPROVE, Object.PERSON)
    held = User.objects.select_for_update().get(pk=person)
    if held.pk == actor.user or actor.via != "session":
        raise Refused("nobody proves his own number by a call")
    if not held.phone:
        raise Unacceptable(_("There is no number to call."))
    held.phone_verified = now
    held.save(update_fields=["phone_verified"])
    record(actor=actor, action="proof.given", object=f"person:{person}", details={"way": "phone", "by": "call"}, now=now)
    return held


@transaction.atomic
def go_away(*, actor: Actor, first: date, last: date, now: datetime, stand_in: str = "", person: int = 0) -> Absence:
    """Days away and who stands in, both days included: one's own, or (a manager, when somebody falls ill) of one's people."""
    who = person or actor.user
    seats = queries.organisations_of({who}).get(who, frozenset())
    if who != actor.user and not _manages(actor, seats):
        raise Refused("absences are written by the person or by a manager of his organisation")
    if last < first or (last - first).days >= LONGEST_AWAY:
        raise Unacceptable(_("The last day lies before the first one, or more than a year after it."))
    other = None
    if stand_in.strip():
        other = User.objects.filter(username=stand_in.strip().lower(), is_active=True).exclude(pk=who).first()
        if other is None or not seats & queries.organisations_of({other.pk}).get(other.pk, frozenset()):
            raise Unacceptable(_("The stand-in must be a colleague of the same organisation."))
    if Absence.objects.filter(user_id=who, first__lte=last, last__gte=first).exists():
        raise Unacceptable(_("These days overlap an absence that is written down already."))
    if Absence.objects.filter(user_id=who, last__gte=first).count() >= MOST_ABSENCES:
        raise Unacceptable(_("At most %(most)d absences are kept.") % {"most": MOST_ABSENCES})
    made = Absence.objects.create(user_id=who, first=first, last=last, stand_in=other, created=now)
    record(
        actor=actor, action="person.away", object=f"person:{who}", concerns=min(seats, default=0),
        details={"first": first.isoformat(), "last": last.isoformat(), "stand_in": other.pk if other else 0}, now=now,
    )  # fmt: skip
    return made


def _manages(actor: Actor, organisations: Iterable[int]) -> bool:
    return any(may(actor, Action.CHANGE, Object.PERSON, number) for number in organisations)


@transaction.atomic
def come_back(*, actor: Actor, absence: int, now: datetime) -> None:
    """Takes an absence back: one's own, or of one's people."""
    held = Absence.objects.get(pk=absence)
    seats = queries.organisations_of({held.user_id}).get(held.user_id, frozenset())
    if held.user_id != actor.user and not _manages(actor, seats):
        raise Refused("absences are taken back by the person or by a manager of his organisation")
    held.delete()
    record(actor=actor, action="person.back", object=f"person:{held.user_id}", concerns=min(seats, default=0), now=now)
