"""Pages of an import: choose a file, look at what is in it, take it in step by step, undo it. Never: a format, a right past the gate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hsoc.exchange.csv.decode import proposed
from hsoc.exchange.csv.mapping import Mapping
from hsoc.exchange.csv.terms import FIELDS, INDICATORS
from hsoc.journal import inbox
from hsoc.portal.events.rules.cells import lines
from hsoc.portal.feeds.actions import imports as actions
from hsoc.portal.feeds.queries import imports as queries
from hsoc.portal.feeds.rules.formats import FORMATS
from hsoc.portal.indicators.models import AUDIENCE_NAMES
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.portal.indicators.web.new import owners
from hsoc.portal.indicators.web.reasons import said
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.delimited import table
from hsoc.records.parcel import Unreadable
from hsoc.records.tlp import PAP, TLP

SHOWN: Final = 20  # earlier imports on the page
MOST_COLUMNS: Final = 100  # of a table, offered for correction
REJECTS: Final = 20  # told on the page; all that are told stand in the file
NAMES: Final[dict[str, str | Promise]] = {
    "idea": "IDEA0", "stix": "STIX 2.1", "misp": "MISP", "csv": "CSV", "intelmq": "IntelMQ", "n6": "n6", "eve": "Suricata EVE",
    "zeek": "Zeek", "syslog": "CEF, LEEF", "shadowserver": "Shadowserver", "csaf": "CSAF 2.0, 2.1", "cap": "CAP 1.2",
    "plain": gettext_lazy("values, one a line"),
}  # fmt: skip


def _one(actor: Actor, key: str) -> queries.Import:
    found = queries.found(actor, key)
    if found is None:
        raise Http404(_("There is no such import, or it is not yours."))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Choose a file; a POST reads it and leads to its preview."""
    actor, wrong = actor_of(request), ""
    require(actor, Action.CREATE, Object.INDICATOR)
    mine = owners(actor)
    if request.method == "POST":
        sent, wanted = request.FILES.get("file"), request.POST.get("organisation", "")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else actor.organisation
        try:
            if sent is None:
                wrong = _("Choose a file of at most 64 MB.")
            else:
                format_ = request.POST.get("format", "")
                made = actions.prepare(
                    actor=actor, organisation=number, file=sent.name or "", content=sent.read(),
                    format_=format_ if format_ in FORMATS else "", now=datetime.now(UTC),
                )  # fmt: skip
                return redirect("import", made.key)
        except Unacceptable as error:
            wrong = str(error)
    context = {"formats": _formats(), "owners": mine, "wrong": wrong, "recent": queries.recent(actor)[:SHOWN], "names": NAMES}
    return render(request, "feeds/imports.html", context, status=422 if wrong else 200)


def _formats() -> list[tuple[str, str | Promise]]:
    return [(name, NAMES.get(name, name)) for name in FORMATS]


@login_required
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """What is in it, how far it is, or what became of it."""
    return render(request, "feeds/import.html", _shown(_one(actor_of(request), key)))


def _columns(found: queries.Import) -> tuple[str, list[tuple[str, str]]]:
    """(events or indicators, each column with the field that it fills) of a table that waits; nothing of other formats."""
    if found.format != "csv" or found.state != "looked":
        return INDICATORS, []
    content = queries.original(found)
    try:
        mapping = found.mapping or proposed(content)
        names = table(content, encoding=mapping.encoding, delimiter=mapping.delimiter).header if mapping.header else list(mapping.columns)
    except Unreadable:
        return INDICATORS, []
    return mapping.kind, [(name, mapping.columns.get(name, "")) for name in names[:MOST_COLUMNS]]


def _shown(found: queries.Import) -> dict[str, Any]:
    kind, columns = _columns(found)
    left = found.left
    return {
        "import": found,
        "told": found.told,
        "fault": said(found.fault),
        "rejects": [(one.index, one.place, said(one.reason)) for one in found.told.rejects[:REJECTS]] if found.told else [],
        "name": NAMES.get(found.format, found.format),
        "formats": _formats(),
        "columns": columns,
        "kind": kind,
        "fields": sorted(FIELDS[kind]),
        "left": left,
        "done": found.parts - left,
        "tlps": [one.value for one in TLP],
        "paps": [one.value for one in PAP],
        "audiences": [(one.value, name) for one, name in AUDIENCE_NAMES.items()],
    }


@login_required
@require_POST
def act(request: HttpRequest, key: str, deed: str) -> HttpResponse:
    """Read it again, begin, one more step, undo."""
    actor, now = actor_of(request), datetime.now(UTC)
    found = _one(actor, key)
    require(actor, Action.CREATE, Object.INDICATOR, found.organisation)
    try:
        if deed == "again":
            format_ = request.POST.get("format", "")
            actions.look(found, mapping=_mapping(request, found), format_=format_ if format_ in FORMATS else "")
        elif deed == "take":
            actions.begin(actor=actor, one=found, now=now, **_choice(request))
            actions.step(actor=actor, one=found, now=now)
        elif deed == "step":
            found = actions.step(actor=actor, one=found, now=now)
            if request.htmx:  # type: ignore[attr-defined]  # django_htmx puts it there
                return render(request, "feeds/parts/import_progress.html", _shown(found))
        else:
            _found, left = actions.undo(actor=actor, one=found, reason=request.POST.get("reason", "")[:500], now=now)
            messages.success(
                request,
                _("Taken back. %(left)d are left; press again.") % {"left": left} if left else _("All that it brought is taken back."),
            )
    except (Unacceptable, Unreadable) as error:
        messages.error(request, said(str(error)))
    except (inbox.Full, OSError):
        messages.error(request, _("There is no room just now; the rest waits here. Try again in a minute."))
    return redirect("import", key)


def _choice(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    label = TLP(given["tlp"]) if given.get("tlp") in set(TLP) else None
    whom = Audience(given["audience"]) if given.get("audience") in set(Audience) else None
    if whom is not None and label is not None and not reaches(whom, label):
        raise Unacceptable(_("%(label)s does not allow this audience.") % {"label": label.value})
    pap = PAP(given["pap"]) if given.get("pap") in set(PAP) else None
    return {"tlp": label, "pap": pap, "audience": whom, "to_block": given.get("to_block") == "on"}


def _mapping(request: HttpRequest, found: queries.Import) -> Mapping | None:
    """The columns as a person corrected them. What is wrong with them the reading tells. Raises Unreadable."""
    names, fields = request.POST.getlist("column"), request.POST.getlist("field")
    if found.format != "csv" or not names:
        return None
    guess = proposed(queries.original(found))
    kind = request.POST.get("kind", guess.kind)
    kind = kind if kind in FIELDS else guess.kind
    columns = {name: field for name, field in zip(names, fields, strict=False) if field in FIELDS[kind]}
    return Mapping(kind=kind, columns=columns, header=guess.header, delimiter=guess.delimiter, encoding=guess.encoding)


@login_required
@require_safe
def rejects(request: HttpRequest, key: str) -> HttpResponse:
    """What was left out, as CSV."""
    found = _one(actor_of(request), key)
    told = found.told.rejects if found.told else ()
    content = "".join(lines(("item", "place", "reason"), ([one.index, one.place, said(one.reason)] for one in told)))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="hsoc-rejects-{found.key}.csv"'
    return answer
