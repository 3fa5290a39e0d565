"""The chain for auditors and operators, and each member's share of it. Belongs here: pages and the export. Never: who may see what.

The gate comes with the URL (project/urls.py): who may see which entries is decided by an app that stands to the right of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from hsoc.portal.audit import queries
from hsoc.portal.audit.rules import broken

Gate = Callable[[HttpRequest, str], "frozenset[int] | None"]
PAGE = 100  # entries on one page
LONGEST_NUMBER = 18  # digits of a sequence in the address bar


@login_required
@require_GET
def chain(request: HttpRequest, gate: Gate) -> HttpResponse:
    """Entries, newest first; `before` in the address bar turns the page, `action` narrows."""
    seen = queries.visible_to(gate(request, "view"))
    action, before = request.GET.get("action", "")[:60], request.GET.get("before", "")
    if action:
        seen = seen.filter(action=action)
    if before.isdecimal() and len(before) <= LONGEST_NUMBER:
        seen = seen.filter(sequence__lt=int(before))
    rows = list(seen[: PAGE + 1])
    page = {"rows": rows[:PAGE], "older": rows[PAGE - 1].sequence if len(rows) > PAGE else None, "action": action}
    return render(request, "audit/chain.html", page | {"whole": gate(request, "view") is None, "head": queries.head()})


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
    """The visible entries as JSON lines, oldest first, with every hash, so that anybody can check them."""
    seen = queries.visible_to(gate(request, "export")).order_by("sequence")

    def lines() -> Iterator[bytes]:
        for row in seen.iterator(chunk_size=2000):
            yield msgspec.json.encode(queries.told(row)) + b"\n"

    answer = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    answer.headers["Content-Disposition"] = 'attachment; filename="hsoc-audit.jsonl"'
    return answer
