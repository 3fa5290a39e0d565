"""The own REST of Warden clients: which there are, and how good the events of one are. Belongs here: answers. Never: who sees what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import sent
from hsoc.portal.events.queries.clients import clients_visible_to
from hsoc.portal.events.share.quality import told
from hsoc.portal.members.api import bearer
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, require

MOST = 500  # clients of one answer

router = Router(tags=["warden"], auth=bearer)


def _shown(one: WardenClient) -> dict[str, Any]:
    """What of a client is told: never its secret, not even keyed."""
    return {
        "name": one.name, "organisation": one.organisation.number, "stage": one.stage, "read": one.read, "hostname": one.hostname,
        "secret": bool(one.secret), "requestor": one.requestor, "note": one.note, "registered": one.registered, "fetched": one.fetched,
    }  # fmt: skip


def _json(body: Any) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


@router.get("/warden/clients", summary="Warden clients", response={200: dict[str, Any]})
def clients(request: HttpRequest) -> HttpResponse:
    """Those that the token may see."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.CLIENT)
    return _json({"clients": [_shown(one) for one in clients_visible_to(actor)[:MOST]]})


@router.get("/warden/clients/{name}", summary="One Warden client", response={200: dict[str, Any]})
def client(request: HttpRequest, name: str) -> HttpResponse:
    """The client, what it sent on each of the last 30 days by kind, and the report on its newest events with its arithmetic."""
    actor = actor_of(request)
    require(actor, Action.VIEW, Object.CLIENT)
    found = sent.client_of(actor, name)
    if found is None:
        raise Http404
    now = datetime.now(UTC)
    try:
        days, report = sent.sent_days(actor, found, now=now), told(sent.quality(actor, found, now=now))
    except TooSlow as error:
        raise HttpError(503, "the journal does not answer in time") from error
    return _json({"client": _shown(found) | {"behind": sent.behind(found)}, "days": days, "quality": report})
