"""Who may do what: the table of rights as everybody may read it. Never: a right of its own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hsoc.portal.members.models import ROLE_NAMES
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import RIGHTS, Action, Object, Reach, Role

ACTIONS = {
    Action.VIEW: _("see"),
    Action.CREATE: _("add"),
    Action.CHANGE: _("change"),
    Action.REMOVE: _("take away"),
    Action.APPROVE: _("approve"),
    Action.EXPORT: _("export"),
}
OBJECTS = {
    Object.NETWORK: _("figures of the whole network"),
    Object.EVENT: _("threats"),
    Object.FLOW: _("single flows"),
    Object.ORGANISATION: _("organisations"),
    Object.PREFIX: _("prefixes"),
    Object.PERSON: _("people and their roles"),
    Object.TOKEN: _("access tokens"),
    Object.APPROVAL: _("approvals"),
    Object.CLIENT: _("Warden clients"),
    Object.PERIMETER: _("the perimeter"),
    Object.RULE: _("rules at the perimeter"),
    Object.WISH: _("wishes towards the perimeter"),
    Object.INDICATOR: _("indicators"),
    Object.REPORT: _("reports to organisations"),
    Object.MEMORANDUM: _("the memorandum and signatures"),
    Object.BALLOT: _("votes"),
    Object.GROUP: _("working groups"),
    Object.MEETING: _("meetings"),
    Object.SERVICE: _("the catalogue of services"),
    Object.REQUEST: _("requests for services"),
    Object.AID: _("mutual help"),
    Object.PLAN: _("the action plan"),
    Object.PAGE: _("pages of the public web"),
    Object.AUDIT: _("the audit log"),
}


@login_required
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """One row per object, one column per role; what reaches over everybody is told apart from one's own organisation."""
    actor = actor_of(request)
    rows = [
        {"name": OBJECTS.get(thing, thing.value), "cells": [{"all": _all(role, thing), "own": _own(role, thing)} for role in Role]}
        for thing in Object
    ]
    columns = [{"name": ROLE_NAMES[role], "mine": role in actor.roles} for role in Role]
    return render(request, "accounts/rights.html", {"rows": rows, "columns": columns})


def _all(role: Role, thing: Object) -> list[object]:
    return [word for action, word in ACTIONS.items() if RIGHTS.get((role, action, thing)) is Reach.ALL]


def _own(role: Role, thing: Object) -> list[object]:
    return [word for action, word in ACTIONS.items() if RIGHTS.get((role, action, thing)) is Reach.OWN]
