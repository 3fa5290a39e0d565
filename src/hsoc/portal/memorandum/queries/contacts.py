"""Contacts of a register: in what each comes, who is in already, where an invitation stands. Never: a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from hsoc.portal.members.models import Invitation, Membership, Organisation
from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.models import Line
from hsoc.portal.memorandum.rules.newcomers import Work


class Standing(StrEnum):
    """Where the contact of a row stands."""

    NOBODY = "nobody"  # the row names no mail, or was not taken in
    OFFERED = "offered"  # a person may invite him
    WAITING = "waiting"
    LAPSED = "lapsed"
    INSIDE = "inside"  # has a seat in the organisation


def work_of(line: Line) -> Work | None:
    """In what the contact of a row comes: what a person chose, else what was proposed."""
    said = line.choices.get("work") or line.proposal.get("work", "")
    return Work(said) if said else None


def has_seat(organisation: int, email: str) -> bool:
    """Whether the owner of an address sits in an organisation (its id)."""
    return Membership.objects.filter(organisation_id=organisation, user__email=email).exists()


def open_invitation(organisation: int, email: str) -> Invitation | None:
    """The invitation of an address into an organisation (its id) that was neither used nor taken back."""
    return Invitation.objects.filter(organisation_id=organisation, email=email, accepted=None, revoked=None).first()


def role_for(organisation: Organisation) -> Role:
    """A manager for who has none and has invited none, a colleague otherwise."""
    managed = Membership.objects.filter(organisation=organisation, role=Role.MANAGER, user__is_active=True).exists()
    invited = Invitation.objects.filter(organisation=organisation, role=Role.MANAGER, accepted=None, revoked=None).exists()
    return Role.COLLEAGUE if managed or invited else Role.MANAGER


def standings(lines: Sequence[Line], *, now: datetime) -> dict[int, Standing]:
    """Row's id → where its contact stands; 2 queries. The lines come with their signatures."""
    wanted = {line.pk: (line.signature.organisation_id, line.signature.mail) for line in lines if line.signature and line.signature.mail}
    houses, mails = {house for house, _mail in wanted.values()}, {mail for _house, mail in wanted.values()}
    inside = set(Membership.objects.filter(organisation_id__in=houses, user__email__in=mails).values_list("organisation_id", "user__email"))
    asked = Invitation.objects.filter(organisation_id__in=houses, email__in=mails, accepted=None, revoked=None)
    until = {(house, mail): end for house, mail, end in asked.values_list("organisation_id", "email", "expires")}
    found: dict[int, Standing] = {line.pk: Standing.NOBODY for line in lines}
    for pk, key in wanted.items():
        if key in inside:
            found[pk] = Standing.INSIDE
        elif key in until:
            found[pk] = Standing.WAITING if until[key] > now else Standing.LAPSED
        else:
            found[pk] = Standing.OFFERED
    return found
