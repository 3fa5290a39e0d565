"""For whom one acts and in which language. Belongs here: request in, answer out. Never: a right."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from hsoc.portal.members.actions import people
from hsoc.portal.members.queries import ACTING_KEY, actor_of
from hsoc.portal.members.web.steps import moment


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Says for which of one's organisations one acts from now on."""
    actor = actor_of(request)
    number = request.POST.get("organisation", "")
    if not number.isdecimal() or len(number) > 9 or int(number) not in actor.organisations:
        raise Http404
    request.session[ACTING_KEY] = int(number)
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(following if safe else "portal")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The cs/en switch: a cookie for the browser, and the person's own choice for mails and other browsers."""
    actor = actor_of(request)
    wanted = request.POST.get("language", "")
    if actor.user and wanted in people.LANGUAGES and wanted != actor.language:
        people.choose_language(actor=actor, language=wanted, now=moment())
    answer: HttpResponse = set_language(request)
    return answer
