"""Somebody erased and the memorandum: signatures stay with the organisation, consents and contacts of the person go. Never: a signature."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hsoc.portal.audit.actions import record
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.memorandum.models import Representative, Signature


@transaction.atomic
def erase(*, actor: Actor, person: int, now: datetime) -> int:
    """The name is no longer shown to everybody, the contact mail goes, and he represents nobody; how many signatures."""
    require(actor, Action.REMOVE, Object.PERSON, 0)  # of nobody in particular: only who may it everywhere
    signatures = Signature.objects.filter(person_id=person).update(name_public=False, mail="")
    Representative.objects.filter(person_id=person).delete()
    record(actor=actor, action="memorandum.person_erased", object=f"person:{person}", details={"signatures": signatures}, now=now)
    return signatures
