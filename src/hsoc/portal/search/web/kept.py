"""What a person keeps: the list, keeping the page one is on, renaming, sharing, dropping with a way back. Never: what a page shows."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Refused
from hsoc.portal.search import actions
from hsoc.portal.search.queries import kept as queries


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One's own and those of colleagues."""
    actor = actor_of(request)
    found = list(queries.visible_to(actor))
    mine, others = [one for one in found if one.user_id == actor.user], [one for one in found if one.user_id != actor.user]
    return render(request, "search/kept.html", {"mine": mine, "others": others})


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the page one comes from, and go back to it."""
    address = request.POST.get("address", "")[:2000]
    try:
        made = actions.keep(
            actor=actor_of(request), address=address, name=request.POST.get("name", ""), shared=request.POST.get("shared") == "1",
            now=datetime.now(UTC),
        )  # fmt: skip
    except Unacceptable as fault:
        messages.error(request, str(fault))
        return redirect("kept")
    messages.success(request, _("Kept as “%(name)s”.") % {"name": made.name})
    return redirect(made.href)


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, drop or take back, by the button pressed."""
    actor, now, what = actor_of(request), datetime.now(UTC), request.POST.get("do", "")
    try:
        if what == "drop":
            found = actions.drop(actor=actor, pk=pk, now=now)
            undo = format_html(
                '<button class="btn small" form="undo" formaction="{}" name="do" value="restore">{}</button>',
                reverse("kept_change", args=[pk]),
                _("Take it back"),
            )
            messages.success(request, format_html("{} {}", _("“%(name)s” is kept no longer.") % {"name": found.name}, undo))
        elif what == "restore":
            found = actions.restore(actor=actor, pk=pk, now=now)
            messages.success(request, _("“%(name)s” is back.") % {"name": found.name})
        else:
            actions.change(actor=actor, pk=pk, name=request.POST.get("name", ""), shared=request.POST.get("shared") == "1", now=now)
            messages.success(request, _("Changed."))
    except Unacceptable as fault:
        messages.error(request, str(fault))
    except Refused:
        messages.error(request, _("This one is not yours, or it is gone."))
    return redirect("kept")
