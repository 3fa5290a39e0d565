"""For whom one acts, in the frame of every page. Load with `{% load acting %}`. Never: a right."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from hsoc.portal.charts import icons
from hsoc.portal.members.queries import actor_of, organisation_names

register = template.Library()


@register.simple_tag(takes_context=True)
def acting_for(context: Context) -> SafeString | str:
    """The organisation acted for, as a link to the choice; nothing for who has no choice. One query, for who has one."""
    request = context.get("request")
    if request is None:
        return ""
    actor = actor_of(request)
    if len(actor.organisations) < 2 or not actor.organisation:
        return ""
    name = organisation_names().get(actor.organisation, "")
    href = f"{reverse('act_for')}?{urlencode({'next': request.get_full_path()})}"
    said = gettext("You act for %(organisation)s. Choose another.") % {"organisation": name}
    drawn = mark_safe(icons.icon("members"))  # noqa: S308 -- a constant of charts.icons
    return format_html('<a class="acting" href="{}" aria-label="{}" title="{}">{}<span>{}</span></a>', href, said, said, drawn, name)
