"""The list of advisories, and the list as a table. Belongs here: parse → one query → render. Never: who may see."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hsoc.portal.advisories import queries
from hsoc.portal.advisories.forms import NATURES, SCORES, SEVERITIES, SORTS, STATES, ListForm
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.advisories.share.papers import LIST_HEAD, list_rows
from hsoc.portal.advisories.web import words
from hsoc.portal.indicators.forms import WHOSE
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, may, require
from hsoc.records.delimited import pieces
from hsoc.records.tlp import TLP

PAGE: Final = 30  # rows: two lines each, two screens
COUNTED: Final = 10_000  # how far a list is counted; beyond it says „more than“
MOST_EXPORTED: Final = 20_000  # rows of a table


def wanted(data: Any, actor: Actor, now: datetime) -> tuple[ListForm, QuerySet[Advisory]]:
    """The filters of an address and what they leave of the newest papers that the actor may see."""
    form = ListForm(data)
    return form, queries.once(actor, queries.filtered(queries.newest(actor), actor=actor, now=now, **form.readable))


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The list, filters, order and place in the address."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.ADVISORY)
    form, found = wanted(request.GET, actor, now)
    sort = request.GET.get("sort", "new")
    sort = sort if sort in SORTS else "new"
    after = request.GET.get("after", "")
    try:
        place = int(after) if after.isdecimal() and len(after) < 19 else None
        rows, following = queries.page(actor, found, sort=sort, after=place, size=PAGE)
    except ValueError as fault:
        raise Http404(_("There is no such place in this list.")) from fault
    count = found.order_by()[: COUNTED + 1].count()
    given = form.readable
    return render(
        request,
        "advisories/list.html",
        {
            "form": form,
            "given": {name: request.GET.get(name, "") for name in form.fields if name in given},
            "rows": words.shown(rows, actor, now),
            "following": following,
            "after": after,
            "sort": sort,
            "sorts": SORTS.items(),
            "count": min(count, COUNTED),
            "more": count > COUNTED,
            "severities": [(str(int(one)), name) for one, name in SEVERITIES.items()],
            "scores": SCORES.items(),
            "natures": [(one.value, name) for one, name in NATURES.items()],
            "states": [(one.value, name) for one, name in STATES.items()],
            "whose": WHOSE.items(),
            "tlps": [one.value for one in TLP],
            "may_write": may(actor, Action.CREATE, Object.ADVISORY),
        },
    )


@login_required
@require_safe
def exported(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is filtered, as a table."""
    actor, now = actor_of(request), datetime.now(UTC)
    require(actor, Action.VIEW, Object.ADVISORY)
    _form, found = wanted(request.GET, actor, now)
    rows = found.defer("content", "text", "sought")[:MOST_EXPORTED].iterator(chunk_size=500)
    answer = StreamingHttpResponse(pieces(chain((LIST_HEAD,), list_rows(rows))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hsoc-advisories.csv"'
    answer["Cache-Control"] = "private, no-store"
    if found[MOST_EXPORTED : MOST_EXPORTED + 1].exists():
        answer["X-Truncated"] = str(MOST_EXPORTED)
    return answer
