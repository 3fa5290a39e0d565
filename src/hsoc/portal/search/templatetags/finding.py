"""The frame's help link and star. Load with `{% load finding %}`. Never: words of a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from hsoc.portal.members.queries import actor_of
from hsoc.portal.search.queries.kept import here
from hsoc.portal.search.rules.address import clean

register = template.Library()


@register.simple_tag(takes_context=True)
def help_href(context: Context) -> str:
    """Help for the page that is shown."""
    request = context.get("request")
    path = request.get_full_path() if request is not None else "/portal/"
    return f"{reverse('what_for')}?{urlencode({'of': path})}"


@register.inclusion_tag("search/parts/star.html", takes_context=True)
def star(context: Context) -> dict[str, Any]:
    """Keep this page, with what is kept of it already: one query."""
    request = context.get("request")
    where = clean(request.get_full_path()) if request is not None else None
    if request is None or where is None or where[0] == "/portal/" or not actor_of(request).user:
        return {"shown": False}
    actor = actor_of(request)
    found = here(actor, where[0])
    mine = next((one for one in found if one.user_id == actor.user and one.query == where[1]), None)
    others = [one for one in found if one is not mine]
    address = f"{where[0]}?{where[1]}" if where[1] else where[0]
    return {"shown": True, "request": request, "csrf_token": context.get("csrf_token"), "mine": mine, "others": others, "address": address,
            "filtered": bool(where[1]), "may_share": bool(actor.organisation)}  # fmt: skip
