"""Who is calling a machine door: tokens as each kind of client sends them. Belongs here: reading them. Never: rights.

`Authorization: Bearer X` (ours, n6), `Authorization: Basic …` with the token as the password (TAXII clients, firewalls), the bare token as
MISP clients send it, `X-MISP-AUTH`, and `X-API-Key` for bots that want a header of their own. Never in the address: addresses are logged.
"""

from __future__ import annotations

import base64
import threading
import time
from collections import OrderedDict
from typing import Final, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.security import APIKeyHeader

from hsoc.portal.callers import lane_of
from hsoc.portal.feeds.queries.consumers import actor_of_consumer, calling
from hsoc.portal.feeds.rules.bucket import BURST, RATE, Bucket, Verdict, asked
from hsoc.portal.members.api import bearer
from hsoc.portal.members.rules import Actor

HEADERS: Final = ("Authorization", "X-MISP-AUTH", "X-API-Key")
LONGEST: Final = 400  # characters of a header that are looked at
MOST_CALLERS: Final = 10_000  # whose buckets are remembered; whoever is forgotten begins with a full one

R = TypeVar("R", bound=HttpResponseBase)
_buckets: OrderedDict[str, Bucket] = OrderedDict()
_lock = threading.Lock()


def secret(request: HttpRequest) -> str:
    """The token that the request shows, '' for none."""
    text = next((request.headers[name] for name in HEADERS if request.headers.get(name)), "").strip()[:LONGEST]
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


def reader_of_request(request: HttpRequest) -> Actor | None:
    """The same, and also who has a consumer's token: it reads indicators as its organisation does, and nothing else."""
    found = actor_of_request(request)
    if found is None and (consumer := calling(secret(request))) is not None:
        found = actor_of_consumer(consumer)
    return found


def caller(request: HttpRequest, actor: Actor | None) -> str:
    """Whose bucket a request is counted in: the token's, or the address's where there is none."""
    return actor.via if actor is not None and actor.via.startswith(("token:", "consumer:")) else lane_of(request)


class Keyed(APIKeyHeader):
    """A token in any of the headers that `secret` knows, described as the one that bots name."""

    param_name = "X-API-Key"

    def _get_key(self, request: HttpRequest) -> str | None:
        return secret(request) or None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor of a valid token."""
        return bearer.authenticate(request, key) if key else None


keyed = Keyed()


def allowed(caller: str, *, rate: float = RATE, burst: int = BURST) -> Verdict:
    """Count one request of a caller, who may ask `rate` times a second and `burst` times at once."""
    with _lock:
        now = time.monotonic()
        bucket, verdict = asked(_buckets.pop(caller, Bucket(float(burst), now)), now=now, rate=rate, burst=burst)
        _buckets[caller] = bucket
        while len(_buckets) > MOST_CALLERS:
            _buckets.popitem(last=False)
    return verdict


def told(response: R, verdict: Verdict, *, burst: int) -> R:
    """The answer with what the caller has left (draft-ietf-httpapi-ratelimit-headers, the three fields that clients know)."""
    response.headers["RateLimit-Limit"] = str(burst)
    response.headers["RateLimit-Remaining"] = str(verdict.remaining)
    response.headers["RateLimit-Reset"] = str(verdict.reset)
    if verdict.retry_after:
        response.headers["Retry-After"] = str(verdict.retry_after)
    return response
