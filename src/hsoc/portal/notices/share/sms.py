"""A text message through an HTTP gateway, or into a file where there is none. Belongs here: one request. Never: the words.

Gateways differ in their body alone, so the body is a template of the house's own (HSOC_SMS_TEMPLATE) in which {to}, {text} and {id} are
filled in as JSON strings. No redirect is followed: a message for a person goes to the gateway that was named, or nowhere.
"""

from __future__ import annotations

import http.client
import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 5  # s of the connection and of each read
MOST_ANSWER: Final = 4096  # bytes of the gateway's answer that are read
PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164
USUAL: Final = '{"to": {to}, "text": {text}, "id": {id}}'
DRY_RUN: Final = "dry run"  # the word for a message that became a file, as there is no gateway
NEAR: Final = frozenset({"127.0.0.1", "::1", "localhost"})  # a gateway on this host may be asked without TLS


class Undelivered(Exception):
    """The gateway did not take it. final: it never will, so it is not tried again; unsure: it was asked and did not answer."""

    def __init__(self, text: str, *, final: bool = False, unsure: bool = False) -> None:
        super().__init__(text)
        self.final = final
        self.unsure = unsure


def body(template: str, *, to: str, text: str, identity: str) -> bytes:
    """The request's body. Raises ValueError where the template does not become JSON."""
    given = {"to": to, "text": text, "id": identity}
    filled = re.sub(r"\{(to|text|id)\}", lambda found: json.dumps(given[found[1]]), template or USUAL)
    json.loads(filled)
    return filled.encode()


def send(*, to: str, text: str, identity: str, url: str, token: str, template: str, folder: Path) -> str:
    """Hand one message over; the word of the log on how. identity: the same for the same message, however often it is tried.

    Without `url` it is a dry run: the message is a file in `folder`. Raises Undelivered.
    """
    if not PHONE.fullmatch(to):
        raise Undelivered("the phone is not in the form +420…", final=True)
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{identity}.json").write_bytes(body(USUAL, to=to, text=text, identity=identity))
        return DRY_RUN
    parts = urlsplit(url)
    near = parts.hostname in NEAR
    if parts.scheme != "https" and not (parts.scheme == "http" and near):
        raise Undelivered("HSOC_SMS_URL must begin with https://", final=True)
    try:
        content = body(template, to=to, text=text, identity=identity)
    except ValueError as error:
        raise Undelivered(f"HSOC_SMS_TEMPLATE does not become JSON: {error}", final=True) from error
    wire = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = wire(parts.hostname or "", parts.port, timeout=SECONDS)
    headers = {"Content-Type": "application/json", "Idempotency-Key": identity, "User-Agent": "hSOC"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    asked = False
    try:
        connection.connect()
        asked = True
        connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body=content, headers=headers)
        answer = connection.getresponse()
        answer.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(f"the gateway does not answer: {type(error).__name__}", unsure=asked) from error
    finally:
        connection.close()
    if 200 <= answer.status < 300:
        return f"taken by the gateway with {answer.status}"
    refused = 400 <= answer.status < 500 and answer.status not in {401, 403, 408, 425, 429}  # a wrong token may be mended
    raise Undelivered(f"the gateway answers {answer.status}", final=refused)
