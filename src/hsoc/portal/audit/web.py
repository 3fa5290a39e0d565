"""The chain for auditors and operators, and each member's share of it. Belongs here: pages and the export. Never: who may see what.

The gate comes with the URL (project/urls.py): who may see which entries is decided by an app that stands to the right of this one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import msgspec
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import get_default_timezone
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.audit import queries
from hsoc.portal.audit.models import Entry
from hsoc.portal.audit.rules import broken
from hsoc.portal.audit.share import words
from hsoc.records.delimited import neutral


class Gate(Protocol):
    """Who may see what; an app to the right answers."""

    def __call__(self, request: HttpRequest, action: str) -> frozenset[int] | None:
        """Numbers of the organisations whose entries may be seen, None = all."""
        ...

    def opens(self, request: HttpRequest, action: str) -> bool:
        """Whether anything may be done at all."""
        ...


PAGE = 100  # entries on one page
LONGEST_NUMBER = 18  # digits of a sequence in the address bar


@login_required
@require_GET
def chain(request: HttpRequest, gate: Gate) -> HttpResponse:
    """Entries, newest first; `before` in the address bar turns the page, `action` narrows."""
    asked = _asked(request)
    seen = queries.narrowed(queries.visible_to(gate(request, "view")), **asked)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) <= LONGEST_NUMBER:
        seen = seen.filter(sequence__lt=int(before))
    rows = list(seen[: PAGE + 1])
    kept = request.GET.copy()
    kept.pop("before", None)
    shown = [(row, words.said(row.action), words.named(row.object), words.told(msgspec.json.decode(row.details))) for row in rows[:PAGE]]
    page: dict[str, Any] = {
        "rows": rows[:PAGE],
        "shown": shown,
        "may_export": gate.opens(request, "export"),
        "older": rows[PAGE - 1].sequence if len(rows) > PAGE else None,
        "kept": kept.urlencode(),
    }
    page |= {"asked": {name: request.GET.get(name, "") for name in ASKED}, "whole": gate(request, "view") is None, "head": queries.head()}
    return render(request, "audit/chain.html", page)


ASKED = ("action", "who", "object", "concerns", "since", "until")


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The filters of the address bar; what cannot be read is no filter."""
    text = {name: request.GET.get(name, "").strip()[:200] for name in ASKED}
    number = text["concerns"]
    return {
        "action": text["action"],
        "who": text["who"],
        "object": text["object"],
        "concerns": int(number) if number.isdecimal() and len(number) < 6 else None,
        "since": _midnight(text["since"], days=0),
        "until": _midnight(text["until"], days=1),
    }


def _midnight(text: str, *, days: int) -> datetime | None:
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime(day.year, day.month, day.day, tzinfo=get_default_timezone())


@login_required
@require_POST
def verify(request: HttpRequest, gate: Gate) -> HttpResponse:
    """Walks the whole chain and says whether it holds; only for who may see all of it."""
    if gate(request, "view") is not None:
        return HttpResponse(status=404)
    return render(request, "audit/verified.html", {"fault": broken(queries.links()), "head": queries.head()})


@login_required
@require_GET
def export(request: HttpRequest, gate: Gate) -> StreamingHttpResponse:
    """The visible entries that the filters leave, oldest first: JSON lines with every hash, so that anybody can check them, or CSV."""
    seen = queries.narrowed(queries.visible_to(gate(request, "export")), **_asked(request)).order_by("sequence")
    if request.GET.get("format") == "csv":
        answer = StreamingHttpResponse(_csv(seen), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="hsoc-audit.csv"'
        return answer

    def lines() -> Iterator[bytes]:
        for row in seen.iterator(chunk_size=2000):
            yield msgspec.json.encode(queries.told(row)) + b"\n"

    answer = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    answer.headers["Content-Disposition"] = 'attachment; filename="hsoc-audit.jsonl"'
    return answer


def _csv(seen: QuerySet[Entry]) -> Iterator[bytes]:
    """Rows for a spreadsheet; a value that one would calculate is made text."""
    columns = ("sequence", "moment", "who", "via", "organisation", "concerns", "action", "object", "reason", "details", "hash")
    yield (",".join(columns) + "\r\n").encode()
    for row in seen.iterator(chunk_size=2000):
        line = io.StringIO()
        values = [str(getattr(row, name)) for name in columns]
        csv.writer(line).writerow([neutral(value) for value in values])
        yield line.getvalue().encode()
