"""Steps on one indicator: met, false positive, take back, relabel. Belongs here: form → one action → back. Never: the page itself."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hsoc.portal.indicators import actions, queries
from hsoc.portal.indicators.forms import ReasonForm, RelabelForm
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import keep
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, Refused, may
from hsoc.records.indicator import Kind, Sighting, Verdict
from hsoc.records.tlp import TLP


def _found(actor: Actor, number: int) -> Indicator:
    found = queries.one(actor, number)
    if found is None:
        raise Http404(_("There is no such indicator, or it is not yours to see."))
    return found


def home(actor: Actor) -> int:
    """The organisation in whose name the actor speaks of sightings, 0 where there is none."""
    able = [number for number in sorted(actor.organisations) if may(actor, Action.CREATE, Object.INDICATOR, number)]
    return actor.organisation if actor.organisation in able else next(iter(able), 0)


@login_required
@require_POST
def sight(request: HttpRequest, number: int) -> HttpResponse:
    """„We met it“ or „false positive“, in the name of the organisation acted for, under the indicator's own label and audience."""
    actor, now = actor_of(request), datetime.now(UTC)
    found = _found(actor, number)
    verdict = Verdict.FALSE_POSITIVE if request.POST.get("verdict") == Verdict.FALSE_POSITIVE.value else Verdict.SEEN
    ours = home(actor)
    if not ours:
        raise Refused("a sighting is told in the name of an organisation")
    ms = round(now.timestamp() * 1000)
    # what is said of somebody's indicator goes no farther than the indicator itself
    whom = Audience.COMMUNITY if found.audience != Audience.OWN.value else Audience.OWN
    told = Sighting(
        id=str(uuid.uuid4()), kind=Kind(found.kind), value=found.value, first=ms, last=ms, verdict=verdict, indicator=str(found.uuid),
        tlp=TLP(found.tlp),
    )  # fmt: skip
    actions.sight(actor=actor, organisation=ours, items=[told], via="portal", now=now, audience=whom)
    if verdict is Verdict.SEEN:
        messages.success(request, _("Noted: your organisation met it."))
    else:
        loud = _("Noted as a false positive. Until its sharer confirms it again, block lists leave it out.")
        quiet = _("Noted as a false positive, for your organisation alone: your lists leave it out, those of the others do not.")
        messages.success(request, quiet if whom == Audience.OWN else loud)
    return redirect("indicator", found.pk)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's own back."""
    actor = actor_of(request)
    found = _found(actor, number)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        found = actions.revoke(
            actor=actor, organisation=found.organisation.number, identity=str(found.uuid), reason=reason, now=datetime.now(UTC)
        )
    except Unacceptable as error:
        keep(request, "revoke")
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. Every list and door drops it at its next look; below is who had it meanwhile."))
    return redirect("indicator", found.pk)


@login_required
@require_POST
def relabel(request: HttpRequest, number: int) -> HttpResponse:
    """Other labels for one's own."""
    actor = actor_of(request)
    found = _found(actor, number)
    form = RelabelForm(request.POST)
    form.is_valid()
    wrong = [str(one) for name, errors in form.errors.items() if name != "reason" for one in errors]
    given = form.cleaned_data
    if wrong:
        keep(request, "relabel")
        messages.error(request, " ".join(wrong))
        return redirect("indicator", found.pk)
    try:
        found = actions.relabel(
            actor=actor,
            organisation=found.organisation.number,
            identity=str(found.uuid),
            tlp=given["tlp"],
            pap=given["pap"],
            audience=given["audience"],
            reason=given.get("reason", ""),
            now=datetime.now(UTC),
        )
    except Unacceptable as error:
        keep(request, "relabel")
        messages.error(request, str(error))
    else:
        messages.success(request, _("The labels are changed. What has gone out under the old ones cannot be called back."))
    return redirect("indicator", found.pk)
