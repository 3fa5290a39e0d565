"""Contacts of a register let in: a person sends each invitation, nobody gets an account by himself. Never: the invitation (members)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions import invitations as doors
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Invitation, User
from hsoc.portal.members.rules import SYSTEM, Action, Actor, Object, require
from hsoc.portal.members.rules.vocabulary import Work as Function
from hsoc.portal.memorandum.actions.signing import LAST_RANK, name_representative
from hsoc.portal.memorandum.models import Batch, Line, Representative, Signature
from hsoc.portal.memorandum.queries import contacts
from hsoc.portal.memorandum.rules.newcomers import Work


@transaction.atomic
def invite_contact(*, actor: Actor, line: int, now: datetime) -> Invitation:
    """Invites the contact of a row that was taken in; one that waits already stays, one that has lapsed is sent again.

    Who has no manager yet gets one; the next comes as a colleague. Raises Unacceptable where there is nobody to invite.
    """
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    found = Line.objects.select_for_update(of=("self",)).select_related("signature__organisation", "invitation").get(pk=line)
    signature = found.signature
    if signature is None or not signature.mail:
        raise Unacceptable(_("Nobody can be invited from this row: it was not taken in, or names no mail."))
    owner = signature.organisation
    if contacts.has_seat(owner.pk, signature.mail):
        raise Unacceptable(_("%(email)s belongs to this organisation already.") % {"email": signature.mail})
    held = contacts.open_invitation(owner.pk, signature.mail)
    if held is None:
        work = contacts.work_of(found)
        statutory = work is Work.STATUTORY
        held = doors.invite(
            actor=actor, organisation=owner.number, email=signature.mail, role=contacts.role_for(owner), now=now,
            name=signature.signer if statutory else "", work=(Function.STATUTORY,) if statutory else (),
        )  # fmt: skip
    elif held.expires <= now:
        held = doors.resend(actor=actor, invitation=held.pk, now=now)
    if found.invitation_id != held.pk:
        found.invitation = held
        found.save(update_fields=["invitation"])
        place = f"register:{found.batch_id}:{found.place}"
        record(actor=actor, action="register.invited", object=place, concerns=owner.number, details={"invitation": held.pk}, now=now)
    return held


def take_back(*, actor: Actor, batch: Batch, now: datetime) -> None:
    """Invitations of an undone register that nobody has used open nothing any more."""
    for pk in set(batch.lines.filter(invitation__accepted=None, invitation__revoked=None).values_list("invitation_id", flat=True)):
        if pk:
            doors.revoke(actor=actor, invitation=pk, now=now)
    batch.lines.update(invitation=None)


@transaction.atomic
def came_in(*, invitation: Invitation, person: User, now: datetime) -> None:
    """An invited contact has come: he is tied to his signature, or stands as the representative where that place is free."""
    line = Line.objects.select_related("signature__organisation").filter(invitation=invitation).order_by("place").first()
    if line is None or line.signature is None:
        return
    owner = line.signature.organisation
    if contacts.work_of(line) is Work.STATUTORY:
        if Signature.objects.filter(pk=line.signature.pk, person=None).update(person=person):
            told = {"person": person.pk}
            record(
                actor=SYSTEM, action="register.signer_came", object=f"signature:{line.signature.pk}", concerns=owner.number, details=told,
                now=now,
            )  # fmt: skip
        return
    taken = set(Representative.objects.filter(organisation=owner).values_list("rank", flat=True))
    rank = next((one for one in range(1, LAST_RANK + 1) if one not in taken), 0)
    if rank:
        name_representative(actor=SYSTEM, organisation=owner.number, person=person.pk, rank=rank, now=now)
