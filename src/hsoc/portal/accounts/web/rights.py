"""Who may do what: the table of rights as everybody may read it. Never: a right of its own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hsoc.portal.members.forms import DEEDS, THINGS
from hsoc.portal.members.models import ROLE_NAMES
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import RIGHTS, Action, Object, Reach, Role


@login_required
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """One row per object, one column per role; what reaches over everybody is told apart from one's own organisation."""
    actor = actor_of(request)
    rows = [{"name": THINGS[thing.value], "cells": [_cell(role, thing) for role in Role]} for thing in Object]
    columns = [{"name": ROLE_NAMES[role], "mine": role in actor.roles} for role in Role]
    return render(request, "accounts/rights.html", {"rows": rows, "columns": columns})


def _cell(role: Role, thing: Object) -> dict[str, Any]:
    return {"name": ROLE_NAMES[role], "all": _all(role, thing), "own": _own(role, thing)}


def _all(role: Role, thing: Object) -> list[object]:
    return [word for deed, word in DEEDS.items() if RIGHTS.get((role, Action(deed), thing)) is Reach.ALL]


def _own(role: Role, thing: Object) -> list[object]:
    return [word for deed, word in DEEDS.items() if RIGHTS.get((role, Action(deed), thing)) is Reach.OWN]
