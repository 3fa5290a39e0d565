"""One's own tokens. Belongs here: request in, page out. Never: a right or a row past the gate."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hsoc.portal.members import queries
from hsoc.portal.members.actions import agreement, tokens
from hsoc.portal.members.forms import TokenForm
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require
from hsoc.portal.members.web.steps import done, moment

SHOWN = 200  # rows of a list on one page


@login_required
@require_http_methods(["GET", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one's secret stands in the answer to the POST and is never shown again."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.TOKEN)
    names = queries.organisation_names()
    form = TokenForm(request.POST if request.method == "POST" else None, actor=actor, names=names)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, secret = tokens.create_token(actor=actor, now=moment(), **form.cleaned_data)
        except agreement.Unacceptable as error:
            form.add_error(None, str(error))
        else:
            form = TokenForm(None, actor=actor, names=names)
    page = {"rows": queries.tokens(actor)[:SHOWN], "form": form, "secret": secret, "now": moment()}
    answer = render(request, "members/tokens.html", page)
    if secret:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def token_revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Ends one's own token."""
    actor = actor_of(request)
    get_object_or_404(queries.tokens(actor), pk=token)
    done(request, lambda: tokens.revoke_token(actor=actor, token=token, now=moment()), _("The token no longer works."))
    return redirect("tokens")
