"""What an organisation was: its changes, and its facts as of a day. Belongs here: request in, page out. Never: a row past the gate."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from hsoc.portal.charts import numbers
from hsoc.portal.members import queries
from hsoc.portal.members.models import (
    BED_NAMES,
    EMPLOYEE_NAMES,
    REGIME_NAMES,
    REGION_CHOICES,
    ROLE_NAMES,
    SERVICE_NAMES,
    WORK_NAMES,
    Kind,
)
from hsoc.portal.members.queries import actor_of

SHOWN: Final = 300  # changes on one page
FIELDS: Final = {
    "name": _lazy("Name"), "short": _lazy("Short name"), "kind": _lazy("Kind"), "ico": _lazy("IČO"), "founder": _lazy("Founder"),
    "region": _lazy("Region"), "beds": _lazy("Beds"), "employees": _lazy("Employees"), "regime": _lazy("Regime"),
    "regime_decided": _lazy("Decision delivered on"), "regime_number": _lazy("Number of the decision"),
    "services": _lazy("Regulated services"), "participates": _lazy("Takes part since"), "signed": _lazy("Signed the memorandum on"),
    "connected": _lazy("Connected"), "connected_on": _lazy("Connected since"), "left": _lazy("Left on"),
    "opted_out_of_sharing": _lazy("Does not share its threats"), "consent_destination_rtbh": _lazy("Agrees to blackholing of an address"),
    "single_homed": _lazy("Reached over this network only"), "access_mbps": _lazy("Line (Mb/s)"), "prefixes": _lazy("Prefix"),
    "domains": _lazy("Domain"), "as_numbers": _lazy("AS number"), "people": _lazy("People"),
}  # fmt: skip
WORDS: Final[dict[str, dict[str, Any]]] = {
    "kind": dict(Kind.choices),
    "region": REGION_CHOICES,
    "beds": BED_NAMES,
    "employees": EMPLOYEE_NAMES,
    "regime": REGIME_NAMES,
    "people": {**{role.value: name for role, name in ROLE_NAMES.items()}, **{work.value: name for work, name in WORK_NAMES.items()}},
}
PEOPLE: Final = {
    "seat.given": _lazy("role given"), "seat.taken": _lazy("role taken away"), "function.given": _lazy("function given"),
    "function.changed": _lazy("function changed"), "function.taken": _lazy("function taken away"),
    "duty.confirmed": _lazy("duty confirmed"),
    "duty.shared": _lazy("duty contact shown to other members or hidden"),
    "person.left": _lazy("left the organisation"),
}  # fmt: skip
REASONS: Final = {"loaded from a file": _lazy("loaded from a file")}  # what the house itself gives as a reason


def said(field: str, value: object) -> str:
    """A value of a field in words."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(SERVICE_NAMES.get(str(one), one)) for one in value)
    text = str(value)
    if field in {"regime_decided", "participates", "signed", "connected_on", "left"}:
        return numbers.day_full(date.fromisoformat(text), get_language() or "cs") if _is_day(text) else text
    return str(WORDS.get(field, {}).get(text, text))


def _is_day(text: str) -> bool:
    return parse_date(text) is not None if len(text) == 10 else False


@login_required
@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """The changes of an organisation, newest first; with `?on=` its facts at the end of that day."""
    actor = actor_of(request)
    found = get_object_or_404(queries.visible_to(actor), number=number)
    changes = queries.history(number)[:SHOWN]
    names = queries.people_named({one.person for one in changes if one.person})
    rows = [
        {
            "change": one,
            "field": FIELDS.get(one.field, one.field),
            "was": said(one.field, one.was),
            "now": said(one.field, one.now),
            "person": names.get(one.person, ""),
            "what": PEOPLE.get(one.action, ""),
            "why": REASONS.get(one.reason, one.reason),
        }
        for one in changes
    ]
    day = _day(request.GET.get("on", ""))
    facts = None
    if day is not None:
        end = datetime.combine(day + timedelta(days=1), time.min, get_default_timezone())
        was = queries.as_of(found, end)
        facts = [(FIELDS[name], said(name, value)) for name, value in was.items() if value not in (None, "", [])] if was else []
    return render(request, "members/history.html", {"organisation": found, "rows": rows, "day": day, "facts": facts})


def _day(text: str) -> date | None:
    try:
        return parse_date(text[:10])
    except ValueError:
        return None
