"""The views of My traffic that judge: what is new, what stands open, what was dropped. Never: the gate."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hsoc.journal.days import day_of
from hsoc.journal.event_rows import TooSlow
from hsoc.journal.own_traffic_news import News, Service
from hsoc.journal.own_traffic_sums import Top
from hsoc.portal.events import queries as events
from hsoc.portal.events.web.links import Door
from hsoc.portal.members.rules import Refused
from hsoc.portal.network.queries.traffic import Traffic
from hsoc.portal.network.web import traffic_figures as figures
from hsoc.portal.network.web import traffic_words as words
from hsoc.portal.network.web.traffic_page import Asked, shared

LISTED: Final = 100  # lines of each list
# open to the whole internet they are how hospitals are broken into (remote desktops, file shares, databases, devices)
RISKY: Final = frozenset(
    {21, 23, 135, 139, 161, 389, 445, 502, 1433, 2375, 3306, 3389, 5432, 5900, 6379, 9200, 11211, 27017, 104, 2575, 11112}
)


class Open(msgspec.Struct, frozen=True):
    """One open service with its name, where it leads, and whether it deserves a look first."""

    service: Service
    name: str
    risky: bool
    href: str
    partners_href: str


def new(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Partners and services that the seven days before do not know."""
    traffic = asked.traffic()
    partners, services = traffic.news("partner", limit=LISTED), traffic.news("service", limit=LISTED)
    context = shared(asked, traffic.wanted) | {
        "partners": _fresh("partner", partners, asked),
        "partners_count": partners.count,
        "services": _fresh("service", services, asked),
        "services_count": services.count,
        "looked": partners.looked,
        "compared_since": partners.since,
        "nothing_before": partners.since >= traffic.wanted.since,
    }
    return render(request, "network/traffic_new.html", context)


def _fresh(by: str, found: News, asked: Asked) -> tuple[figures.Row, ...]:
    """Lines of what is new, their bars among themselves."""
    return figures.rows(by, Top(found.rows, found.count), sum(one.bytes for one in found.rows), asked)


def exposed(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Own services that answer the outside."""
    traffic = asked.traffic()
    found = tuple(_open(one, asked) for one in traffic.open_services())
    context = shared(asked, traffic.wanted) | {
        "services": sorted(found, key=lambda one: not one.risky),
        "uncounted": any(one.service.partners is None for one in found),
    }
    return render(request, "network/traffic_exposed.html", context)


def _open(service: Service, asked: Asked) -> Open:
    narrow = {"own": service.own, "proto": "tcp" if service.proto == 6 else "udp", "port": service.port}
    name = words.service(service.proto, service.port)
    return Open(service, name, service.port in RISKY, asked.to("flows", sort=None, **narrow), asked.to("partner", sort=None, **narrow))


def dropped(request: HttpRequest, asked: Asked) -> HttpResponse:
    """What routers say they dropped and why, and what hSOC's stories of the last day of the time say; each kept apart."""
    traffic = asked.traffic(dropped="yes")
    totals = traffic.totals(addresses=False)
    day = day_of(min(traffic.wanted.until - 1, round(asked.now.timestamp() * 1000)))
    context = shared(asked, traffic.wanted) | {
        "totals": totals,
        "reasons": figures.rows("drop", traffic.top("drop", limit=20, partners=False), totals.bytes, asked) if totals.flows else (),
        "partners": figures.rows("partner", traffic.top("partner", sort="flows", limit=20), totals.bytes, asked) if totals.flows else (),
        "day": day,
        "story": _story(asked, day),
        "door": Door(day, asked.member),
    }
    return render(request, "network/traffic_dropped.html", context)


def _story(asked: Asked, day: str) -> Any:
    """The day's figures of the member's threats; None where the reader may not have them or they take too long."""
    try:
        return events.day_view(asked.actor, day, asked.member, now=round(asked.now.timestamp() * 1000))
    except (Refused, TooSlow, ValueError):
        return None


def of_new(traffic: Traffic) -> tuple[Any, ...]:
    """Rows of the file: new partners."""
    return traffic.news("partner", limit=10_000).rows
