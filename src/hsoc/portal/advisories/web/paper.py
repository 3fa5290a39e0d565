"""The page of one advisory, the paper as a document, and the steps about it. Belongs here: parse → one query or action → render."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hsoc.exchange.csaf.provider import file_name
from hsoc.portal.advisories import actions, queries
from hsoc.portal.advisories.forms import RelabelForm
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.advisories.share import papers
from hsoc.portal.advisories.web import words
from hsoc.portal.events.rules.cells import lines
from hsoc.portal.indicators.forms import ReasonForm
from hsoc.portal.indicators.models import AUDIENCE_NAMES
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.indicators.web.words import AUDIENCE_WORDS, TLP_WORDS
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import keep, kept
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.records.advisory import Advisory as Paper
from hsoc.records.advisory import Standing, Vulnerability
from hsoc.records.tlp import TLP

PRODUCTS: Final = 200  # shown of one paper; the documents have all
VULNERABILITIES: Final = 100
HISTORY: Final = 50
NAMED: Final = 60  # products named beside one vulnerability
WEB: Final = ("https://", "http://")


def found(actor: Actor, key: int) -> Advisory:
    """The newest version. Raises Http404, also for what is not the actor's to see."""
    row = queries.one(actor, key)
    if row is None:
        raise Http404(_("There is no such advisory, or it is not yours to see."))
    return row


@login_required
@require_safe
def one(request: HttpRequest, paper: int) -> HttpResponse:
    """What it says, what to do, which products, and how it came to be."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.ADVISORY)
    row = found(actor, paper)
    said = papers.paper(row)
    house = row.own and row.organisation.kind == Kind.OPERATOR
    about = queries.about(actor, [weak.cve for weak in said.vulnerabilities if weak.cve], apart_from=row.pk)
    return render(
        request,
        "advisories/one.html",
        {
            **words.shown([row], actor, now)[0],
            "said": said,
            "wording": _wording(said, request.LANGUAGE_CODE),
            "products": said.products[:PRODUCTS],
            "products_left": max(0, len(said.products) - PRODUCTS),
            "weaknesses": [_weakness(weak, said) for weak in said.vulnerabilities[:VULNERABILITIES]],
            "weaknesses_left": max(0, len(said.vulnerabilities) - VULNERABILITIES),
            "history": list(reversed(said.history))[:HISTORY],
            "versions": queries.versions(actor, row),
            "others": words.shown(about, actor, now),
            "web": [address for address in said.references if address.startswith(WEB)],
            "earlier": [address for address in said.references if not address.startswith(WEB)],
            "urgency": words.URGENCIES.get(said.urgency, ""),
            "certainty": words.CERTAINTIES.get(said.certainty, ""),
            "message": words.MESSAGES.get(said.message, ""),
            "via": words.via(row.via),
            "tlp_words": TLP_WORDS[TLP(row.tlp)],
            "audience_words": AUDIENCE_WORDS[Audience(row.audience)],
            "tlps": [one.value for one in TLP],
            "audiences": [(one.value, name) for one, name in AUDIENCE_NAMES.items()],
            "published": queries.published(row),
            "may_publish": house and may(actor, Action.APPROVE, Object.ADVISORY),
            "may_remove": may(actor, Action.REMOVE, Object.ADVISORY, row.organisation.number),
            "unsaved": kept(request),
        },
    )


def _wording(said: Paper, language: str) -> Any:
    """The words in the reader's language where the paper has them."""
    if said.language[:2].lower() == language[:2]:
        return said
    return next((one for one in said.wordings if one.language[:2].lower() == language[:2]), said)


def _weakness(weak: Vulnerability, said: Paper) -> dict[str, Any]:
    known = {product.id: product.name for product in said.products}
    groups: dict[Standing, list[str]] = {}
    for key, stands in weak.standing.items():
        groups.setdefault(stands, []).append(key)
    return {
        "weak": weak,
        "name": weak.cve or weak.id or weak.title,
        "groups": [
            {
                "text": words.STANDINGS[stands],
                "look": words.STANDING_LOOK.get(stands, "soft"),
                "names": [
                    (known.get(key, key), words.FLAGS.get(weak.flags.get(key, ""), weak.impacts.get(key, ""))) for key in keys[:NAMED]
                ],
                "left": max(0, len(keys) - NAMED),
            }
            for stands, keys in groups.items()
        ],
        "remedies": [(words.REMEDIES.get(one.kind, one.kind), one) for one in weak.remedies[:NAMED]],
        "older": sorted(weak.older.items()),
    }


@login_required
@require_safe
def exported(request: HttpRequest, paper: int, format_: str) -> HttpResponse:
    """The paper as CSAF, CAP or a table. What a format cannot say is told, and nothing is sent instead of it."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.ADVISORY)
    row = found(actor, paper)
    if format_ not in papers.FORMATS:
        raise Http404(_("There is no such format."))
    stem = file_name(row.number).removesuffix(".json")
    if format_ == "csv":
        answer = HttpResponse("".join(lines(papers.PAPER_HEAD, papers.paper_rows(row))), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{stem}.csv"'
    else:
        written = papers.document(row, format_, now=round(now.timestamp() * 1000))
        if written.withheld:
            why = written.withheld[0]
            messages.error(request, _("This format cannot carry it: %(reason)s") % {"reason": f"{why.place}: {why.reason}".strip(": ")})
            return redirect("advisory", row.pk)
        answer = HttpResponse(written.content, content_type=written.media)
        answer["Content-Disposition"] = f'attachment; filename="{stem}.{"xml" if format_ == "cap" else "json"}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def act(request: HttpRequest, paper: str, deed: str) -> HttpResponse:
    """Publish, withdraw, or other labels."""
    actor, now = actor_of(request), datetime.now(UTC)
    row = found(actor, int(paper))
    try:
        if deed == "publish":
            actions.publish(actor=actor, key=row.pk, now=now)
            messages.success(request, _("Published: the CSAF provider serves it, and each later version of it."))
        elif deed == "withdraw":
            form = ReasonForm(request.POST)
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            row = actions.withdraw(actor=actor, key=row.pk, reason=reason, now=now)
            messages.success(request, _("Withdrawn. What was read cannot be called back."))
        else:
            row = actions.relabel(actor=actor, key=row.pk, now=now, **_labels(request))
            messages.success(request, _("The labels are changed. What has gone out under the old ones cannot be called back."))
    except Unacceptable as error:
        keep(request, deed)
        messages.error(request, str(error))
    return redirect("advisory", row.pk)


def _labels(request: HttpRequest) -> dict[str, Any]:
    given = RelabelForm(request.POST)
    if not given.is_valid():
        raise Unacceptable(_("The form was not complete; look at it again."))
    return {name: given.cleaned_data[name] for name in ("tlp", "audience", "reason")}
