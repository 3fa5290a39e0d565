"""`/misp/feed/<file>`: the static MISP feed. Belongs here: HTTP. Never: what stands in a file (queries)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from hsoc.portal.feeds.api.who import allowed, caller, reader_of_request, secret, told
from hsoc.portal.feeds.queries.misp import TooMuch
from hsoc.portal.feeds.queries.misp_feed import files
from hsoc.portal.feeds.rules.bucket import PUSH_BURST, PUSH_RATE
from hsoc.portal.members.rules import NOBODY


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """One file; without a token what is CLEAR for anybody, with one what its organisation may see. 401 for a token that is not valid."""
    reader = reader_of_request(request)
    if reader is None and secret(request):
        answer = HttpResponse(status=401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="hSOC MISP feed", charset="UTF-8"'
        return answer
    verdict = allowed(f"feed {caller(request, reader)}", rate=PUSH_RATE, burst=PUSH_BURST)  # MISP fetches event by event
    if not verdict.passes:
        return told(HttpResponse(status=429), verdict, burst=PUSH_BURST)
    try:
        content = files(reader or NOBODY, now=round(datetime.now(UTC).timestamp() * 1000)).get(name)
    except TooMuch:
        return told(HttpResponse(status=503), verdict, burst=PUSH_BURST)
    if content is None:
        return told(HttpResponse(status=404), verdict, burst=PUSH_BURST)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else "application/json"
    headers = {"ETag": tag, "Cache-Control": "private, no-cache" if reader else "no-cache"}
    response = HttpResponse(content, content_type=kind, headers=headers)
    return told(get_conditional_response(request, etag=tag, response=response) or response, verdict, burst=PUSH_BURST)
