"""Tags of My traffic: what a flow is called, where a value leads. Belongs here: thin doors to web. Never: queries.

The context gives `asked` (web.traffic_page.Asked) wherever a tag needs it.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hsoc.journal.own_traffic_flows import Flow
from hsoc.portal.charts import numbers
from hsoc.portal.network.web import traffic_words as words

register = template.Library()


@register.filter
def moment_exact(milliseconds: int) -> SafeString:
    """As in so 21. 11. 14:31:07, with the zone on hover."""
    language = get_language() or "cs"
    when = numbers.local(milliseconds)
    shown = f"{numbers.day_short(when.date(), language)} {when:%H:%M:%S}"
    return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), numbers.moment(milliseconds, language), shown)


@register.simple_tag(takes_context=True)
def traffic_href(context: Context, **changes: Any) -> str:
    """The page with one more filter."""
    return str(context["asked"].to(offset=None, **changes))


@register.simple_tag(takes_context=True)
def flow_href(context: Context, flow: Flow) -> str:
    """The single flows of this pair of addresses."""
    return str(context["asked"].to("flows", own=flow.own, partner=flow.partner))


@register.simple_tag(takes_context=True)
def traffic_flows_href(context: Context, **changes: Any) -> str:
    """The single flows with one more filter."""
    return str(context["asked"].to("flows", sort=None, **changes))


@register.simple_tag
def flow_way(flow: Flow) -> str:
    """Direction in words."""
    return words.way(inward=flow.inward, between=flow.between)


@register.simple_tag
def flow_service(flow: Flow) -> str:
    """443/tcp HTTPS."""
    return words.service(flow.proto, flow.service)


@register.simple_tag
def flow_port(flow: Flow, port: int) -> str:
    """:443 behind an address; nothing where the protocol knows no ports."""
    return f":{port}" if flow.proto in words.PORTED and port else ""


@register.simple_tag
def flow_lasted(flow: Flow) -> str:
    """1,2 s."""
    language = get_language() or "cs"
    lasted = max(0, flow.last - flow.first) / 1000
    return numbers.span(lasted, language) if lasted >= 60 else f"{numbers.decimal(lasted, 1, language)}{numbers.NBSP}s"


@register.simple_tag
def flow_marks(flow: Flow) -> str:
    """TCP flags, the type of ICMP, a fragment."""
    marks = [words.flags(flow.tcp_flags)] if flow.proto == 6 else []
    if flow.icmp >= 0:
        marks.append(_("type %(type)s code %(code)s") % {"type": flow.icmp // 256, "code": flow.icmp % 256})
    if flow.fragment:
        marks.append(_("fragment"))
    return ", ".join(mark for mark in marks if mark)
