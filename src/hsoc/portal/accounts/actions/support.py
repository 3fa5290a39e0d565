"""Looking on with consent: asked by operators and coordinators, granted by a manager for hours, reading only. Never: a right of ours."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hsoc.portal.accounts.models import Support
from hsoc.portal.accounts.queries import visible_to
from hsoc.portal.accounts.rules import HOURS, lapsed
from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import LOOK
from hsoc.portal.members.rules import Action, Actor, Object, Refused, Role, require

ROLES = (Role.MANAGER, Role.ANALYST)


@transaction.atomic
def ask_support(*, actor: Actor, organisation: int, role: Role, reason: str, now: datetime) -> Support:
    """Asks a member to be let look on. Raises Unacceptable where the reason is missing or one is asked for already."""
    if not (actor.is_operator or actor.is_coordinator):
        raise Refused("support is given by operators and coordinators")
    if role not in ROLES or organisation in actor.organisations:
        raise Unacceptable(_("One looks on at another organisation, as its manager or its analyst."))
    if not reason.strip():
        raise Unacceptable(_("Say what you want to look at and why: the manager decides upon it."))
    owner = Organisation.objects.get(number=organisation)
    for open_one in Support.objects.filter(organisation=owner, asker_id=actor.user, state=Support.State.ASKED):
        if not lapsed(open_one.asked, now=now):
            raise Unacceptable(_("You have asked already; wait for the answer."))
    made = Support.objects.create(organisation=owner, role=role, reason=reason.strip()[:500], asker_id=actor.user, asked=now)
    record(actor=actor, action="support.asked", object=f"support:{made.pk}", concerns=organisation, reason=made.reason, now=now)
    return made


@transaction.atomic
def answer_support(*, actor: Actor, support: int, hours: int, now: datetime) -> Support:
    """A manager of the organisation lets somebody look on for so many hours; 0 = refuses. Raises Unacceptable where it is too late."""
    found = visible_to(actor).select_for_update(of=("self",)).get(pk=support)
    require(actor, Action.CHANGE, Object.PERSON, found.organisation.number)
    if found.organisation.number not in actor.organisations:
        raise Refused("only the organisation itself lets somebody look on")
    if found.state != Support.State.ASKED or lapsed(found.asked, now=now):
        raise Unacceptable(_("This was answered or has lapsed; they can ask again."))
    if hours and hours not in HOURS:
        raise Unacceptable(_("Choose one of the times offered."))
    found.state = Support.State.OPEN if hours else Support.State.REFUSED
    found.answerer_id, found.answered, found.until = actor.user, now, now + timedelta(hours=hours) if hours else None
    found.save(update_fields=["state", "answerer", "answered", "until"])
    action = "support.granted" if hours else "support.refused"
    details = {"hours": hours}
    record(actor=actor, action=action, object=f"support:{support}", concerns=found.organisation.number, details=details, now=now)
    return found


@transaction.atomic
def end_support(*, actor: Actor, support: int, now: datetime) -> None:
    """Either side ends it; at once for every page."""
    found = visible_to(actor).get(pk=support)
    if actor.user != found.asker_id:
        require(actor, Action.CHANGE, Object.PERSON, found.organisation.number)
    if found.state in {Support.State.ASKED, Support.State.OPEN}:
        found.state = Support.State.ENDED
        found.save(update_fields=["state"])
        record(actor=actor, action="support.ended", object=f"support:{support}", concerns=found.organisation.number, now=now)


@transaction.atomic
def note_look(*, actor: Actor, support: Support, path: str, now: datetime) -> None:
    """A page was looked at: the member reads it among the looks into its data."""
    Support.objects.filter(pk=support.pk).update(pages=F("pages") + 1)
    number = support.organisation.number
    record(actor=actor, action=LOOK, object=f"page:{path}"[:200], concerns=number, reason=support.reason, now=now)
