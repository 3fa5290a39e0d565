"""Moderation: what is held, and what becomes of it. Never: a post of a list that one does not lead."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import posts
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require

PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def held(request: HttpRequest) -> HttpResponse:
    """What waits for the actor; one decision for all that are ticked."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.GROUP)
    if request.method == "POST":
        now = datetime.now(UTC)
        chosen = [int(one) for one in request.POST.getlist("post")[:200] if one.isdecimal() and len(one) < 19]
        act = request.POST.get("act", "")
        try:
            if act == "release":
                count = posts.release(actor=actor, posts=chosen, now=now)
            elif act == "refuse":
                count = posts.refuse(actor=actor, posts=chosen, reason=request.POST.get("reason", ""), now=now)
            elif act == "discard":
                count = posts.discard(actor=actor, posts=chosen, now=now)
            else:
                count = 0
        except Unacceptable as error:
            messages.error(request, str(error))
            return redirect("list_held")
        messages.success(
            request,
            ngettext("%(n)d post is decided.", "%(n)d posts are decided.", count) % {"n": count} if count else _("Tick a post first."),
        )
        return redirect("list_held")
    rows = queries.held_visible_to(actor).prefetch_related("attachments__file").order_by("at", "pk")
    return render(request, "lists/held.html", {"rows": Paginator(rows, PAGE).get_page(request.GET.get("page"))})
