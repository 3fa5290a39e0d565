"""Saved filters as people handle them: keep, list, rename, share, delete with a way back. Never: what they find."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.network.actions.saved import change_filter, delete_filter, restore_filter, save_filter
from hsoc.portal.network.forms.traffic import TrafficFilter
from hsoc.portal.network.queries import saved as queries
from hsoc.portal.network.web import traffic_words as words
from hsoc.portal.network.web.traffic_page import Asked, address


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """One's filters for this member, and those of colleagues."""
    asked = Asked(request, "overview")
    found = queries.visible_to(asked.actor, asked.member)
    return render(
        request,
        "network/saved.html",
        {
            "asked": asked,
            "mine": [one for one in found if one.user_id == asked.actor.user],
            "others": [one for one in found if one.user_id != asked.actor.user],
            "views": words.VIEWS,
        },
    )


def _back(member: int, view: str = "", query: str = "") -> HttpResponse:
    if view:
        return HttpResponseRedirect(f"{address(view)}?member={member}{f'&{query}' if query else ''}")
    return HttpResponseRedirect(f"{reverse('traffic_saved')}?member={member}")


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page one comes from."""
    form = TrafficFilter(QueryDict(request.POST.get("query", "")[:2000]))
    view = request.POST.get("view", "")
    view = view if view in words.VIEWS else "overview"
    number = request.POST.get("member", "")
    if not number.isascii() or not number.isdigit() or len(number) > 4:
        raise Http404(_("There is no such member."))
    query = form.query(member=None)  # read and written again: only checked values are kept
    try:
        made = save_filter(
            actor=actor_of(request), member=int(number), name=request.POST.get("name", ""), view=view, query=query,
            shared="shared" in request.POST, now=datetime.now(UTC),
        )  # fmt: skip
        messages.success(request, _("Kept as “%(name)s”.") % {"name": made.name})
    except Unacceptable as fault:
        messages.error(request, str(fault))
    return _back(int(number), view, query)


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, delete or take back, by the button pressed."""
    actor, now = actor_of(request), datetime.now(UTC)
    what = request.POST.get("do", "")
    try:
        if what == "delete":
            found = delete_filter(actor=actor, pk=pk, now=now)
            undo = format_html(
                '<button class="btn small" form="undo" formaction="{}" name="do" value="restore">{}</button>',
                reverse("traffic_saved_change", args=[pk]),
                _("Take it back"),
            )
            messages.success(request, format_html("{} {}", _("“%(name)s” is deleted.") % {"name": found.name}, undo))
        elif what == "restore":
            found = restore_filter(actor=actor, pk=pk, now=now)
            messages.success(request, _("“%(name)s” is back.") % {"name": found.name})
        else:
            found = change_filter(actor=actor, pk=pk, name=request.POST.get("name", ""), shared="shared" in request.POST, now=now)
            messages.success(request, _("Changed."))
    except Unacceptable as fault:
        messages.error(request, str(fault))
        own = queries.own_of(actor, pk)
        return _back(own.organisation.number if own else 0)
    return _back(found.organisation.number)
