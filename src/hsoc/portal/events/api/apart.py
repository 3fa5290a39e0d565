"""The body of a sendEvents call becomes its events as received. Belongs here: both ways to that, which come to the same. Never: storage.

The long way reads each document into Python. A large call is first looked at by compiled code (hsoc.exchange.idea.glance), which needs a
fifth of the time and lets other threads run; only what is not plainly right is read the long way then.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from itertools import compress
from operator import not_
from typing import Final, NamedTuple

import msgspec

from hsoc.exchange.idea.glance import Glance
from hsoc.portal.events.rules.door import Refusal

LARGE: Final = 64 * 1024  # bytes of the first call for which compiling is begun (ten seconds of a core, once a machine): some 70 events

log = logging.getLogger("hsoc.events.warden")
_begun: Final = threading.Lock()  # taken for good by the first large call
_glances: Final[list[Glance]] = []  # the one that all calls use, once it is there


class Apart(NamedTuple):
    """The events of a call, and whether each is known to be right; no flags at all where nothing is known."""

    items: list[bytes]
    plain: Sequence[bool]


def apart(body: bytes, *, name: str, test: bool) -> Apart:
    """Each item of the body as received. name, test: of the client. Raises Refusal(400); what is no JSON anywhere makes all undecodable."""
    if not body.strip():
        return Apart([], ())
    try:
        if not body.isascii():
            body.decode()
    except UnicodeDecodeError as error:
        raise Refusal(400, "Deserialization error.") from error
    if len(body) >= LARGE and _begun.acquire(blocking=False):
        threading.Thread(target=compile_now, name="compile glance", daemon=True).start()
    seen = _glances[0].seen(body, name=name, test=test) if _glances else None
    if seen is not None and (all(seen.plain) or all(map(_is_json, compress(seen.documents, map(not_, seen.plain))))):
        return Apart(seen.documents, seen.plain)
    return Apart(_items(body), ())


def compile_now() -> None:
    """Make large calls quick. Called in a thread of its own by the first of them."""
    try:
        _glances[:] = [Glance()]
    except Exception:  # such as no folder to keep what is compiled in: slower, and otherwise the same
        log.warning("large calls are read the long way, compiling failed", exc_info=True)


def _is_json(content: bytes) -> bool:
    try:
        msgspec.json.decode(content, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _items(body: bytes) -> list[bytes]:
    try:
        return [bytes(raw) for raw in msgspec.json.decode(body, type=list[msgspec.Raw] | None) or []]
    except msgspec.ValidationError as error:
        raise Refusal(400, "List of events expected." if _is_json(body) else "Deserialization error.") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refusal(400, "Deserialization error.") from error
