"""Pages without figures of their own: help. Belongs here: rendering. Never: a query."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hsoc.portal.events.web import words


@login_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Words, keys and colours, explained."""
    return render(
        request,
        "events/help.html",
        {"categories": words.CATEGORIES, "severities": words.SEVERITIES.items(), "actions": words.ACTIONS.values()},
    )
