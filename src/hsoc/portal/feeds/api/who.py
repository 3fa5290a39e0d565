"""Who is calling a machine door: tokens as each kind of client sends them. Belongs here: reading them. Never: rights.

`Authorization: Bearer X` (ours, n6), `Authorization: Basic …` with the token as the password (TAXII clients, firewalls), the bare token as
MISP clients send it, and `X-MISP-AUTH`. Never in the address: addresses are logged.
"""

from __future__ import annotations

import base64
import threading
import time
from collections import OrderedDict
from typing import Final

from django.http import HttpRequest, HttpResponse

from hsoc.portal.feeds.rules.bucket import Bucket, Verdict, asked
from hsoc.portal.members.api import bearer
from hsoc.portal.members.rules import Actor

LONGEST: Final = 400  # characters of a header that are looked at
MOST_CALLERS: Final = 10_000  # whose buckets are remembered; whoever is forgotten begins with a full one

_buckets: OrderedDict[str, Bucket] = OrderedDict()
_lock = threading.Lock()


def secret(request: HttpRequest) -> str:
    """The token that the request shows, '' for none."""
    text = (request.headers.get("Authorization") or request.headers.get("X-MISP-AUTH") or "").strip()[:LONGEST]
    scheme, _, rest = text.partition(" ")
    if not rest:
        return text
    if scheme.lower() in {"bearer", "token"}:
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except ValueError:  # no base64, or no text inside
            return ""
    return ""


def actor_of_request(request: HttpRequest) -> Actor | None:
    """The actor behind an API token (portal → tokens), None for none that is valid."""
    shown = secret(request)
    return bearer.authenticate(request, shown) if shown else None


def allowed(caller: str) -> Verdict:
    """Count one request of a caller."""
    with _lock:
        bucket, verdict = asked(_buckets.pop(caller, Bucket(at=time.monotonic())), now=time.monotonic())
        _buckets[caller] = bucket
        while len(_buckets) > MOST_CALLERS:
            _buckets.popitem(last=False)
    return verdict


def told(response: HttpResponse, verdict: Verdict, *, burst: int) -> HttpResponse:
    """The answer with what the caller has left (draft-ietf-httpapi-ratelimit-headers, the three fields that clients know)."""
    response.headers["RateLimit-Limit"] = str(burst)
    response.headers["RateLimit-Remaining"] = str(verdict.remaining)
    response.headers["RateLimit-Reset"] = str(verdict.reset)
    if verdict.retry_after:
        response.headers["Retry-After"] = str(verdict.retry_after)
    return response
