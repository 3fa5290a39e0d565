"""The centre of notices: what one was told, newest first. Belongs here: reading, filtering, marking. Never: words of kinds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.members.queries import actor_of, organisation_names
from hsoc.portal.notices import queries
from hsoc.portal.notices.actions import reading
from hsoc.portal.notices.models import Notice
from hsoc.portal.notices.rules.kinds import KINDS, asked
from hsoc.portal.notices.share.words import SECTIONS, kind_name, words

ON_A_PAGE: Final = 30


def row(one: Notice, names: dict[int, str]) -> dict[str, Any]:
    """A notice as it is shown."""
    title, text = words(one)
    return {"notice": one, "title": title, "text": text, "organisation": names.get(one.organisation, "")}


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All notices, or those of a kind, or those not read."""
    actor = actor_of(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    only_unread = request.GET.get("unread") == "1"
    found = queries.unread(actor) if only_unread else queries.visible_to(actor)
    page = Paginator(found.filter(kind=kind) if kind else found, ON_A_PAGE).get_page(request.GET.get("page"))
    names = organisation_names() if any(one.organisation for one in page) else {}
    waiting = queries.unread_count(actor)
    return render(
        request,
        "notices/list.html",
        {
            "page": page,
            "rows": [row(one, names) for one in page],
            "kind": kind,
            "only_unread": only_unread,
            "kinds": [(one.code, kind_name(one), SECTIONS[one.section]) for one in asked(actor.roles)],
            "waiting": waiting,
            "undo": request.GET.get("undo", ""),
        },
    )


@login_required
@require_GET
def go(request: HttpRequest, number: int) -> HttpResponse:
    """To the page that a notice is about; it counts as read. Only the reader's own mark changes, which he can take back."""
    one = reading.mark_read(actor=actor_of(request), notice=number, now=datetime.now(UTC))
    if one is None:
        raise Http404
    return redirect(one.path)


@login_required
@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """One is read, and the list stays."""
    if reading.mark_read(actor=actor_of(request), notice=number, now=datetime.now(UTC)) is None:
        raise Http404
    return redirect(_back(request))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All are read; the page offers to take that back."""
    kind = request.POST.get("kind", "")
    stamp = int(datetime.now(UTC).timestamp() * 1000)  # the key of the undoing, so nothing finer than the address says
    now = datetime.fromtimestamp(stamp / 1000, UTC)
    count = reading.mark_all_read(actor=actor_of(request), kind=kind if kind in KINDS else "", now=now)
    return redirect(f"{reverse('notices')}?undo={stamp}" if count else reverse("notices"))


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """The marks of one press of the button are taken back."""
    try:
        moment = datetime.fromtimestamp(int(request.POST.get("undo", "")) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise Http404 from None
    count = reading.unmark(actor=actor_of(request), read=moment)
    if count:
        messages.success(request, ngettext("%(n)d notice is unread again.", "%(n)d notices are unread again.", count) % {"n": count})
    else:
        messages.error(request, _("There is nothing to take back."))
    return redirect("notices")


def _back(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")[:200]
    return f"{reverse('notices')}?{query}" if query else reverse("notices")
