"""What waits for a second person. Belongs here: request in, page out. Never: a right or a row past the gate."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.members import queries
from hsoc.portal.members.actions import agreement
from hsoc.portal.members.forms import AnswerForm
from hsoc.portal.members.models import Approval, Organisation
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.portal.members.web.steps import done, moment, valid
from hsoc.portal.members.web.words import CHANGES, UNSAID, part

SHOWN = 200  # what waits of one organisation, on its page
WAITING = 25  # approvals on a page; each wants a look and a sentence
PAGE = 50  # decided ones on a page


def waiting_for(actor: Actor, organisation: Organisation, now: datetime) -> list[tuple[str, str, Approval]]:
    """What was asked for an organisation and waits for a second person, as its page says it: what, of which value, the approval."""
    rows = queries.approvals_visible_to(actor).filter(organisation=organisation, state=Approval.State.PENDING, expires__gt=now)[:SHOWN]
    told = [[part(name, value)[1] for name, value in row.payload.items() if value and name not in UNSAID] for row in rows]
    return [(str(CHANGES.get(row.code, row.code)), str(next(iter(values), "")), row) for row, values in zip(rows, told, strict=True)]


@login_required
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.APPROVAL)
    seen = queries.approvals_visible_to(actor)
    later = Paginator(seen.exclude(state=Approval.State.PENDING), PAGE).get_page(request.GET.get("decided"))
    ahead = Paginator(seen.filter(state=Approval.State.PENDING, expires__gt=moment()), WAITING).get_page(request.GET.get("page"))
    decided, waiting = list(later), list(ahead)
    for row in (*waiting, *decided):
        row.title = CHANGES.get(row.code, row.code)  # type: ignore[attr-defined]
        row.parts = [part(name, value) for name, value in row.payload.items() if value and name not in UNSAID]  # type: ignore[attr-defined]
    for row in waiting:
        number = row.organisation.number if row.organisation else None
        row.mine_to_decide = row.requester_id != actor.user and may(actor, Action.APPROVE, Object(row.object), number)  # type: ignore[attr-defined]
    return render(request, "members/approvals.html", {"waiting": waiting, "decided": decided, "page": ahead, "later": later})


@login_required
@require_POST
def approval_decide(request: HttpRequest, approval: int) -> HttpResponse:
    """Approves or refuses as the second person."""
    actor = actor_of(request)
    get_object_or_404(queries.approvals_visible_to(actor), pk=approval)
    if (given := valid(request, AnswerForm(request.POST))) is not None:
        approve = given["verdict"] == "approve"
        done(
            request,
            lambda: agreement.decide_approval(actor=actor, approval=approval, approve=approve, answer=given["answer"], now=moment()),
            _("Approved and carried out.") if approve else _("Refused."),
        )
    return redirect("approvals")
