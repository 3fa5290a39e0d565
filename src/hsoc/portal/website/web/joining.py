"""Doors of those who want to join: the form, the link in the mail, and the coordinator's list. Never: a captcha of somebody else."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.portal.callers import lane_of
from hsoc.portal.feeds.api.who import allowed
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require
from hsoc.portal.website.actions import joining
from hsoc.portal.website.forms import Answer, Joining
from hsoc.portal.website.queries import joining as wishes
from hsoc.portal.website.queries import pages

PACE: Final = 1 / 120  # forms a second of one address: one every two minutes …
BURST: Final = 5  # … and five at once, for a house behind one address

log = logging.getLogger("hsoc.website")


def _page(key: str = "join") -> Any:
    return pages.by_key(get_language() or "cs", key)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The form. Sent well, the answer is the same whether it was kept, caught in the trap or came too often in a row."""
    page = _page()
    if request.method != "POST":
        return HttpResponseRedirect(f"{page.url}#join-form" if page else "/")
    form = Joining(request.POST)
    if not form.is_valid():
        return render(request, "website/join.html", {"page": page, "form": form}, status=422)
    if form.trapped:
        return redirect("join_sent")
    if not allowed(f"join {lane_of(request)}", rate=PACE, burst=BURST).passes:
        form.add_error(None, _("Too many messages came from your network. Please try again in some minutes."))
        return render(request, "website/join.html", {"page": page, "form": form}, status=429)
    given = {name: value for name, value in form.cleaned_data.items() if name != "website"}
    try:
        wish, secret = joining.say(said=joining.Said(language=get_language() or "cs", **given), now=datetime.now(UTC))
    except Unacceptable as error:
        form.add_error(None, str(error))
        return render(request, "website/join.html", {"page": page, "form": form}, status=429)
    _mail(wish.mail, secret)
    return redirect("join_sent")


def _mail(address: str, secret: str) -> None:
    link = settings.URL + reverse("join_confirm", args=[secret])
    text = _(
        "Good day,\n\nsomebody wrote to hSOC with this address and would like to join. "
        "If it was you, confirm it here within seven days:\n\n%(link)s\n\nIf it was not you, do nothing; we will forget it.\n\nhSOC\n"
    ) % {"link": link}
    try:
        send_mail(_("Confirm that you would like to join hSOC"), text, None, [address])
    except OSError:
        log.exception("a confirming mail could not be sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "website/join_said.html", {"title": _("Thank you, look into your mail"), "said": "sent"})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """GET shows, POST confirms: a mail program that looks at links confirms nothing."""
    if request.method != "POST":
        return render(request, "website/join_said.html", {"title": _("One more click"), "said": "ask"})
    if joining.confirm(secret=secret, now=datetime.now(UTC)) is None:
        return render(request, "website/join_said.html", {"title": _("This link is no longer good"), "said": "old"}, status=410)
    return render(request, "website/join_said.html", {"title": _("It is confirmed"), "said": "confirmed"})


# --- the portal's side -------------------------------------------------------------------------------------------------------
@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Who wants to join, those who wait first."""
    actor = actor_of(request)
    require(actor, Action.APPROVE, Object.REQUEST)
    found = wishes.visible_to(actor)
    waiting = found.filter(state="confirmed").order_by("confirmed")
    return render(request, "website/requests.html", {"waiting": waiting[:100], "before": found.exclude(state="confirmed")[:100]})


@login_required
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """It was taken up, or put aside."""
    actor, form = actor_of(request), Answer(request.POST)
    if wishes.one(actor, number) is None or not form.is_valid():
        raise Http404
    taken = form.cleaned_data["deed"] == "answered"
    joining.answer(actor=actor, number=number, taken=taken, note=form.cleaned_data["note"], now=datetime.now(UTC))
    messages.success(request, _("Noted."))
    return redirect("join_requests")
