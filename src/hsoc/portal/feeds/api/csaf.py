"""The CSAF provider: `/.well-known/csaf/provider-metadata.json` and `/csaf/…`. Belongs here: HTTP. Never: what stands in a file (queries).

What is TLP:CLEAR is for anybody; the folders of other labels ask for a token before they say whether anything is there (401), and with
one they hold what the gate lets through (404 for the rest). Nothing is redirected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from hsoc.portal.feeds.api.who import allowed, caller, reader_of_request, secret, told
from hsoc.portal.feeds.queries import csaf as queries
from hsoc.portal.feeds.queries.csaf import File
from hsoc.portal.feeds.rules.bucket import PUSH_BURST, PUSH_RATE
from hsoc.portal.feeds.rules.csaf import FOLDERS
from hsoc.portal.members.rules import NOBODY, Actor
from hsoc.records.tlp import TLP


@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """Who publishes, where, and with which key."""
    return _answer(request, None, queries.metadata, open_=True)


@require_safe
def key(request: HttpRequest, name: str) -> HttpResponse:
    """The public key."""
    return _answer(request, None, lambda: queries.key(name), open_=True)


@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """Which feeds there are."""
    return _answer(request, None, queries.service, open_=True)


@require_safe
def papers(request: HttpRequest, folder: str, path: str = "") -> HttpResponse:
    """A file of one label's folder."""
    label = FOLDERS.get(folder)
    if label is None:
        return HttpResponse(status=404)
    reader = reader_of_request(request)
    if reader is None and (label is not TLP.CLEAR or secret(request)):
        answer = HttpResponse(status=401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="hSOC CSAF", charset="UTF-8"'
        return answer
    return _answer(request, reader, lambda: queries.file(reader or NOBODY, label, path), open_=label is TLP.CLEAR)


def _answer(request: HttpRequest, reader: Actor | None, find: Callable[[], File | None], *, open_: bool) -> HttpResponse:
    verdict = allowed(f"csaf {caller(request, reader)}", rate=PUSH_RATE, burst=PUSH_BURST)  # pullers fetch paper by paper
    found = find() if verdict.passes else None
    if found is None:
        return told(HttpResponse(status=404 if verdict.passes else 429), verdict, burst=PUSH_BURST)
    tag = f'"{hashlib.sha256(found.content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache" if open_ and reader is None else "private, no-cache"}
    if open_:  # readers of CSAF run in browsers too
        headers |= {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    response = HttpResponse(found.content, content_type=found.media, headers=headers)
    return told(get_conditional_response(request, etag=tag, response=response) or response, verdict, burst=PUSH_BURST)
