"""HTTP from here to strangers: a name is looked up once, its addresses judged, and exactly those connected to. Never: what is fetched.

A URL that a person typed may point into our own house (SSRF). So a name's addresses are looked up once and every one of them must be a
public one, or allowed by an operator; the connection goes to the address that was judged, not to the name again. Redirects: at most three,
of the same scheme, each judged anew; what authenticates goes to the first host only. Time, size and expansion are bounded.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec

MOST_BYTES: Final = 64 * 1024 * 1024  # of one answer, after expansion
MOST_SECONDS: Final = 60.0  # of one answer, all redirects included
MOST_HOPS: Final = 3  # redirects
SILENCE: Final = 15.0  # s without a byte
CHUNK: Final = 64 * 1024  # bytes read at once
AGENT: Final = "hSOC/1 (+https://hsoc.example)"
PORTS: Final = {"http": 80, "https": 443}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Unfetched(Exception):
    """Nothing was fetched; the text is a sentence that says why and what to do."""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """An answer. content: expanded; unchanged: the server says that we have it already (304)."""

    url: str
    status: int
    content: bytes = b""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    headers: dict[str, str] = {}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How far to go. allowed: ranges that are not public and may be asked anyway; own: ranges of the house that may never be asked."""

    most: int = MOST_BYTES
    seconds: float = MOST_SECONDS
    allowed: tuple[Network, ...] = ()
    own: tuple[Network, ...] = ()


def fetched(url: str, *, headers: Mapping[str, str] | None = None, limits: Limits | None = None, body: bytes | None = None) -> Fetched:
    """The answer to a GET (or a POST of `body`). Raises Unfetched.

    headers: `Authorization`, `If-None-Match` and the like; they go to the first host only.
    """
    bounds = limits or Limits()
    until = time.monotonic() + bounds.seconds
    here, sent = url, dict(headers or {})
    first = _place(url)
    for _ in range(MOST_HOPS + 1):
        if _place(here) != first:
            sent = {name: value for name, value in sent.items() if name.lower() not in {"authorization", "x-misp-auth", "cookie"}}
        answer, target = _asked(here, sent, bounds, until, body)
        if target is None:
            return answer
        onward = urljoin(here, target)
        if urlsplit(onward).scheme != first[0]:
            raise Unfetched(f"{here} leads to {onward[:200]}, which is of another scheme; give the final address")
        if body is not None:
            raise Unfetched(f"{here} leads elsewhere, and what is posted is not sent on; give the final address")
        here = onward
    raise Unfetched(f"{url} leads on more than {MOST_HOPS} times; give the final address")


def _place(url: str) -> tuple[str, str, int]:
    """(scheme, host, port) of an address that may be asked at all. Raises Unfetched."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unfetched(f"{url[:200]} is no http or https address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unfetched(f"{url[:200]} is no http or https address")
    if parts.username or parts.password:
        raise Unfetched("a password stands in the address, where logs would keep it; give it in its own field")
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme]


def _asked(url: str, headers: Mapping[str, str], bounds: Limits, until: float, body: bytes | None) -> tuple[Fetched, str | None]:
    scheme, host, port = _place(url)
    parts = urlsplit(url)
    connection = _connection(scheme, host, port, address=_judged(host, port, bounds), until=until)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    said = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close", **headers}
    try:
        connection.request("GET" if body is None else "POST", path, body=body, headers=said)
        response = connection.getresponse()
        return _read(url, response, bounds, until)
    except (OSError, http.client.HTTPException) as error:
        raise Unfetched(f"{host} does not answer as it should: {_words(error)}") from error
    finally:
        connection.close()


def _read(url: str, response: http.client.HTTPResponse, bounds: Limits, until: float) -> tuple[Fetched, str | None]:
    etag, modified = response.headers.get("ETag", "")[:200], response.headers.get("Last-Modified", "")[:100]
    if response.status == 304:
        return Fetched(url=url, status=304, etag=etag, modified=modified, unchanged=True), None
    if response.status in {301, 302, 303, 307, 308} and (target := response.headers.get("Location")):
        return Fetched(url=url, status=response.status), target
    if not 200 <= response.status < 300:
        raise Unfetched(f"{urlsplit(url).hostname} answers {response.status} {response.reason}"[:300])
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip"}:
        raise Unfetched(f"the answer is packed as {encoding[:40]}, which was not asked for")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    content = bytearray()
    while chunk := response.read1(CHUNK):
        if time.monotonic() > until:
            raise Unfetched(f"the answer took longer than {bounds.seconds:g} s")
        piece = chunk
        while piece:
            content += unpack.decompress(piece, CHUNK) if unpack else piece
            piece = unpack.unconsumed_tail if unpack else b""
            if len(content) > bounds.most:
                raise Unfetched(f"the answer is longer than {bounds.most // 1024 // 1024} MiB")
    if unpack and not unpack.eof:
        raise Unfetched("the packed answer ends too early")
    said = {name.lower(): value[:500] for name, value in response.headers.items()}
    return Fetched(url=url, status=response.status, content=bytes(content), etag=etag, modified=modified, headers=said), None


def _judged(host: str, port: int, bounds: Limits) -> str:
    """The address to connect to. All addresses of the name must be fit: one that is not tells of a name that plays games."""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unfetched(f"{host[:200]} has no address; check the spelling") from error
    judged = sorted((ipaddress.ip_address(one.partition("%")[0]) for one in found), key=lambda one: (one.version, int(one)))
    for one in judged:
        if why := unfit(one, bounds):
            raise Unfetched(f"{host[:200]} is at {one}, {why}; an operator may allow the range")
    return str(judged[0])


def unfit(address: ipaddress.IPv4Address | ipaddress.IPv6Address, bounds: Limits) -> str:
    """Why an address may not be asked, '' where it may."""
    plain = address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address
    if any(plain in net for net in bounds.allowed if net.version == plain.version):
        return ""
    if any(plain in net for net in bounds.own if net.version == plain.version):
        return "which is our own range"
    embedded = getattr(plain, "sixtofour", None) or (getattr(plain, "teredo", None) or (None, None))[1]
    if not plain.is_global or plain.is_multicast or (embedded is not None and not embedded.is_global):
        return "which is not a public address"
    return ""


def _connection(scheme: str, host: str, port: int, *, address: str, until: float) -> http.client.HTTPConnection:
    """A connection to exactly that address; the name is used for TLS and the Host header only."""
    left = min(SILENCE, until - time.monotonic())
    if left <= 0:
        raise Unfetched("no time is left for the answer")
    try:
        line = socket.create_connection((address, port), timeout=left)
    except OSError as error:
        raise Unfetched(f"{host[:200]} cannot be reached: {_words(error)}") from error
    connection = http.client.HTTPConnection(host, port, timeout=left)
    try:
        connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=host) if scheme == "https" else line
    except OSError as error:
        line.close()
        raise Unfetched(f"{host[:200]}: its certificate is not accepted: {_words(error)}") from error
    return connection


def _words(error: Exception) -> str:
    return str(getattr(error, "reason", "") or getattr(error, "strerror", "") or str(error) or type(error).__name__)[:200]
