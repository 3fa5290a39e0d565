"""The protocol by which routers get VRPs from a validator (RFC 8210 version 1, RFC 6810 version 0), client and PDUs. Never: a socket.

The client asks for everything (reset query) at the start, at each notify and at each refresh: the set it hands out is always whole. A cache
that does not know version 1 is asked again in version 0.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Sequence
from typing import Final

from hsoc.exchange.rpki import terms
from hsoc.records.route import Vrp

_LENGTHS: Final = {terms.SERIAL_NOTIFY: 12, terms.CACHE_RESPONSE: 8, terms.IPV4_PREFIX: 20, terms.IPV6_PREFIX: 32, terms.CACHE_RESET: 8}
NO_DATA: Final = 2  # error code: the cache has nothing yet


class Broken(ValueError):
    """The cache does not speak as RFC 8210 says; the text says how."""


class Client:
    """One connection. `start` and `feed` return bytes to send; `vrps` is the newest whole set, None before the first."""

    def __init__(self, *, version: int = 1) -> None:
        """version: 1, or 0 for a cache that refused 1."""
        self.version = version
        self.vrps: frozenset[Vrp] | None = None
        self.serial = 0
        self.downgrade = False  # the cache wants version 0: connect again with it
        self._rest = b""
        self._coming: set[Vrp] | None = None

    def start(self) -> bytes:
        """Ask for everything."""
        return struct.pack("!BBHI", self.version, terms.RESET_QUERY, 0, terms.HEADER)

    def feed(self, data: bytes) -> bytes:
        """Take what came; bytes to answer. Raises Broken."""
        self._rest += data
        at, answer = 0, b""
        while len(self._rest) - at >= terms.HEADER:
            version, kind, _, length = struct.unpack_from("!BBHI", self._rest, at)
            if not terms.HEADER <= length <= terms.LONGEST_PDU or kind > terms.ERROR + 1:
                raise Broken(f"a PDU of type {kind} and {length} bytes")
            if len(self._rest) - at < length:
                break
            answer += self._one(version, kind, self._rest[at : at + length])
            at += length
        self._rest = self._rest[at:]
        return answer

    def _one(self, version: int, kind: int, pdu: bytes) -> bytes:
        if kind == terms.ERROR:
            self._error(pdu)
            return b""
        if version != self.version:
            raise Broken(f"version {version} instead of {self.version}")
        if kind in _LENGTHS and len(pdu) != _LENGTHS[kind]:
            raise Broken(f"a PDU of type {kind} and {len(pdu)} bytes")
        if kind in {terms.SERIAL_NOTIFY, terms.CACHE_RESET}:
            return self.start() if self._coming is None else b""
        if kind == terms.CACHE_RESPONSE:
            self._coming = set()
        elif kind in {terms.IPV4_PREFIX, terms.IPV6_PREFIX}:
            self._prefix(pdu, size=4 if kind == terms.IPV4_PREFIX else 16)
        elif kind == terms.END_OF_DATA:
            if self._coming is None or len(pdu) < 12:
                raise Broken("an end of data that ends nothing")
            self.serial = int.from_bytes(pdu[8:12])
            self.vrps, self._coming = frozenset(self._coming), None
        return b""

    def _error(self, pdu: bytes) -> None:
        code = int.from_bytes(pdu[2:4])
        if code == terms.UNSUPPORTED_VERSION and self.version:
            self.downgrade = True
        raise Broken("the cache has no data yet" if code == NO_DATA else f"the cache reports error {code}")

    def _prefix(self, pdu: bytes, *, size: int) -> None:
        if self._coming is None:
            raise Broken("a prefix outside a response")
        flags, bits, most = pdu[8:11]
        if not bits <= most <= 8 * size:
            raise Broken(f"a prefix of length {bits} and at most {most}")
        net = ipaddress.ip_network((pdu[12 : 12 + size], bits), strict=False)
        one = Vrp(str(net), most, int.from_bytes(pdu[12 + size : 16 + size]))
        if flags & 1:
            self._coming.add(one)
        else:
            self._coming.discard(one)
        if len(self._coming) > terms.MOST_VRPS:
            raise Broken(f"more than {terms.MOST_VRPS} prefixes")


def response(vrps: Sequence[Vrp], *, version: int = 1, session: int = 1, serial: int = 1) -> bytes:
    """A cache's whole answer to a reset query."""
    out = [struct.pack("!BBHI", version, terms.CACHE_RESPONSE, session, terms.HEADER)]
    for one in vrps:
        net = ipaddress.ip_network(one.prefix)
        kind = terms.IPV4_PREFIX if net.version == 4 else terms.IPV6_PREFIX
        packed = net.network_address.packed
        head = struct.pack("!BBHIBBBB", version, kind, 0, _LENGTHS[kind], 1, net.prefixlen, one.most_length, 0)
        out.append(head + packed + struct.pack("!I", one.asn))
    end = struct.pack("!I", serial) + (struct.pack("!III", 3600, 600, 7200) if version else b"")
    return b"".join([*out, struct.pack("!BBHI", version, terms.END_OF_DATA, session, terms.HEADER + len(end)) + end])


def notify(*, version: int = 1, session: int = 1, serial: int = 2) -> bytes:
    """A cache's word that there is news."""
    return struct.pack("!BBHII", version, terms.SERIAL_NOTIFY, session, 12, serial)


def error(code: int, *, version: int = 1) -> bytes:
    """A cache's error report without the PDU it is about."""
    return struct.pack("!BBHIII", version, terms.ERROR, code, 16, 0, 0)
