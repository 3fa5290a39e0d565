"""The bell of the frame. Load with `{% load notices %}`. Never: words of a notice."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts import icons
from hsoc.portal.members.queries import actor_of
from hsoc.portal.notices import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def bell(context: Context) -> SafeString | str:
    """The link to the centre with how many are unread; one query, nothing for a visitor."""
    request = context.get("request")
    actor = actor_of(request) if request is not None else None
    if actor is None or not actor.user:
        return ""
    known = getattr(request, "unread_known", None)
    count = queries.unread_count(actor) if known is None else known
    shown = "" if not count else f"{queries.MOST_COUNTED - 1}+" if count >= queries.MOST_COUNTED else str(count)
    said = ngettext("%(n)s unread notice", "%(n)s unread notices", count) % {"n": shown} if count else gettext("Notices")
    drawn = mark_safe(icons.icon("bell"))  # noqa: S308 -- a constant of charts.icons
    badge = format_html('<span class="count" aria-hidden="true">{}</span>', shown) if shown else ""
    return format_html('<a class="tool bell" href="{}" aria-label="{}" title="{}">{}{}</a>', reverse("notices"), said, said, drawn, badge)
