"""Door 1: messages from the spool to the portal's `/warden3/sendEvents`. Belongs here: HTTP, answers, patience. Never: what an event is.

Warden 3 (cesnet.md 1.1, 1.2): the good events of a batch are saved even when the answer is an error. An error with `events` concerns these
indexes: below 500 for good, from 500 on for later. An error without `events` concerns the call: it is tried again, for a wrong secret must
not cost a night of events; only a body that cannot be taken (400, 413, 422, 460) is halved until the one event is found that spoils it.

Nothing is lost: a message leaves the spool only when saved or refused for good. Nothing is doubled: after a crash between the portal's
saving and our noting it a message goes out again, and the portal drops what has the id and revision that the same client sent before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import msgspec

from hsoc.perimeter.wires.line import Line, Reply, Unreachable
from hsoc.perimeter.wires.spool import Message, Spool

MOST_EVENTS: Final = 500  # of one call, until the portal names its own limit
MOST_BODY: Final = 900_000  # bytes of one call; reverse proxies refuse more than 1 MB unless told otherwise
MOST_ANSWER: Final = 4 * 1024 * 1024  # bytes read of an answer
TIMEOUT_S: Final = 60.0  # as Warden's own client
FIRST_PAUSE_MS: Final = 1_000
LONGEST_PAUSE_MS: Final = 60_000
SPOILT: Final = frozenset({400, 413, 422, 460})  # whole-call refusals that the content may be to blame for


class Door(Protocol):
    """Whatever takes a call; `HttpDoor` here, `memory.MemoryDoor` for tests."""

    def call(self, method: str, body: bytes) -> Reply:
        """Answer to a POST of `body`. Raises Unreachable."""


class HttpDoor:
    """One kept-alive connection. The client's name and secret go in the query, as Warden wants it, so they are never logged here."""

    def __init__(self, url: str, *, client: str, secret: str = "", timeout: float = TIMEOUT_S, **certificates: str) -> None:
        """url: base, such as https://portal.example/warden3; certificates and what is raised: see Line."""
        self._line = Line(url, most=MOST_ANSWER, timeout=timeout, **certificates)
        self._query = urlencode({key: value for key, value in (("client", client), ("secret", secret)) if value})

    def call(self, method: str, body: bytes) -> Reply:
        """Answer to a POST of `body` to a method. Raises Unreachable."""
        return self._line.ask("POST", f"{method}?{self._query}", body=body, headers={"Content-Type": "application/json"})

    def close(self) -> None:
        """Hang up; the next call dials again."""
        self._line.close()


class Verdict(msgspec.Struct, frozen=True):
    """What an answer means for the events of a call, by index. `call` = the whole call was refused with this code, 0 = it was not."""

    refused: dict[int, tuple[int, str]] = {}
    later: frozenset[int] = frozenset()
    call: int = 0
    reason: str = ""
    limit: int = 0


def verdict(answer: Reply, *, events: int) -> Verdict:
    """Read an answer. Anything that is not an answer of Warden is a whole-call error with its HTTP status."""
    if answer.status == 200:
        return Verdict()
    try:
        errors = msgspec.json.decode(answer.body)["errors"]
        entries = [one for one in errors if isinstance(one, dict)]
    except (msgspec.DecodeError, KeyError, TypeError):
        entries = []
    refused: dict[int, tuple[int, str]] = {}
    later: set[int] = set()
    limit = 0
    for one in entries:
        code = _number(one.get("error"), answer.status)
        reason = str(one.get("message", ""))[:500]
        limit = max(limit, _number(one.get("send_events_limit"), 0))
        named = one.get("events")
        if not isinstance(named, list):
            return Verdict(call=code, reason=reason, limit=limit)
        indexes = [index for index in named if isinstance(index, int) and 0 <= index < events]
        if code >= 500:
            later.update(indexes)
        else:
            refused.update(dict.fromkeys(indexes, (code, reason)))
    if not entries:
        return Verdict(call=answer.status or 500, reason="not an answer of Warden")
    return Verdict(refused=refused, later=frozenset(later) - refused.keys(), limit=limit)


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default


class Sent(msgspec.Struct, frozen=True):
    """What a step came to. `trouble` is a sentence for the operator, empty where all went well."""

    saved: int = 0
    refused: int = 0
    waiting: int = 0  # batches
    trouble: str = ""


class Sender:
    """Empties the spool through a door, a call at a time; never sleeps, says when it wants to be called again."""

    def __init__(self, spool: Spool, door: Door) -> None:
        self._spool, self._door = spool, door
        self._most, self._once = MOST_EVENTS, 0
        self._pause = 0
        self.again = 0  # ms; before it a step does nothing
        self.saved = 0

    def step(self, *, now: int) -> Sent:
        """Send the oldest messages, at most one call. now in ms; raises nothing but OSError of the spool's disk."""
        batch = self._gathered() if now >= self.again else []
        if not batch:
            return Sent(waiting=len(self._spool.names()))
        messages = [message for _, message in batch]
        try:
            answer = self._door.call("sendEvents", b"[" + b",".join(one.body for one in messages) + b"]")
        except Unreachable as error:
            return self._later(str(error), now=now)
        found = verdict(answer, events=len(messages))
        if found.limit:
            self._most = max(1, min(self._most, found.limit))
        if found.call:
            return self._call_refused(found, batch, now=now)
        self._noted(batch, found)
        saved = len(messages) - len(found.refused) - len(found.later)
        self.saved += saved
        if saved or found.refused:
            self._pause, self._once = 0, 0
            return Sent(saved=saved, refused=len(found.refused), waiting=len(self._spool.names()))
        return self._later("the portal takes none at the moment", now=now)

    def _gathered(self) -> list[tuple[str, Message]]:
        out: list[tuple[str, Message]] = []
        size, most = 0, self._once or self._most
        for name in self._spool.names():
            for message in self._spool.read(name):
                size += len(message.body) + 1
                if out and (len(out) >= most or size > MOST_BODY):
                    return out
                out.append((name, message))
        return out

    def _call_refused(self, found: Verdict, batch: list[tuple[str, Message]], *, now: int) -> Sent:
        if found.call not in SPOILT:
            return self._later(f"{found.call} {found.reason}", now=now)
        if len(batch) > 1:
            self._once = max(1, len(batch) // 2)
            return Sent(waiting=len(self._spool.names()), trouble=f"{found.call} {found.reason}: trying smaller batches")
        self._noted(batch, Verdict(refused={0: (found.call, found.reason)}))
        self._once = 0
        return Sent(refused=1, waiting=len(self._spool.names()), trouble=f"{found.call} {found.reason}")

    def _noted(self, batch: Sequence[tuple[str, Message]], found: Verdict) -> None:
        """Refused ones are put aside before they leave the spool: a crash between makes a second copy, never a loss."""
        for index, (code, reason) in found.refused.items():
            self._spool.reject(batch[index][1], code=code, reason=reason)
        for name in dict.fromkeys(name for name, _ in batch):
            # by what they are, not by their place: the spool may have been thinned while the call was under way
            done = {message for index, (one, message) in enumerate(batch) if one == name and index not in found.later}
            self._spool.keep(name, [message for message in self._spool.read(name) if message not in done])

    def _later(self, trouble: str, *, now: int) -> Sent:
        self._pause = min(LONGEST_PAUSE_MS, self._pause * 2 or FIRST_PAUSE_MS)
        self.again = now + self._pause
        return Sent(waiting=len(self._spool.names()), trouble=trouble)
