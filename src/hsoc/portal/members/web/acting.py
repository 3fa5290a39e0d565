"""For whom one acts and in which language. Belongs here: request in, answer out. Never: a right."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from hsoc.portal.members import queries
from hsoc.portal.members.actions import people
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import ACTING_KEY, actor_of
from hsoc.portal.members.web.steps import moment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act_for(request: HttpRequest) -> HttpResponse:
    """Asks for which of one's organisations one acts; its POST says it, from now on until the log-out."""
    actor = actor_of(request)
    if request.method != "POST":
        held: dict[Organisation, list[str]] = {}
        for seat in queries.seats_visible_to(actor).filter(user_id=actor.user):
            held.setdefault(seat.organisation, []).append(seat.get_role_display())
        page = {"homes": held.items(), "next": _inside(request, request.GET.get("next", ""))}
        return render(request, "members/acting.html", page)
    number = request.POST.get("organisation", "")
    if not number.isdecimal() or len(number) > 9 or int(number) not in actor.organisations:
        raise Http404
    request.session[ACTING_KEY] = int(number)
    return redirect(_inside(request, request.POST.get("next", "")) or "portal")


def _inside(request: HttpRequest, following: str) -> str:
    """The address where it is one of ours, else ''."""
    safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return following if safe else ""


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The cs/en switch: a cookie for the browser, and the person's own choice for mails and other browsers."""
    actor = actor_of(request)
    wanted = request.POST.get("language", "")
    if actor.user and wanted in people.LANGUAGES and wanted != actor.language:
        people.choose_language(actor=actor, language=wanted, now=moment())
    answer: HttpResponse = set_language(request)
    return answer
