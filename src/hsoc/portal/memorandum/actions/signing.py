"""Signatures: handed in, decided by a second person, withdrawn; whom a signatory sends. Never: the import of an old register."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.files.actions import keep
from hsoc.portal.files.rules import Untaken
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.actions.standing import note_signature
from hsoc.portal.members.models import Membership, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.memorandum.models import Representative, Signature, Text
from hsoc.portal.memorandum.queries import register
from hsoc.portal.memorandum.rules import seals
from hsoc.portal.memorandum.rules.course import Capacity, State, may_decide
from hsoc.portal.memorandum.signals import memorandum_signed, memorandum_withdrawn
from hsoc.portal.notices.actions import tell

MOST_OPEN: Final = 5  # signatures of one organisation under one version that stand or wait
LAST_RANK: Final = 2  # a representative and one who stands in


@transaction.atomic
def hand_in(
    *, actor: Actor, text: int, organisation: int, signer: str, title: str, capacity: Capacity, mandate: str, signed_on: date,
    content: bytes, name: str, name_public: bool, now: datetime, mail: str = "",
) -> Signature:  # fmt: skip
    """Hands in a signed PDF for an organisation; a coordinator confirms it. Raises Unacceptable that names what is wrong.

    text: number of the version, which must be the present one; content, name: the signed PDF.
    """
    require(actor, Action.CREATE, Object.MEMORANDUM, organisation)
    found = Text.objects.order_by("-number").first()
    if found is None or found.number != text:
        raise Unacceptable(_("Only the present version of the memorandum can be signed."))
    owner = Organisation.objects.select_for_update().get(number=organisation)
    signer = " ".join(signer.split())[:200]
    if not signer:
        raise Unacceptable(_("Say who signed."))
    if capacity is Capacity.MANDATE and not mandate.strip():
        raise Unacceptable(_("Say by which mandate the person signs: what it is, from whom and when."))
    if signed_on > now.date():
        raise Unacceptable(_("The day of the signature lies in the future."))
    standing = Signature.objects.filter(organisation=owner, text=found, state__in=[State.HANDED, State.CONFIRMED])
    if standing.filter(signer=signer).exists():
        raise Unacceptable(_("%(signer)s has signed this version for this organisation already.") % {"signer": signer})
    if standing.count() >= MOST_OPEN:
        raise Unacceptable(_("An organisation has at most %(most)d signatures under one version.") % {"most": MOST_OPEN})
    if not name.lower().endswith(".pdf"):
        raise Unacceptable(_("The signed memorandum is a PDF."))
    try:
        file = keep(content, name, now)
    except Untaken as error:
        raise Unacceptable(_("This file cannot be taken: it is no PDF, is empty or larger than 20 MB.")) from error
    made = Signature.objects.create(
        text=found, organisation=owner, signer=signer, title=title.strip()[:120], capacity=capacity.value, mandate=mandate.strip()[:300],
        mail=mail, signed_on=signed_on, file=file, digest=hashlib.sha256(content).hexdigest(),
        seals=[one.plain() for one in seals.found_in(content)], name_public=name_public, handed_by_id=actor.user or None, handed=now,
    )  # fmt: skip
    record(
        actor=actor, action="memorandum.handed_in", object=f"signature:{made.pk}", concerns=organisation,
        details={"version": text, "sha256": made.digest, "capacity": made.capacity, "seals": len(made.seals)}, now=now,
    )  # fmt: skip
    tell(
        people=register.coordinators() - {actor.user}, kind="memorandum.handed_in", values={"organisation": owner.name},
        path=reverse("memorandum_signature", args=[made.pk]), now=now, organisation=organisation,
    )  # fmt: skip
    return made


@transaction.atomic
def decide(*, actor: Actor, signature: int, confirm: bool, answer: str, now: datetime) -> Signature:
    """A coordinator confirms or refuses what somebody else handed in. A refusal says why."""
    found = Signature.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=signature)
    number = found.organisation.number
    require(actor, Action.APPROVE, Object.MEMORANDUM, number)
    if not may_decide(handed_by=found.handed_by_id or 0, decider=actor.user):
        raise Refused("nobody confirms a signature that he handed in himself")
    if found.state != State.HANDED:
        raise Unacceptable(_("This signature was decided already."))
    if not confirm and not answer.strip():
        raise Unacceptable(_("Say why; the other side reads it."))
    first = not Signature.objects.filter(organisation=found.organisation, state=State.CONFIRMED).exists()
    found.state = State.CONFIRMED if confirm else State.REFUSED
    found.decider_id, found.decided, found.answer = actor.user, now, answer.strip()[:500]
    found.save(update_fields=["state", "decider", "decided", "answer"])
    record(
        actor=actor, action="memorandum.confirmed" if confirm else "memorandum.refused", object=f"signature:{signature}", concerns=number,
        reason=found.answer, now=now,
    )  # fmt: skip
    if confirm and first:
        on = found.signed_on or now.date()
        note_signature(actor=actor, organisation=number, on=on, reason=_("memorandum confirmed"), now=now)
        memorandum_signed.send(Signature, organisation=number, on=on, actor=actor, now=now)
    told = register.managers_of({found.organisation_id}) | ({found.handed_by_id} if found.handed_by_id else set())
    tell(
        people=told - {actor.user}, kind="memorandum.decided",
        values={"organisation": found.organisation.name, "state": "stands" if confirm else "not accepted"},
        path=reverse("memorandum_signature", args=[signature]), now=now, organisation=number,
    )  # fmt: skip
    return found


@transaction.atomic
def withdraw(*, actor: Actor, signature: int, on: date, reason: str, now: datetime) -> Signature:
    """The organisation withdraws a signature, or a coordinator notes that it did. It stays in the register as withdrawn."""
    found = Signature.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=signature)
    number = found.organisation.number
    require(actor, Action.CREATE, Object.MEMORANDUM, number)
    if found.state not in {State.HANDED, State.CONFIRMED}:
        raise Unacceptable(_("This signature does not stand."))
    why = reasoned(reason)
    stood = found.state == State.CONFIRMED
    found.state, found.withdrawn_on, found.answer = State.WITHDRAWN, on, why[:500]
    found.save(update_fields=["state", "withdrawn_on", "answer"])
    record(actor=actor, action="memorandum.withdrawn", object=f"signature:{signature}", concerns=number, reason=why, now=now)
    if stood and not Signature.objects.filter(organisation=found.organisation, state=State.CONFIRMED).exists():
        Representative.objects.filter(organisation=found.organisation).delete()
        note_signature(actor=actor, organisation=number, on=None, reason=why, now=now)
        memorandum_withdrawn.send(Signature, organisation=number, actor=actor, now=now)
    tell(
        people=register.coordinators() - {actor.user}, kind="memorandum.withdrawn", values={"organisation": found.organisation.name},
        path=reverse("memorandum_signature", args=[signature]), now=now, organisation=number,
    )  # fmt: skip
    return found


@transaction.atomic
def show_name(*, actor: Actor, signature: int, public: bool, now: datetime) -> None:
    """Whether the signer's name is shown to everybody; taken back at any time."""
    found = Signature.objects.select_related("organisation").get(pk=signature)
    require(actor, Action.CREATE, Object.MEMORANDUM, found.organisation.number)
    if found.name_public == public:
        return
    Signature.objects.filter(pk=signature).update(name_public=public)
    record(
        actor=actor, action="memorandum.name_public", object=f"signature:{signature}", concerns=found.organisation.number,
        details={"public": public}, now=now,
    )  # fmt: skip


@transaction.atomic
def name_representative(*, actor: Actor, organisation: int, person: int, rank: int, now: datetime) -> Representative:
    """A signatory names whom it sends. Raises Unacceptable where it has not signed or the person has no seat in it."""
    require(actor, Action.CREATE, Object.BALLOT, organisation)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    if not register.is_signatory(organisation):
        raise Unacceptable(_("Representatives are named by organisations that signed the memorandum."))
    if not 1 <= rank <= LAST_RANK or not Membership.objects.filter(organisation=owner, user_id=person, user__is_active=True).exists():
        raise Unacceptable(_("Choose somebody who has a role in this organisation."))
    Representative.objects.filter(organisation=owner, rank=rank).delete()
    Representative.objects.filter(organisation=owner, person_id=person).delete()
    made = Representative.objects.create(organisation=owner, person_id=person, rank=rank, since=now)
    record(actor=actor, action="representative.named", object=f"person:{person}", concerns=organisation, details={"rank": rank}, now=now)
    return made


@transaction.atomic
def drop_representative(*, actor: Actor, representative: int, now: datetime) -> None:
    """The person represents the organisation no more: said by it, or by himself."""
    held = Representative.objects.select_related("organisation").get(pk=representative)
    if held.person_id != actor.user:
        require(actor, Action.CREATE, Object.BALLOT, held.organisation.number)
    held.delete()
    record(actor=actor, action="representative.dropped", object=f"person:{held.person_id}", concerns=held.organisation.number, now=now)
