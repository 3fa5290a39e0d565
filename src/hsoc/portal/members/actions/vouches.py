"""Words for somebody who is to enter a closed circle: two people of two organisations. Never: who is let in (the circle's own room)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import User, Vouch
from hsoc.portal.members.rules import Actor, Refused

LONGEST_CIRCLE = 60  # characters of a circle's short name


@transaction.atomic
def vouch(*, actor: Actor, person: int, said: str, now: datetime, circle: str = "") -> Vouch:
    """One's word for somebody of another organisation. Raises Refused without a seat of one's own, Unacceptable for one's own people."""
    if actor.via != "session" or not actor.seats:
        raise Refused("only a person with a seat in an organisation vouches")
    if person == actor.user:
        raise Refused("nobody vouches for himself")
    other = User.objects.filter(pk=person, is_active=True).first()
    if other is None:
        raise Unacceptable(_("There is no such person."))
    if not actor.organisations - queries.organisations_of({person}).get(person, frozenset()):
        raise Unacceptable(_("Colleagues of the same organisation do not vouch for each other."))
    if Vouch.objects.filter(person=other, voucher_id=actor.user, circle=circle, withdrawn__isnull=True).exists():
        raise Unacceptable(_("You have vouched already."))
    made = Vouch.objects.create(person=other, voucher_id=actor.user, circle=circle[:LONGEST_CIRCLE], said=reasoned(said)[:500], when=now)
    record(actor=actor, action="person.vouched", object=f"person:{person}", details={"circle": made.circle}, now=now)
    return made


@transaction.atomic
def take_word_back(*, actor: Actor, vouch: int, now: datetime) -> None:
    """The word no longer stands; who got in by it is the circle's matter."""
    held = Vouch.objects.get(pk=vouch)
    if held.voucher_id != actor.user:
        raise Refused("only the one who vouched takes it back")
    if held.withdrawn is None:
        held.withdrawn = now
        held.save(update_fields=["withdrawn"])
        record(actor=actor, action="person.unvouched", object=f"person:{held.person_id}", details={"circle": held.circle}, now=now)
