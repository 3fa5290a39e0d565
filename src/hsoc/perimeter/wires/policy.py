"""Door 2: the policy from the portal (GET with ETag), the status to it (PUT). Belongs here: HTTP and patience. Never: what a policy is."""

from __future__ import annotations

import http.client
from base64 import b64encode
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from hsoc.perimeter.wires.portal import Unreachable, is_loopback, tls

TIMEOUT_S: Final = 10.0  # of one call; a thread of its own waits, never the engine
MOST_ANSWER: Final = 16 << 20  # bytes of a policy (decide/steer.LARGEST)
FIRST_PAUSE_MS: Final = 1_000  # after a failure; doubles …
LONGEST_PAUSE_MS: Final = 30_000  # … up to this, so that a portal that comes back is soon heard
SAID: Final = 200  # characters of a portal's refusal that are repeated


class Reply(msgspec.Struct, frozen=True):
    """An answer as it came."""

    status: int
    body: bytes = b""
    etag: str = ""


class PolicyDoor:
    """One kept-alive connection to /api/v1/perimeter/. The secret goes in a header, for no log writes that down."""

    def __init__(
        self,
        url: str,
        *,
        client: str,
        secret: str = "",
        certificate: str = "",
        key: str = "",
        authority: str = "",
        timeout: float = TIMEOUT_S,
    ) -> None:
        """url: of the portal, such as https://portal.example. Raises ValueError for one that would tell the secret to the network."""
        parts = urlsplit(url)
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise ValueError(f"{url!r}: https://HOST expected")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError(f"{url!r}: without TLS only to this machine itself")
        self._host, self._port, self._timeout = parts.hostname, parts.port, timeout
        self._base = f"{parts.path.rstrip('/')}/api/v1/perimeter"
        self._headers = {"Authorization": f"Basic {b64encode(f'{client}:{secret}'.encode()).decode()}", "Accept": "application/json"}
        self._context = tls(certificate=certificate, key=key, authority=authority) if parts.scheme == "https" else None
        self._connection: http.client.HTTPConnection | None = None

    def policy(self, *, etag: str) -> Reply:
        """The policy, or 304 where it is still the one of `etag`. Raises Unreachable."""
        return self._twice("GET", "policy", headers={"If-None-Match": etag} if etag else {})

    def status(self, body: bytes) -> Reply:
        """Tell the status. Raises Unreachable."""
        return self._twice("PUT", "status", body=body, headers={"Content-Type": "application/json"})

    def _twice(self, verb: str, what: str, *, body: bytes | None = None, headers: dict[str, str]) -> Reply:
        """Both calls may be made again: a connection that was kept and has gone stale is opened once more."""
        kept = self._connection is not None
        for last in (not kept, True):
            try:
                return self._called(verb, what, body, headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if last:
                    raise Unreachable(f"{self._host}: {str(error) or type(error).__name__}") from error
        raise AssertionError("unreachable")

    def _called(self, verb: str, what: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        if self._connection is None:
            extra: dict[str, Any] = {} if self._context is None else {"context": self._context}
            kind = http.client.HTTPConnection if self._context is None else http.client.HTTPSConnection
            self._connection = kind(self._host, self._port, timeout=self._timeout, **extra)
        self._connection.request(verb, f"{self._base}/{what}", body=body, headers=self._headers | headers)
        response = self._connection.getresponse()
        content = response.read(MOST_ANSWER + 1)
        if not response.isclosed():  # more than we read: this connection cannot go on
            self.close()
        return Reply(status=response.status, body=content, etag=response.getheader("ETag") or "")

    def close(self) -> None:
        """Hang up; the next call dials again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


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
