"""The door by which the SMS gateway says what became of a message. Never: what follows (actions.messages)."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hsoc.portal.groups.actions.messages import reported

MOST: Final = 4096  # bytes of a report
WORDS: Final = {  # what gateways call it (SMPP 3.4, 5.2.28, and plain English)
    "delivered": True, "delivrd": True, "undelivered": False, "undeliverable": False, "undeliv": False, "failed": False, "rejected": False,
    "rejectd": False, "expired": False,
}  # fmt: skip


class Report(msgspec.Struct):
    """`id` as it was given to the gateway."""

    id: str
    status: str


@csrf_exempt
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """204 where it was taken or says nothing new; the gateway shows the token that it is shown. Without a token there is no door."""
    if not settings.SMS_TOKEN:
        return HttpResponseNotFound()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {settings.SMS_TOKEN}"):
        return _problem(401, "Say the token of the gateway in Authorization: Bearer …")
    content = request.body if int(request.headers.get("Content-Length") or 0) <= MOST else b""
    try:
        told = msgspec.json.decode(content, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _problem(400, 'Send JSON with "id" and "status", at most 4,096 bytes.')
    delivered = WORDS.get(told.status.lower())
    if delivered is not None:
        reported(identity=told.id[:32], delivered=delivered, now=datetime.now(UTC))
    return HttpResponse(status=204)


def _problem(status: int, detail: str) -> JsonResponse:
    return JsonResponse({"title": "Not taken", "status": status, "detail": detail}, status=status, content_type="application/problem+json")
