"""The pages of My traffic. Belongs here: parse, ask behind the gate, render. Never: who may see, how a figure is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hsoc.journal.event_rows import TooSlow
from hsoc.journal.own_traffic_sums import By, Top
from hsoc.portal.events.actions import SHORTEST_REASON, Unfit
from hsoc.portal.members.queries import actor_of
from hsoc.portal.network.actions.looks import LOOK_MINUTES, look_into_flows
from hsoc.portal.network.forms.traffic import HIGHEST_MEMBER, local
from hsoc.portal.network.queries.traffic import NeedsReason
from hsoc.portal.network.web import traffic_figures as figures
from hsoc.portal.network.web import traffic_more
from hsoc.portal.network.web import traffic_words as words
from hsoc.portal.network.web.traffic_page import Asked, address, shared

LISTED = 100  # lines of a list by one thing
TEASED = 8  # lines of a list on the overview
ROWS = 50  # flows of a page
LONGEST_REASON = 300  # letters
LISTS = ("partner", "service", "own", "proto", "asn", "country")
FLOW_SORTS = ("first", "bytes", "packets")

View = Callable[[HttpRequest, Asked], HttpResponse]


def _language() -> str:
    return get_language() or "cs"


def behind_the_gate(view: View, name: str = "") -> Callable[..., HttpResponse]:
    """The view with what may come instead of it: choose a member, give a reason, take less at once."""

    @login_required
    @require_safe
    @wraps(view)
    def gated(request: HttpRequest, view_name: str = name) -> HttpResponse:
        asked = Asked(request, view_name)
        if not asked.member:
            return render(request, "network/traffic_choose.html", {"asked": asked, "members": asked.choices})
        try:
            return view(request, asked)
        except NeedsReason:
            context = {"asked": asked, "next": request.get_full_path(), "minutes": LOOK_MINUTES, "longest_reason": LONGEST_REASON}
            return render(request, "network/traffic_reason.html", context, status=403)
        except TooSlow:
            return render(request, "network/traffic_slow.html", shared(asked, asked.wanted), status=503)
        except ValueError as fault:
            raise Http404(_("These filters cannot be answered: %(why)s.") % {"why": fault}) from fault

    return gated


def _overview(request: HttpRequest, asked: Asked) -> HttpResponse:
    """All of it at a glance, as far as the filters let it through."""
    traffic = asked.traffic()
    seen = traffic.glance(limit=TEASED)
    context = shared(asked, traffic.wanted) | {"totals": seen.totals}
    if seen.totals.flows:
        found: dict[By, Top] = {by: traffic.top(by, limit=TEASED, partners=False) for by in ("partner", "service")}
        totals = msgspec.structs.replace(seen.totals, partners=found["partner"].count, own=traffic.how_many("own"))
        found |= {"proto": seen.protos, "way": seen.ways}
        context |= {
            "tiles": figures.tiles(totals, asked, _language()),
            "line": figures.time_line(seen.line, traffic.wanted, asked, _language()),
            "lists": [_teaser(by, top, totals.bytes, asked) for by, top in found.items()],
            "countries": figures.rows("country", traffic.by_place("country", limit=TEASED), totals.bytes, asked),
            "country_href": asked.to("country"),
        }
    return render(request, "network/traffic.html", context)


def _teaser(by: By, found: Top, octets: int, asked: Asked) -> tuple[str, object, str, tuple[figures.Row, ...]]:
    """(name, title, address of the whole list or '', its largest lines) of one small list."""
    title = words.VIEWS.get(by) or words.HEADS[by]
    return by, title, asked.to(by) if by in words.VIEWS else "", figures.rows(by, found, octets, asked)


def _listed(request: HttpRequest, asked: Asked) -> HttpResponse:
    """A list by one thing, the largest first."""
    by: Any = asked.view
    sort: Any = request.GET.get("sort") if request.GET.get("sort") in words.SORTS else "bytes"
    traffic = asked.traffic()
    totals = traffic.totals(addresses=False)
    place = by in {"asn", "country"}
    found = traffic.by_place(by, sort=sort, limit=LISTED) if place else traffic.top(by, sort=sort, limit=LISTED)
    shown = [name for name in words.SORTS if name != "partners" or by not in {"partner", "own"}]
    heads = [(name, str(words.SORTS[name]), asked.to(sort=name), name == sort) for name in shown]
    context = shared(asked, traffic.wanted) | {
        "totals": totals,
        "rows": figures.rows(by, found, totals.bytes, asked),
        "count": found.count,
        "head": words.HEADS[by],
        "heads": heads,
        "by": by,
        "sort": sort,
    }
    return render(request, "network/traffic_list.html", context)


def _flows(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Single flows, as the exporter told them."""
    sort: Any = request.GET.get("sort") if request.GET.get("sort") in FLOW_SORTS else "first"
    offset = request.GET.get("offset", "0")
    traffic = asked.traffic()
    page = traffic.flows(sort=sort, offset=int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 7 else 0, size=ROWS)
    # the end of the time is fixed while paging: else new flows would push the others on
    fixed = {"last": None, "since": local(traffic.wanted.since), "until": local(traffic.wanted.until)}
    context = shared(asked, traffic.wanted) | {
        "page": page,
        "sort": sort,
        "sorts": [(name, asked.to(sort=name)) for name in FLOW_SORTS],
        "next_href": asked.to(sort=sort, offset=page.following, **fixed) if page.following else "",
        "first_href": asked.to(sort=sort) if offset not in {"", "0"} else "",
    }
    return render(request, "network/traffic_flows.html", context)


VIEWS: dict[str, View] = {
    **dict.fromkeys(LISTS, _listed),
    "new": traffic_more.new,
    "exposed": traffic_more.exposed,
    "dropped": traffic_more.dropped,
    "flows": _flows,
}

overview = behind_the_gate(_overview, "overview")


def one_view(request: HttpRequest, name: str) -> HttpResponse:
    """A view by its name in the address."""
    if name not in VIEWS:
        raise Http404(_("There is no such view."))
    return behind_the_gate(VIEWS[name], name)(request)


@login_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """An operator says why; then the page that was asked for is shown."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:LONGEST_REASON]
    number = request.POST.get("member", "")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:6]) <= HIGHEST_MEMBER:
        raise Http404(_("There is no such member."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = f"{address('overview')}?member={number}"
    try:
        look_into_flows(actor=actor, member=int(number), reason=reason, now=datetime.now(UTC))
    except Unfit:
        refused = _("Please write a reason that others will understand, at least %(letters)s letters.") % {"letters": SHORTEST_REASON}
        asked = Asked(request, "overview")
        asked.member, asked.name = int(number), dict(asked.choices).get(int(number), "")
        context = {"asked": asked, "next": back, "minutes": LOOK_MINUTES, "refused": refused, "longest_reason": LONGEST_REASON}
        return render(request, "network/traffic_reason.html", context, status=400)
    return HttpResponseRedirect(back)
