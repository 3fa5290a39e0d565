"""The rooms that a search asks, each through its own gate, ranked by its title. A new room adds its line to PROVIDERS. Never: a gate."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hsoc.journal.event_filter import Filter
from hsoc.portal.advisories import queries as advisories
from hsoc.portal.aid import queries as aid
from hsoc.portal.events import queries as events
from hsoc.portal.events.web import words as event_words
from hsoc.portal.events.web.links import event as event_href
from hsoc.portal.folding import Folded, fold, matching, snippet, words_of
from hsoc.portal.groups.queries import groups
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.lists import queries as lists
from hsoc.portal.meetings.queries import meetings
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.portal.memorandum.queries import ballots
from hsoc.portal.memorandum.queries import register as memorandum
from hsoc.portal.network.queries import rules as network
from hsoc.portal.reports import queries as reports
from hsoc.portal.search.queries.pages import pages_for
from hsoc.portal.search.rules.found import Hit, rank
from hsoc.portal.services.queries import catalogue as services
from hsoc.portal.services.web.words import in_words

IDENTITY: Final = re.compile(r"[0-9a-zA-Z._:-]{8,100}")  # an event's ID
NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", re.IGNORECASE)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: as typed, its folded words, when."""

    text: str
    words: tuple[str, ...]
    now: datetime


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One room: its name, and what finds `most` hits from `start` on."""

    code: str
    name: str | Promise
    find: Callable[[Actor, Wanted, int, int], list[Hit]]


def wanted_of(text: str, now: datetime) -> Wanted | None:
    """What a reader looks for; None for less than two letters."""
    words = words_of(text)
    return Wanted(text=" ".join(text.split())[:200], words=words, now=now) if sum(len(one) for one in words) >= 2 else None


def ranked(rows: QuerySet[Any], words: Sequence[str], title: str) -> QuerySet[Any]:
    """The rows whose folded title begins with the words first, then those where a word of it begins so."""
    whole, first = " ".join(words), words[0]
    order = Case(
        When(named__startswith=whole, then=Value(1)),
        When(named__contains=f" {first}", then=Value(2)),
        When(named__contains=first, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    found: QuerySet[Any] = rows.annotate(named=Folded(title)).order_by(order, title)
    return found


def pages(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Pages, actions and what the help says of them."""
    found = []
    for page in pages_for(actor):
        title, text = str(page.title), str(page.text)
        if all(word in fold(f"{title} {text}") for word in wanted.words):
            found.append((rank(fold(title), wanted.words), title, Hit(title=title, href=page.href, text=text, note="")))
    found.sort(key=lambda one: one[:2])
    return [hit for _rank, _title, hit in found][start : start + most]


def values(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """What can be looked up as a value: an address, a prefix, a name."""
    if start or not most or not may(actor, Action.VIEW, Object.INDICATOR):
        return []
    if _network(wanted.text) is None and not NAME.fullmatch(wanted.text):
        return []
    href = f"{reverse('entity')}?{urlencode({'q': wanted.text})}"
    return [Hit(title=wanted.text, href=href, text=gettext("Everything that is known of this value, on one page."))]


def organisations(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Members by name, and the owner of an address."""
    net = _network(wanted.text)
    rows = members.visible_to(actor)
    if net is not None:
        low, high = _bounds(net)
        owners = members.prefixes_visible_to(actor).filter(first__lte=high, last__gte=low)[start : start + most]
        return [
            Hit(title=str(one.organisation), href=reverse("member", args=[one.organisation.number]), text=one.text, note=gettext("prefix"))
            for one in owners
        ]
    found = ranked(matching(rows, wanted.words, "name", "short", "region"), wanted.words, "name")
    return [
        Hit(title=one.name, href=reverse("member", args=[one.number]), text=one.region, note=str(one.get_kind_display()))
        for one in found[start : start + most]
    ]


def people(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """People by name or user name; their page is that of their organisation."""
    rows = members.seats_visible_to(actor)
    found = ranked(matching(rows, wanted.words, "user__name", "user__username", "user__email"), wanted.words, "user__name")
    return [
        Hit(
            title=str(one.user),
            href=reverse("member", args=[one.organisation.number]),
            text=str(one.organisation),
            note=str(one.get_role_display()),
        )
        for one in found[start : start + most]
    ]


def threats(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Events by their address, prefix or ID; free text is the list's own filter."""
    if not may(actor, Action.VIEW, Object.EVENT) or start:
        return []
    if _network(wanted.text) is not None:
        rows = events.events(actor, Filter(address=wanted.text), size=most).rows
    elif IDENTITY.fullmatch(wanted.text) and any(letter.isdigit() for letter in wanted.text):
        rows = events.events(actor, Filter(text=wanted.text), size=most).rows
    else:
        return []
    return [
        Hit(
            title=event_words.category(one.category), href=event_href(one.id, one.day), label=one.tlp,
            text=" → ".join(part for part in (one.source, one.target) if part), note=f"{event_words.severity(one.severity)}, {one.day}",
        )
        for one in rows
    ]  # fmt: skip


def shared(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Indicators by value, prefix around it, or title."""
    if not may(actor, Action.VIEW, Object.INDICATOR):
        return []
    rows = indicators.filtered(indicators.newest(actor), actor=actor, now=wanted.now, text=wanted.text)
    return [
        Hit(title=one.value, href=reverse("indicator", args=[one.pk]), label=one.tlp, text=one.title, note=one.kind)
        for one in rows[start : start + most]
    ]


def papers(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Warnings and advisories: newest versions by title, number and text."""
    if not may(actor, Action.VIEW, Object.ADVISORY):
        return []
    rows = advisories.newest(actor)
    found = ranked(matching(rows, wanted.words, "title", "number", "publisher", "text"), wanted.words, "title")
    return [
        Hit(
            title=one.title, href=reverse("advisory", args=[one.pk]), label=one.tlp, text=snippet(one.text, wanted.words),
            note=", ".join(part for part in (one.number, one.publisher) if part),
        )
        for one in found[start : start + most]
    ]  # fmt: skip


def told(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Reports by their label or organisation."""
    if not may(actor, Action.VIEW, Object.REPORT):
        return []
    rows = matching(reports.visible_to(actor), wanted.words, "label", "organisation__name").order_by("-created")
    return [
        Hit(
            title=one.label, href=reverse("report", args=[one.label]), text=str(one.organisation),
            note=f"{event_words.severity(one.severity)}, {date_format(one.created, 'j. n. Y')}",
        )
        for one in rows[start : start + most]
    ]  # fmt: skip


def own_rules(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Rules of members by what they match and why."""
    if not may(actor, Action.VIEW, Object.RULE):
        return []
    rows = matching(network.visible_to(actor), wanted.words, "comment", "text").order_by("-changed")
    return [
        Hit(
            title=one.comment or one.text, href=reverse("rule", args=[one.pk]), text=one.text,
            note=", ".join((str(one.get_do_display()), str(one.organisation))),
        )
        for one in rows.select_related("organisation")[start : start + most]
    ]  # fmt: skip


def agreed(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Versions of the memorandum that hold the words, then votes."""
    texts = matching(memorandum.texts(actor), wanted.words, "text_cs", "text_en")[:most]
    hits = [
        Hit(
            title=gettext("Memorandum, version %(n)d") % {"n": one.number}, href=f"{reverse('memorandum')}?version={one.number}",
            text=snippet(one.text_cs, wanted.words), note=date_format(one.dated, "j. n. Y"),
        )
        for one in texts
    ]  # fmt: skip
    rows = ranked(matching(ballots.visible_to(actor), wanted.words, "title", "text"), wanted.words, "title")
    hits += [
        Hit(
            title=one.title, href=reverse("memorandum_ballot", args=[one.pk]), text=snippet(one.text, wanted.words),
            note=date_format(one.closes, "j. n. Y"),
        )
        for one in rows[: start + most]
    ]  # fmt: skip
    return hits[start : start + most]


def in_groups(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Groups that the actor knows of."""
    rows = ranked(matching(groups.visible_to(actor), wanted.words, "name", "code", "purpose", "purpose_en"), wanted.words, "name")
    return [
        Hit(title=one.name, href=reverse("group", args=[one.code]), text=snippet(one.purpose, wanted.words))
        for one in rows[start : start + most]
    ]


def dates(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Meetings of one's groups, the latest first."""
    rows = matching(meetings.visible_to(actor), wanted.words, "meeting__title", "meeting__text", "meeting__group__name").order_by("-start")
    return [
        Hit(
            title=one.meeting.title,
            href=reverse("meeting", args=[one.pk]),
            note=f"{one.meeting.group.name}, {date_format(one.start, 'j. n. Y')}",
        )
        for one in rows[start : start + most]
    ]


def offered(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Shared services by what they are."""
    texts = ("name_cs", "name_en", "summary_cs", "summary_en", "text_cs", "text_en")
    rows = ranked(matching(services.visible_to(actor), wanted.words, *texts), wanted.words, "name_cs")
    return [
        Hit(title=in_words(one, "name"), href=reverse("service", args=[one.code]), text=in_words(one, "summary"), note=str(one.owner))
        for one in rows[start : start + most]
    ]


def help_of_members(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Calls for help, the newest first."""
    rows = matching(aid.visible_to(actor), wanted.words, "text", "organisation__name").order_by("-made")
    return [
        Hit(
            title=str(one.get_kind_display()), href=reverse("aid_call", args=[one.pk]), text=snippet(one.text, wanted.words),
            note=f"{one.organisation}, {date_format(one.made, 'j. n. Y')}",
        )
        for one in rows[start : start + most]
    ]  # fmt: skip


def in_lists(actor: Actor, wanted: Wanted, start: int, most: int) -> list[Hit]:
    """Posts of one's mailing lists, the last first."""
    rows = lists.found(actor, " ".join(wanted.words))
    return [
        Hit(
            title=one.subject, href=f"{reverse('list_thread', args=[one.mailing_list.name, one.thread_id])}#p{one.pk}",
            text=snippet(one.text, wanted.words), note=f"{one.mailing_list.title}, {date_format(one.at, 'j. n. Y')}",
        )
        for one in rows[start : start + most]
    ]  # fmt: skip


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
    Provider(code="memorandum", name=_("Memorandum and votes"), find=agreed),
    Provider(code="groups", name=_("Groups"), find=in_groups),
    Provider(code="meetings", name=_("Meetings"), find=dates),
    Provider(code="services", name=_("Shared services"), find=offered),
    Provider(code="aid", name=_("Mutual help"), find=help_of_members),
    Provider(code="lists", name=_("Mailing lists"), find=in_lists),
)
BY_CODE: Final = {one.code: one for one in PROVIDERS}
