"""Door 2: the policy from the portal (GET with ETag), the status to it (PUT). Belongs here: HTTP and patience. Never: what a policy is."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, Final

import msgspec

from hsoc.perimeter.wires.line import Line, Reply, Unreachable

TIMEOUT_S: Final = 10.0  # of one call; a thread of its own waits, never the engine
MOST_ANSWER: Final = 16 << 20  # bytes of a policy (decide/steer.LARGEST)
FIRST_PAUSE_MS: Final = 1_000  # after a failure; doubles …
LONGEST_PAUSE_MS: Final = 30_000  # … up to this, so that a portal that comes back is soon heard
SAID: Final = 200  # characters of a portal's refusal that are repeated


class PolicyDoor:
    """One kept-alive connection to /api/v1/perimeter/. The secret goes in a header, for no log writes that down."""

    def __init__(self, url: str, *, client: str, secret: str = "", timeout: float = TIMEOUT_S, **certificates: str) -> None:
        """url: of the portal, such as https://portal.example; certificates and what is raised: see Line."""
        self._line = Line(f"{url}/api/v1/perimeter", most=MOST_ANSWER + 1, timeout=timeout, **certificates)
        self._headers = {"Authorization": f"Basic {b64encode(f'{client}:{secret}'.encode()).decode()}", "Accept": "application/json"}

    def policy(self, *, etag: str) -> Reply:
        """The policy, or 304 where it is still the one of `etag`. Raises Unreachable."""
        return self._line.ask("GET", "policy", headers=self._headers | ({"If-None-Match": etag} if etag else {}))

    def status(self, body: bytes) -> Reply:
        """Tell the status. Raises Unreachable."""
        return self._line.ask("PUT", "status", body=body, headers=self._headers | {"Content-Type": "application/json"})

    def close(self) -> None:
        """Hang up; the next call dials again."""
        self._line.close()


class Asker:
    """Asks for the policy at its pace and tells the status at its own; never sleeps. Times in ms."""

    def __init__(self, door: PolicyDoor, *, policy_every: int, status_every: int, etag: str = "") -> None:
        self._door, self._etag = door, etag
        self._policy_every, self._status_every = policy_every, status_every
        self._policy_due = self._status_due = self._pause = 0
        self.trouble, self.asked = "", 0

    def policy(self, *, now: int) -> bytes | None:
        """A policy that is not the one of before, where one is due and there. An answer that was refused is not asked for again."""
        if not self._policy_every or now < self._policy_due:
            return None
        self._policy_due = now + self._policy_every
        try:
            reply = self._door.policy(etag=self._etag)
        except Unreachable as error:
            self._failed(str(error), now=now)
            return None
        if reply.status == 304:
            self._well(now)
            return None
        if reply.status != 200:
            self._failed(f"the portal answers {reply.status} {_said(reply.body)}".strip(), now=now)
            return None
        self._well(now)
        self._etag = reply.etag
        return reply.body

    def status(self, body: bytes, *, now: int) -> bool:
        """Tell the status where that is due; whether it was taken. Nothing is kept: the next one says all."""
        if not self._status_every or now < self._status_due:
            return False
        self._status_due = now + max(self._status_every, self._pause)
        try:
            return self._door.status(body).status in {200, 204}
        except Unreachable:
            return False

    def _well(self, now: int) -> None:
        self.trouble, self.asked, self._pause = "", now, 0

    def _failed(self, trouble: str, *, now: int) -> None:
        self.trouble = trouble[:500]
        self._pause = min(LONGEST_PAUSE_MS, self._pause * 2 or FIRST_PAUSE_MS)
        self._policy_due = now + max(self._policy_every, self._pause)


def _said(body: bytes) -> str:
    """What a problem object (RFC 9457) says, as one short line."""
    try:
        told = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    text = " ".join(str(told.get(name, "")) for name in ("title", "detail"))
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:SAID]
