"""Tags of threats: names of codes, links to lists, severity, tables beside charts. Belongs here: thin doors. Never: queries, HTTP.

The context gives `door` (web.links.Door) and `names` (number → organisation) wherever a tag needs them.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hsoc.journal.daily import Attention, Drops, Top
from hsoc.portal.charts import icons, numbers
from hsoc.portal.charts.figure import Chart
from hsoc.portal.charts.small import meter
from hsoc.portal.events.web import links, words

register = template.Library()

register.filter("category_name", words.category)
register.filter("row_name", words.row)
register.filter("why_name", words.why)
register.filter("fate_name", words.fate)


@register.filter
def drawn(svg: str) -> SafeString:
    """A picture that charts.small wrote (numbers and classes only)."""
    return mark_safe(svg)  # noqa: S308 -- written by charts.small from numbers


@register.simple_tag
def severity(number: int) -> SafeString:
    """Word, shape and colour together."""
    shape = mark_safe(icons.shape(icons.SEVERITY.get(number, icons.SEVERITY[1])))  # noqa: S308 -- a constant
    return format_html('<span class="sev sev-{}">{}{}</span>', number, shape, words.severity(number))


@register.simple_tag
def fate(code: str, *, dry: bool = False) -> SafeString:
    """What became of it: word and shape; a dry run says so."""
    shape = mark_safe(icons.shape(icons.FATE.get(code, icons.FATE["passed"])))  # noqa: S308 -- a constant
    note = format_html("<small>{}</small>", _("dry run")) if dry and code == "reactive" else ""
    return format_html('<span class="fate fate-{}">{}{}{}</span>', code, shape, words.fate(code), note)


@register.simple_tag(takes_context=True)
def member_name(context: Context, number: int) -> str:
    """Name of the organisation, or what stands for several."""
    return name_of(context.get("names") or {}, number)


def name_of(names: dict[int, str], number: int) -> str:
    """The same of given names."""
    return str(names.get(number) or _("member no. %(n)s") % {"n": number}) if number else _("several members")


@register.simple_tag(takes_context=True)
def list_href(context: Context, **filters: Any) -> str:
    """The list behind a number of this page."""
    return context["door"].to(**filters) if context.get("door") else links.Door("").to(**filters)


@register.simple_tag(takes_context=True)
def row_href(context: Context, name: str) -> str:
    """The list behind a DayView row: a category, or `detector/vector`."""
    door = context["door"]
    if "/" not in name:
        return str(door.to(category=name))
    code, _slash, vector = name.partition("/")
    if code in words.CATEGORIES:
        return str(door.to(category=code, vector=vector))
    return str(door.to(detector=code, vector=vector))


@register.simple_tag
def event_href(identity: str, day: str = "") -> str:
    """One event's page."""
    return links.event(identity, day)


@register.simple_tag
def what_did(top: Top) -> str:
    """What a source did or a target got: scan across addresses, 445/tcp SMB."""
    name = words.detector(top.detector, top.vector) if top.detector in words.DETECTORS else words.category(top.category)
    where = words.service(top.port, top.proto)
    return f"{name}, {where}" if where else name


@register.simple_tag
def attention_line(one: Attention) -> str:
    """What is known in half a sentence: source, door, how often."""
    where = words.service(one.port, one.proto)
    parts = [_("from %(source)s") % {"source": one.source}] if one.source else []
    if one.sources > 1:
        parts = [_("from %(n)s sources") % {"n": numbers.whole(one.sources, get_language() or "cs")}]
    parts += [where] if where else []
    parts.append(words.why(one.why))
    return ", ".join(parts)


@register.simple_tag
def next_step(one: Attention) -> str:
    """Who is expected to do what."""
    if one.category.startswith(("Intrusion", "Malware")):
        return _("Disconnect the machine and look")
    if one.category.startswith("Vulnerable"):
        return _("Close the service to the internet")
    if one.category.startswith("Attempt"):
        return _("Check the log of the service")
    if one.why.startswith("guard"):
        return _("Guarded; decide whether to step in")
    return _("Look and decide")


@register.simple_tag
def part(value: int, whole: int) -> str:
    """A share of a whole in per cent."""
    return numbers.percent(value / whole if whole else 0.0, 1, get_language() or "cs")


@register.simple_tag
def drops_meter(drops: Drops) -> SafeString:
    """Three shares side by side."""
    parts = ((drops.preventive, "c-prev"), (drops.reactive, "c-rea"), (drops.passed, "c-not"))
    return mark_safe(meter(parts))  # noqa: S308 -- numbers and classes of ours


@register.simple_tag
def service(port: int, proto: int) -> str:
    """445/tcp SMB."""
    return words.service(port, proto)


@register.inclusion_tag("events/parts/chart_table.html")
def chart_table(chart: Chart, name: str, title: str) -> dict[str, Any]:
    """The chart's figures as a table that opens."""
    return {"table": chart.table, "name": name, "title": title}


@register.simple_tag
def event_name(row: Any) -> str:
    """What a line of the list is called: detector or kind, and the door."""
    return words.event(row.detector, row.vector, row.category, row.port, row.proto)
