"""Where one is logged in, and from which devices. Belongs here: request in, page out."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.accounts import queries
from hsoc.portal.accounts.actions import devices, sessions
from hsoc.portal.accounts.rules import browser
from hsoc.portal.members.queries import actor_of


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Open sessions and known devices of the reader."""
    actor, now = actor_of(request), datetime.now(UTC)
    rows = [
        {"row": one, "browser": browser(one.user_agent), "this": one.session_key == request.session.session_key}
        for one in queries.sessions(actor, now=now)
    ]
    return render(request, "accounts/sessions.html", {"sessions": rows, "devices": queries.devices(actor)})


@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Ends one session (`session`) or all others."""
    only = request.POST.get("session", "")
    kept = request.session.session_key or ""
    number = int(only) if only.isdecimal() and len(only) < 19 else None
    ended = sessions.end_sessions(actor=actor_of(request), only=number, keep=kept, now=datetime.now(UTC))
    messages.success(
        request, ngettext("%(n)d session was ended.", "%(n)d sessions were ended.", ended) % {"n": ended} if ended else _("There was none.")
    )
    return redirect("sessions")


@login_required
@require_POST
def forget(request: HttpRequest, device: int) -> HttpResponse:
    """Forgets a device."""
    devices.forget_device(actor=actor_of(request), device=device, now=datetime.now(UTC))
    messages.success(request, _("The device is forgotten. You will be told when somebody logs in from it again."))
    return redirect("sessions")
