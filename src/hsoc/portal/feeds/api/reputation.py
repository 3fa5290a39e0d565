"""Reputation for machines: one address, many, and the list `/feeds/reputation/ip.csv`. Belongs here: HTTP. Never: the number."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from hsoc.journal.reputation import Level
from hsoc.portal.entities.queries import reputation
from hsoc.portal.feeds.actions.consumers import note_fetch
from hsoc.portal.feeds.api.who import allowed, secret, told
from hsoc.portal.feeds.queries.consumers import calling
from hsoc.portal.feeds.queries.reputation import PLACES, listed
from hsoc.portal.feeds.rules.bucket import BURST
from hsoc.portal.indicators.queries import version
from hsoc.portal.members.api import bearer
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require
from hsoc.records.indicator import Kind, canonical, shown

MOST_ASKED: Final = 1000  # addresses of one question
router = Router(tags=["reputation"], auth=bearer)
Address = Annotated[str, Field(json_schema_extra={"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]})]


class Many(Schema):
    """Addresses to look up at once."""

    ips: Annotated[list[Annotated[str, Field(max_length=49)]], Field(min_length=1, max_length=MOST_ASKED)]


def _counted(request: HttpRequest, response: HttpResponse) -> None:
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.INDICATOR)
    verdict = allowed(f"actor:{actor.via}:{actor.user}")
    told(response, verdict, burst=BURST)
    if not verdict.passes:
        raise HttpError(429, f"too many questions; ask again in {verdict.retry_after} s")


@router.post("/reputation/ip/bulk", summary="What many addresses stand at", response={200: dict[str, Any]})
def many(request: HttpRequest, response: HttpResponse, asked: Many) -> dict[str, Any]:
    """The reputation of each address in the order given, 0 for an unknown one; what is no address is named with its place."""
    _counted(request, response)
    kept: list[str] = []
    refused = []
    for place, text in enumerate(asked.ips):
        try:
            kept.append(canonical(Kind.IP, text))
        except ValueError:
            refused.append({"place": place, "reason": f"{shown(text)} is not an address"})
    found = reputation.of_many(kept, now=datetime.now(UTC))
    return {
        "tlp": reputation.LABEL.value,
        "results": [{"ip": ip, "rep": round(rep, PLACES)} for ip, rep in zip(kept, found, strict=True)],
        "refused": refused,
    }


@router.get("/reputation/ip/{ip}", summary="What an address stands at and why", response={200: dict[str, Any]})
def one(request: HttpRequest, response: HttpResponse, ip: Address) -> dict[str, Any]:
    """0 … 1 with its reasons; 404 for an address that nobody knows anything of, and for members' own."""
    _counted(request, response)
    try:
        subject = reputation.Subject(Level.ADDRESS, canonical(Kind.IP, ip))
    except ValueError as error:
        raise HttpError(422, f"{shown(ip)} is not an address") from error
    found = reputation.standing(subject, now=datetime.now(UTC))
    if found is None:
        raise Http404
    return {
        "ip": found.subject.text, "rep": round(found.rep, PLACES), "listed": found.listed, "tlp": reputation.LABEL.value,
        "by": {"events": round(found.by_events, PLACES), "indicators": round(found.by_indicators, PLACES)},
        "days": [
            {"day": why.day, "score": round(score, PLACES), "events": why.events, "nodes": why.nodes,
             "detectors": why.detectors, "categories": why.categories}
            for why, score in found.days
        ],
        "indicators": {label: band or "1-2" for label, band in found.indicators},
        "around": [
            {"level": near.level.value, "of": near.text, "name": near.name, "rep": round(rep, PLACES)} for near, rep in found.around
        ],
    }  # fmt: skip


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Lines `address,reputation`, the worst first; 401 without a consumer's token, 429 for too often."""
    shown_secret = secret(request)
    consumer = calling(shown_secret) if shown_secret else None
    if consumer is None:
        answer = HttpResponse(status=401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="hSOC lists", charset="UTF-8"'
        return answer
    verdict = allowed(f"consumer:{consumer.pk}")
    if not verdict.passes:
        return told(HttpResponse(status=429), verdict, burst=BURST)
    now = datetime.now(UTC)
    content = "".join(f"{ip},{rep:.{PLACES}f}\n" for ip, rep in listed(now)).encode()
    etag = hashlib.sha256(content).hexdigest()[:32]
    headers = {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache", "X-TLP": reputation.LABEL.value}
    response = HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
    note_fetch(consumer=consumer, path=request.path, version=version()[0], etag=etag, now=now)
    return told(get_conditional_response(request, etag=f'"{etag}"', response=response) or response, verdict, burst=BURST)
