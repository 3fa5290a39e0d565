"""The rooms that a search asks, each through its own gate, ranked by its title. A new room adds its line to PROVIDERS. Never: a gate."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hsoc.journal.event_filter import Filter
from hsoc.portal.advisories import queries as advisories
from hsoc.portal.charts import numbers
from hsoc.portal.events import queries as events
from hsoc.portal.events.web import words as event_words
from hsoc.portal.events.web.links import event as event_href
from hsoc.portal.folding import fold, matching, snippet
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.network.queries import rules as network
from hsoc.portal.reports import queries as reports
from hsoc.portal.search.queries.asking import Found, Provider, Wanted, ranked
from hsoc.portal.search.queries.community import COMMUNITY
from hsoc.portal.search.queries.pages import pages_for
from hsoc.portal.search.rules.found import Hit, rank

IDENTITY: Final = re.compile(r"[0-9a-zA-Z._:-]{8,100}")  # an event's ID
MOST_EVENTS: Final = 101  # events read for one search
FEW_SECONDS: Final = 0.1  # s in which the first hits are looked for; a day that was begun is looked through
NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", re.IGNORECASE)


def pages(actor: Actor, wanted: Wanted) -> Found:
    """Pages, actions and what the help says of them."""
    found = []
    for page in pages_for(actor):
        title, text = str(page.title), str(page.text)
        if all(word in fold(f"{title} {text}") for word in wanted.words):
            found.append((rank(fold(title), wanted.words), title, Hit(title=title, href=page.href, text=text, note="")))
    found.sort(key=lambda one: one[:2])
    return Found([hit for _rank, _title, hit in found])


def values(actor: Actor, wanted: Wanted) -> Found:
    """What can be looked up as a value: an address, a prefix, a name."""
    if not may(actor, Action.VIEW, Object.INDICATOR):
        return Found()
    if _network(wanted.text) is None and not NAME.fullmatch(wanted.text):
        return Found()
    href = f"{reverse('entity')}?{urlencode({'q': wanted.text})}"
    return Found([Hit(title=wanted.text, href=href, text=gettext("Everything that is known of this value, on one page."))])


def organisations(actor: Actor, wanted: Wanted) -> Found:
    """Members by name, and the owner of an address."""
    net = _network(wanted.text)
    rows = members.visible_to(actor)
    if net is not None:
        low, high = _bounds(net)
        note = gettext("prefix")
        return Found(
            members.prefixes_visible_to(actor).filter(first__lte=high, last__gte=low),
            lambda one: Hit(title=str(one.organisation), href=reverse("member", args=[one.organisation.number]), text=one.text, note=note),
            along=("organisation",),
        )
    found = ranked(matching(rows, wanted.words, "name", "short", "region"), wanted.words, "name")
    return Found(
        found,
        lambda one: Hit(
            title=one.name, href=reverse("member", args=[one.number]), text=str(one.get_region_display()), note=str(one.get_kind_display())
        ),
    )


def people(actor: Actor, wanted: Wanted) -> Found:
    """People by name or user name; their page is that of their organisation."""
    rows = members.seats_visible_to(actor)
    found = ranked(matching(rows, wanted.words, "user__name", "user__username", "user__email"), wanted.words, "user__name")
    return Found(
        found,
        lambda one: Hit(
            title=str(one.user), href=reverse("member", args=[one.organisation.number]), text=str(one.organisation),
            note=str(one.get_role_display()),
        ),
        along=("user", "organisation"),
    )  # fmt: skip


def threats(actor: Actor, wanted: Wanted) -> Found:
    """Events by their address, prefix or ID; free text is the list's own filter."""
    if not may(actor, Action.VIEW, Object.EVENT):
        return Found()
    if _network(wanted.text) is not None:
        sought = Filter(address=wanted.text)
    elif IDENTITY.fullmatch(wanted.text) and any(letter.isdigit() for letter in wanted.text):
        sought = Filter(text=wanted.text)
    else:
        return Found()
    # the newest days are opened first: a few hits mostly need no more of them, all would need every day
    page = events.events(actor, sought, size=wanted.few + 1 if wanted.few else MOST_EVENTS, seconds=FEW_SECONDS if wanted.few else None)
    return Found(
        page.rows,
        lambda one: Hit(
            title=event_words.category(one.category), href=event_href(one.id, one.day), label=one.tlp,
            text=" → ".join(part for part in (one.source, one.target) if part), note=f"{event_words.severity(one.severity)}, {one.day}",
        ),
        uncounted=bool(wanted.few) and page.following is not None,
        beyond=_older(sought, page.searched) if page.searched else None,
    )  # fmt: skip


def _older(sought: Filter, day: str) -> Hit:
    """The list of threats, which searches on in the days before."""
    asked = {"address": sought.address} if sought.address else {"q": sought.text}
    text = gettext("Searched as far as %(day)s.") % {"day": numbers.day_long(numbers.day_of(day), get_language() or "cs")}
    return Hit(title=gettext("Search on"), href=f"{reverse('events')}?{urlencode(asked)}", text=text)


def shared(actor: Actor, wanted: Wanted) -> Found:
    """Indicators by value, prefix around it, or title."""
    if not may(actor, Action.VIEW, Object.INDICATOR):
        return Found()
    rows = indicators.filtered(indicators.newest(actor), actor=actor, now=wanted.now, text=wanted.text)
    return Found(
        rows, lambda one: Hit(title=one.value, href=reverse("indicator", args=[one.pk]), label=one.tlp, text=one.title, note=one.kind)
    )


def papers(actor: Actor, wanted: Wanted) -> Found:
    """Warnings and advisories: newest versions by title, number and text."""
    if not may(actor, Action.VIEW, Object.ADVISORY):
        return Found()
    rows = advisories.newest(actor)
    found = ranked(matching(rows, wanted.words, kept="sought"), wanted.words, "title")
    return Found(
        found,
        lambda one: Hit(
            title=one.title, href=reverse("advisory", args=[one.pk]), label=one.tlp, text=snippet(one.text, wanted.words),
            note=", ".join(part for part in (one.number, one.publisher) if part),
        ),
    )  # fmt: skip


def told(actor: Actor, wanted: Wanted) -> Found:
    """Reports by their label or organisation."""
    if not may(actor, Action.VIEW, Object.REPORT):
        return Found()
    rows = reports.worded(actor, wanted.words).order_by("-created")
    return Found(
        rows,
        lambda one: Hit(
            title=one.label, href=reverse("report", args=[one.label]), text=str(one.organisation),
            note=f"{event_words.severity(one.severity)}, {date_format(one.created, 'j. n. Y')}",
        ),
        along=("organisation",),
    )  # fmt: skip


def own_rules(actor: Actor, wanted: Wanted) -> Found:
    """Rules of members by what they match and why."""
    if not may(actor, Action.VIEW, Object.RULE):
        return Found()
    rows = matching(network.visible_to(actor), wanted.words, "comment", "text").order_by("-changed")
    return Found(
        rows,
        lambda one: Hit(
            title=one.comment or one.text, href=reverse("rule", args=[one.pk]), text=one.text,
            note=", ".join((str(one.get_do_display()), str(one.organisation))),
        ),
        along=("organisation",),
    )  # fmt: skip


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _bounds(net: ipaddress.IPv4Network | ipaddress.IPv6Network) -> tuple[str, str]:
    offset = 0xFFFF_0000_0000 if net.version == 4 else 0
    return f"{int(net.network_address) | offset:032x}", f"{int(net.broadcast_address) | offset:032x}"


PROVIDERS: Final = (
    Provider(code="pages", name=_("Pages and help"), find=pages),
    Provider(code="values", name=_("Look a value up"), find=values),
    Provider(code="members", name=_("Members"), find=organisations),
    Provider(code="people", name=_("People"), find=people),
    Provider(code="events", name=_("Threats"), find=threats),
    Provider(code="indicators", name=_("Indicators"), find=shared),
    Provider(code="advisories", name=_("Advisories"), find=papers),
    Provider(code="reports", name=_("Reports"), find=told),
    Provider(code="rules", name=_("Rules"), find=own_rules),
    *COMMUNITY,
)
BY_CODE: Final = {one.code: one for one in PROVIDERS}
