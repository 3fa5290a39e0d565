"""What opens by a link of a mail, without a login: an invitation, a duty contact's word, a proof of an address.

GET shows and changes nothing, so that mail scanners may follow; POST confirms. Belongs here: request in, page out. Never: a right.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hsoc.portal.members import queries
from hsoc.portal.members.actions import contacts, functions, invitations
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.forms import AccountForm
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.share import links
from hsoc.portal.members.web.steps import moment
from hsoc.portal.spoken import speak

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _closed(request: HttpRequest, said: str, *, status: int = 410) -> HttpResponse:
    return render(request, "members/door_closed.html", {"said": said}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites where; POST makes the account, or gives the seat to whoever is logged in with the invited address."""
    try:
        held = queries.invitation_of(links.opened(links.INVITATION, token), now=moment())
    except links.Stale:
        held = None
    if held is None:
        return _closed(request, _("This invitation was used, taken back or has lapsed. Ask the one who sent it for a new one."))
    speak(request, held.language)
    actor = actor_of(request)
    known = queries.has_account(held.email)
    mine = bool(actor.user) and known == actor.user
    form = AccountForm(request.POST if request.method == "POST" and not known else None, initial={"name": held.name})
    if request.method == "POST":
        try:
            if mine:
                invitations.join(actor=actor, invitation=held.pk, now=moment())
                messages.success(request, _("Welcome in %(organisation)s.") % {"organisation": held.organisation})
                return redirect("portal")
            if not known and form.is_valid():
                person = invitations.accept(invitation=held.pk, now=moment(), **form.given)
                login(request, person, backend=BACKEND)
                messages.success(request, _("Welcome. Your account is made."))
                return redirect("portal")
        except Unacceptable as error:
            messages.error(request, str(error))
    return render(
        request, "members/invitation.html", {"invitation": held, "form": form, "known": bool(known), "mine": mine, "somebody": actor.user}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def duty_link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what a duty contact is asked; POST is his word."""
    try:
        content = links.opened(links.DUTY, token)
    except links.Stale:
        return _closed(request, _("This link is too old. The next mail has a fresh one, or confirm in your profile."))
    held = queries.duty_function(content.get("f"))
    if held is None:
        return _closed(request, _("You are no longer a duty contact there; nothing has to be confirmed."))
    speak(request, held.user.language)
    fresh = links.is_fresh(held, content)
    if request.method == "POST" and fresh:
        held = functions.confirm_duty(actor=queries.actor_of_link(held.user), function=held.pk, now=moment(), by_link=True)
        fresh = False
    return render(request, "members/duty.html", {"function": held, "fresh": fresh, "until": queries.good_until(held)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows which address is to be proven; POST proves it."""
    try:
        content = links.opened(links.MAIL, token)
        person = queries.proving(content.get("u"))
    except links.Stale:
        person = None
    if person is None:
        return _closed(request, _("This link is no longer good; ask for a new one in your profile."))
    speak(request, person.language)
    done = False
    if request.method == "POST":
        try:
            contacts.prove_mail(person=person.pk, nonce=str(content.get("n", "")), now=moment())
            done = True
        except Unacceptable as error:
            return _closed(request, str(error))
    return render(request, "members/address.html", {"address": person.email, "done": done})
