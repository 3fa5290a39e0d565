"""The text with its versions, and the register of signatories. Belongs here: request in, page out. Never: signing."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hsoc.portal.charts.prose import prose
from hsoc.portal.folding import fold
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, may, numbers, require
from hsoc.portal.memorandum.actions.texts import publish_text
from hsoc.portal.memorandum.forms import TextForm
from hsoc.portal.memorandum.queries import register as queries

MOST = 1000  # lines of the register on one page


@login_required
@require_safe
def memorandum(request: HttpRequest) -> HttpResponse:
    """The version asked for (the present one), what one's organisation did, what waits for a coordinator."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.MEMORANDUM)
    versions = list(queries.texts(actor)[:50])
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), versions[0] if versions else None)
    language = "cs" if get_language() == "cs" else "en"
    own = queries.visible_to(actor).filter(organisation__number=actor.organisation)
    page = {
        "versions": versions,
        "shown": shown,
        "present": versions[0] if versions else None,
        "text": prose(getattr(shown, f"text_{language}")) if shown else "",
        "own": list(own[:20]),
        "signed": queries.is_signatory(actor.organisation),
        "signatories": len(queries.signatories()),
        "may_sign": bool(versions) and may(actor, Action.CREATE, Object.MEMORANDUM),
        "publishes": may(actor, Action.CHANGE, Object.MEMORANDUM),
        "waiting": list(queries.waiting(actor)[:50]),
    }
    return render(request, "memorandum/memorandum.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """The next version."""
    actor = actor_of(request)
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    now, last = datetime.now(UTC), queries.present()
    begin = {"dated": now.date(), "text_cs": last.text_cs if last else "", "text_en": last.text_en if last else ""}
    form = TextForm(request.POST if request.method == "POST" else None, initial=begin)
    if form.is_valid():
        try:
            made = publish_text(actor=actor, now=now, **form.cleaned_data)
        except Unacceptable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Version %(n)d is published.") % {"n": made.number})
            return redirect("memorandum")
    return render(request, "memorandum/publish.html", {"form": form, "last": last})


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Signatories as everybody may see them, and who takes part without a signature; narrowed by a word."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.MEMORANDUM)
    word = fold(request.GET.get("word", "").strip()[:100])
    names = dict(Kind.choices)
    rows = [one for one in queries.public() if word in fold(one.name)]
    seen = numbers(actor, Action.VIEW, Object.ORGANISATION)
    first = queries.representatives_visible_to(actor).filter(rank=1).only("organisation__number", "person__name", "person__username")
    represents = {one.organisation.number: one.person for one in first}
    page = {
        "rows": [{"row": one, "kind": names.get(one.kind, ""), "represents": represents.get(one.organisation)} for one in rows[:MOST]],
        "seen": seen,
        "found": len(rows),
        "unsigned": [one for one in queries.unsigned().only("number", "name") if word in fold(one.name)][:MOST],
        "word": request.GET.get("word", "")[:100],
        "imports": may(actor, Action.CHANGE, Object.MEMORANDUM),
    }
    return render(request, "memorandum/register.html", page)
