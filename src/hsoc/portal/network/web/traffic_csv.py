"""My traffic to take away as a file. Belongs here: HTTP around web.traffic_file. Never: columns, who may."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hsoc.journal.event_rows import TooSlow
from hsoc.journal.own_traffic_flows import SORTS as FLOW_SORTS
from hsoc.journal.own_traffic_sums import MOST_ROWS
from hsoc.portal.network.queries.traffic import Traffic
from hsoc.portal.network.share import traffic_file
from hsoc.portal.network.web import traffic_words as words
from hsoc.portal.network.web.traffic_more import of_new
from hsoc.portal.network.web.traffic_page import Asked


def _table(asked: Asked, traffic: Traffic) -> tuple[tuple[str, ...], Any]:
    view, sort = asked.view, asked.sort
    if view == "flows":
        order: Any = sort if sort in FLOW_SORTS else "first"
        return traffic_file.plain(traffic_file.FLOWS, traffic.exported(sort=order))
    if view == "exposed":
        return traffic_file.plain(traffic_file.SERVICES, traffic.open_services())
    if view == "new":
        return traffic_file.shares("partner", of_new(traffic))
    order = sort if sort in words.SORTS else "bytes"
    if view in {"asn", "country"}:
        place: Any = view
        return traffic_file.shares(view, traffic.by_place(place, sort=order, limit=MOST_ROWS).rows)
    if view == "overview":
        return (
            ("from", "bytes_in", "bytes_out", "bytes_dropped", "flows"),
            ((traffic_file.instant(one.at), one.bytes_in, one.bytes_out, one.dropped, one.flows) for one in traffic.time_line()),
        )
    if view not in traffic_file.KEYS:
        raise Http404(_("There is no such view."))
    by: Any = view
    return traffic_file.shares(view, traffic.top(by, sort=order, limit=MOST_ROWS).rows)


@login_required
@require_safe
def exported(request: HttpRequest, name: str) -> HttpResponseBase:
    """Everything behind the view, with its filters and order; bounded as the journal bounds it."""
    asked = Asked(request, name)
    try:
        head, rows = _table(asked, asked.traffic(export=True))
    except TooSlow:
        return HttpResponse(_("This question takes too long"), status=503, content_type="text/plain; charset=utf-8")
    except ValueError as fault:
        raise Http404(_("These filters cannot be answered: %(why)s.") % {"why": fault}) from fault
    answer = StreamingHttpResponse(traffic_file.lines(head, rows, language=get_language() or "cs"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="hsoc-{name if name in words.VIEWS else "traffic"}-{asked.member}.csv"'
    return answer
