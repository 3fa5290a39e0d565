"""The page of one indicator, and the list as a document. Here and not in `indicators`, for it tells of lists and formats. Never: rights."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hsoc.portal.entities.queries.page import network_number
from hsoc.portal.feeds.queries.consumers import had
from hsoc.portal.feeds.queries.standing import standing
from hsoc.portal.feeds.rules.formats import FORMATS, write
from hsoc.portal.feeds.web import words
from hsoc.portal.indicators import queries, share
from hsoc.portal.indicators.models import AUDIENCE_NAMES, Indicator
from hsoc.portal.indicators.queries.together import together
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.indicators.web import ties
from hsoc.portal.indicators.web import words as plain
from hsoc.portal.indicators.web.listed import wanted
from hsoc.portal.indicators.web.steps import home
from hsoc.portal.members.actions.agreement import LEAST_REASON
from hsoc.portal.members.kept import kept
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import PAP, TLP

SIGHTINGS: Final = 50  # newest ones told one by one
GIVEN: Final = ("csv", "stix", "misp", "intelmq")  # formats with words for indicators of every kind, or nearly
MOST_EXPORTED: Final = 100_000  # rows of a document; more is a matter for TAXII


@login_required
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """What is said, what may be done with it, who met it, whether lists carry it, and who had it when it was taken back."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.INDICATOR)
    row = queries.one(actor, number)
    if row is None:
        raise Http404(_("There is no such indicator, or it is not yours to see."))
    kind = Kind(row.kind)
    seen = list(queries.sightings_about(actor, kind, row.value)[:SIGHTINGS])
    found = together(actor, kind, row.value, asn=network_number(kind, row.value), row=row.pk)
    stands = standing(actor, row, now=now)
    return render(
        request,
        "feeds/indicator.html",
        {
            **plain.shown([row], actor, now)[0],
            "history": _history(queries.versions(actor, row), actor),
            "tlp_words": plain.TLP_WORDS[TLP(row.tlp)],
            "pap_words": plain.PAP_WORDS[PAP(row.pap)],
            "audience_words": plain.AUDIENCE_WORDS[Audience(row.audience)],
            "audience_name": AUDIENCE_NAMES[Audience(row.audience)],
            "via": plain.via(row.via),
            "standing": stands,
            "why": words.WHYS[stands.why],
            "sightings": [(one, plain.VERDICTS[Verdict(one.verdict)], plain.sharer(one, actor)) for one in seen],
            "tally": _tally(seen),
            "together": ties.shown(found, actor, now),
            "had": had(actor, row) if row.revoked else (),
            "home": home(actor),
            "may_see": may(actor, Action.CREATE, Object.INDICATOR),
            "may_approve": may(actor, Action.APPROVE, Object.INDICATOR),
            "unsaved": kept(request),
            "least": LEAST_REASON,
            **plain.labels(),
        },
    )


def _tally(seen: list[Any]) -> list[tuple[Any, int]]:
    counts: Counter[str] = Counter()
    for row in seen:
        counts[row.verdict] += row.count
    return [(plain.VERDICTS[verdict], counts[verdict.value]) for verdict in plain.VERDICTS if counts[verdict.value]]


def _history(rows: list[Indicator], actor: Actor) -> list[dict[str, Any]]:
    """Versions, newest first, each with what became of it against the one before."""
    found = []
    for place, row in enumerate(rows):
        before = rows[place + 1] if place + 1 < len(rows) else None
        if before is None:
            said = _("Shared")
        elif row.revoked and not before.revoked:
            said = _("Taken back")
        elif (row.tlp, row.pap, row.audience) != (before.tlp, before.pap, before.audience):
            said = _("Relabelled")
        else:
            said = _("Changed")
        own = row.organisation.number in actor.organisations
        found.append({"row": row, "said": said, "author": str(row.author) if own and row.author else ""})
    return found


@login_required
@require_safe
def exported(request: HttpRequest, format_: str) -> HttpResponse:
    """The list as it is filtered, in a format that carries indicators. What a label or format keeps back is counted in a header."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.INDICATOR)
    if format_ not in offered():
        raise Http404(_("There is no such format."))
    _form, found = wanted(request.GET, actor, now)
    rows = list(share.bare(found.order_by("-added"))[: MOST_EXPORTED + 1])
    parcel = Parcel(indicators=tuple(share.indicators(rows[:MOST_EXPORTED])), items=min(len(rows), MOST_EXPORTED))
    written = write(format_, parcel, now=round(now.timestamp() * 1000))
    answer = HttpResponse(written.content, content_type=written.media)
    answer["Content-Disposition"] = f'attachment; filename="hsoc-indicators.{FORMATS[format_].ending}"'
    answer["Cache-Control"] = "private, no-store"
    if written.withheld:
        answer["X-Withheld"] = str(len(written.withheld))
    if len(rows) > MOST_EXPORTED:
        answer["X-Truncated"] = str(MOST_EXPORTED)
    return answer


def offered() -> list[str]:
    """Formats in which indicators go out."""
    return [name for name in GIVEN if name in FORMATS]
