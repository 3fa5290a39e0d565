"""The contact sheet to be printed, and the page behind its QR code. Belongs here: request in, page out. Never: who may see."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hsoc.portal.members import queries
from hsoc.portal.members.models import WORK_NAMES
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Action, Object, Reach, Refused, reach
from hsoc.portal.members.rules.checks import phone_shown
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share import links, sheet
from hsoc.portal.members.web.steps import moment

MOST = 5_000  # lines of a sheet


@login_required
@require_safe
def contact_sheet(request: HttpRequest, number: int = 0) -> HttpResponse:
    """One organisation's sheet, or the community's (number 0): for those whose rights reach over all people."""
    actor = actor_of(request)
    found = None
    if number:
        found = get_object_or_404(queries.visible_to(actor), number=number)
    elif reach(actor, Action.VIEW, Object.PERSON) is not Reach.ALL:
        raise Refused("the sheet of the whole community is for coordinators")
    rows = sheet.lines(queries.sheet_functions(actor, number)[:MOST])
    issued = moment()
    return render(
        request,
        "members/sheet.html",
        {
            "organisation": found,
            "rows": [(line, WORK_NAMES[Work(line.function)], phone_shown(line.phone), phone_shown(line.dark_phone)) for line in rows],
            "issued": issued,
            "qr": sheet.qr(number, rows, issued),
        },
    )


@require_safe
def sheet_check(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a printed sheet is still current: yes or no, and since when it is printed."""
    try:
        content = links.opened(links.SHEET, token)
    except links.Stale:
        return render(
            request,
            "members/door_closed.html",
            {"said": _("This code is not ours or more than a year old. Print a new sheet.")},
            status=410,
        )
    number = content["n"]
    rows = sheet.lines(queries.sheet_functions(SYSTEM, number)[:MOST])
    issued = datetime.fromtimestamp(content["t"], UTC)
    return render(request, "members/sheet_check.html", {"current": sheet.digest(rows) == content["d"], "issued": issued})
