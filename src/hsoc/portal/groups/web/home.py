"""The list of groups, a group's home, its people. Belongs here: request in, page out. Never: a row past the gate."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hsoc.portal.groups import queries
from hsoc.portal.groups.queries.groups import leaders_by_group, with_counts
from hsoc.portal.groups.web.frame import opened
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The groups that the actor knows of, his own first."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.GROUP)
    groups = list(with_counts(queries.visible_to(actor)))
    mine = set(queries.of(actor).values_list("pk", flat=True))
    leaders = leaders_by_group([one.pk for one in groups])
    rows = [{"group": one, "mine": one.pk in mine, "leaders": leaders[one.pk]} for one in groups]
    rows.sort(key=lambda row: not row["mine"])
    return render(request, "groups/list.html", {"rows": rows})


@login_required
@require_safe
def group(request: HttpRequest, code: str) -> HttpResponse:
    """What a group is; what is inside for its members only."""
    frame = opened(request, code)
    return render(request, "groups/home.html", frame.page("home") | {"leaders": queries.leaders_of(frame.group)})


@login_required
@require_safe
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the group."""
    frame = opened(request, code, inside=True)
    return render(request, "groups/members.html", frame.page("members") | {"stays": queries.members_of(frame.group)})
