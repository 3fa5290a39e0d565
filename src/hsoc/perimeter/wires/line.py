"""One kept-alive connection to the portal, for both doors. Belongs here: HTTP and TLS. Never: what is asked, or patience."""

from __future__ import annotations

import http.client
import ipaddress
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec


class Unreachable(Exception):
    """No answer: refused, cut off, too late, or not HTTP."""


class Reply(msgspec.Struct, frozen=True):
    """An answer as it came."""

    status: int
    body: bytes = b""
    etag: str = ""


class Line:
    """The connection. A call may be made twice, so only what may come twice is said over it."""

    def __init__(self, url: str, *, most: int, timeout: float, certificate: str = "", key: str = "", authority: str = "") -> None:
        """url: where paths begin, such as https://portal.example/warden3; most: bytes read of an answer; timeout: seconds.

        Raises ValueError for a URL that would tell a secret to the network, OSError or ssl.SSLError for files that are none.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise ValueError(f"{url!r}: https://HOST expected")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError(f"{url!r}: without TLS only to this machine itself")
        self._host, self._port, self._timeout = parts.hostname, parts.port, timeout
        self._base, self._most = parts.path.rstrip("/"), most
        self._context = tls(certificate=certificate, key=key, authority=authority) if parts.scheme == "https" else None
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, verb: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str]) -> Reply:
        """The answer to one call. A connection that was kept and has gone stale is opened once more. Raises Unreachable."""
        kept = self._connection is not None
        try:
            return self._asked(verb, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if not kept:
                raise Unreachable(f"{self._host}: {str(error) or type(error).__name__}") from error
        try:
            return self._asked(verb, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(f"{self._host}: {str(error) or type(error).__name__}") from error

    def _asked(self, verb: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        if self._connection is None:
            if self._context is None:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
            else:
                self._connection = http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._context)
        self._connection.request(verb, f"{self._base}/{path}", body=body, headers=dict(headers))
        response = self._connection.getresponse()
        content = response.read(self._most)
        if not response.isclosed():  # more than we read: this connection cannot go on
            self.close()
        return Reply(status=response.status, body=content, etag=response.getheader("ETag") or "")

    def close(self) -> None:
        """Hang up; the next call dials again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tls(*, certificate: str, key: str, authority: str) -> ssl.SSLContext:
    """TLS towards the portal, with our certificate where there is one. Raises OSError or ssl.SSLError for files that are none."""
    context = ssl.create_default_context(cafile=authority or None)
    if certificate:
        context.load_cert_chain(Path(certificate), Path(key) if key else None)
    return context
