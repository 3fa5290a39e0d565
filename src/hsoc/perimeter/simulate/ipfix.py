"""Flows as IPFIX messages (RFC 7011), built as arrays of whole messages. Belongs here: the wire form. Never: sending, meaning.

Two data templates (IPv4, IPv6) and one options template (sampling, RFC 5477 IE 34 and 35 per observation domain). Every site is an
observation domain with its own sequence of data records (RFC 7011, 3.1: modulo 2^32, templates are not counted).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.simulate.columns import Columns, Int64s, rows, taken
from hsoc.records.address import V4_MAPPED
from hsoc.records.flow import Fragment

UDP_BYTES: Final = 1_400  # of a datagram; what a router sends over an Ethernet of 1,500
FILE_BYTES: Final = 32_000  # of a message in a file; the length field allows 65,535
OWN_PREFIX_V6: Final = 0x2001_0DB8 << 32

# IE, length, NumPy type, column; IANA registry "IPFIX Information Elements"
_COMMON: Final = (
    (7, ">u2", "sport"), (11, ">u2", "dport"), (4, "u1", "proto"), (6, "u1", "tcp_flags"), (61, "u1", "flow_direction"),
    (89, "u1", "forwarding"), (10, ">u4", "ingress_if"), (14, ">u4", "egress_if"), (88, ">u2", "offset"), (2, ">u8", "packets"),
    (1, ">u8", "bytes"), (152, ">u8", "first"), (153, ">u8", "last"),
)  # fmt: skip
_V4: Final = ((8, ">u4", "src4"), (12, ">u4", "dst4"), *_COMMON, (32, ">u2", "icmp"))
_V6: Final = ((27, ">2u8", "src6"), (28, ">2u8", "dst6"), *_COMMON, (139, ">u2", "icmp"))
_TEMPLATES: Final = {256: _V4, 257: _V6}
_OPTIONS: Final = 258
_HEADER: Final = np.dtype([("version", ">u2"), ("length", ">u2"), ("export", ">u4"), ("sequence", ">u4"), ("domain", ">u4")])
LATER_OFFSET: Final = 185  # in units of 8 bytes: the second piece of a packet that was 1,500 bytes long


def _record(template: int) -> np.dtype[np.void]:
    return np.dtype([(name, kind) for _, kind, name in _TEMPLATES[template]])


def _set(number: int, body: bytes) -> bytes:
    return number.to_bytes(2, "big") + (4 + len(body)).to_bytes(2, "big") + body


def _message(*, export: int, sequence: int, domain: int, sets: bytes) -> bytes:
    head = np.zeros(1, _HEADER)
    head[0] = (10, _HEADER.itemsize + len(sets), export, sequence, domain)
    return head.tobytes() + sets


class Exporter:
    """One site's exporter: its domain, its sequence, its messages. Not thread-safe; give it flows in the order of their ends."""

    def __init__(self, *, domain: int, sampling: int = 1, message_bytes: int = FILE_BYTES) -> None:
        self.domain = domain
        self._sampling = sampling
        self._bytes = message_bytes
        self._sequence = 0

    def templates(self, *, export: int) -> bytes:
        """One message with all templates and the sampling option. export: s since 1970 UTC. To be repeated over UDP (RFC 7011, 8.4)."""
        body = b"".join(
            np.array([[number, len(fields)], *([ie, np.dtype(kind).itemsize] for ie, kind, _ in fields)], ">u2").tobytes()
            for number, fields in _TEMPLATES.items()
        )
        # scope observationDomainId (149); samplingInterval (34), samplingAlgorithm (35: 1 = deterministic)
        option = np.array([_OPTIONS, 3, 1, 149, 4, 34, 4, 35, 1], ">u2").tobytes()
        value = self.domain.to_bytes(4, "big") + self._sampling.to_bytes(4, "big") + b"\x01"
        sets = _set(2, body) + _set(3, option) + _set(_OPTIONS, value)
        out = _message(export=export, sequence=self._sequence, domain=self.domain, sets=sets)
        self._sequence = (self._sequence + 1) % (1 << 32)  # the option's value is a data record
        return out

    def data(self, flows: Columns, *, export: int) -> list[NDArray[np.uint8]]:
        """Messages with all the flows: arrays (messages, bytes) of equal messages, at most two per family (the last may be shorter)."""
        v4 = (flows["src_hi"] == 0) & (flows["src_lo"] >> 32 == V4_MAPPED >> 32)
        out: list[NDArray[np.uint8]] = []
        for template, mask in ((256, v4), (257, ~v4)):
            out += self._family(template, taken(flows, mask), export)
        return out

    def _family(self, template: int, flows: Columns, export: int) -> list[NDArray[np.uint8]]:
        total = rows(flows)
        if not total:
            return []
        records = _filled(template, flows)
        each = max(1, (self._bytes - _HEADER.itemsize - 4) // records.dtype.itemsize)
        full = total // each
        out = []
        if full:
            out.append(self._packed(template, records[: full * each].reshape(full, each), export))
        if total % each:
            out.append(self._packed(template, records[full * each :].reshape(1, -1), export))
        return out

    def _packed(self, template: int, records: NDArray[np.void], export: int) -> NDArray[np.uint8]:
        messages, each = records.shape
        kind = np.dtype([*_HEADER.descr, ("set", ">u2"), ("set_length", ">u2"), ("records", records.dtype, (each,))])
        out = np.zeros(messages, kind)
        out["version"], out["length"], out["export"], out["domain"] = 10, kind.itemsize, export, self.domain
        out["sequence"] = (self._sequence + np.arange(messages, dtype=np.int64) * each) % (1 << 32)
        out["set"], out["set_length"], out["records"] = template, kind.itemsize - _HEADER.itemsize, records
        self._sequence = (self._sequence + messages * each) % (1 << 32)
        return out.view(np.uint8).reshape(messages, kind.itemsize)


def _filled(template: int, flows: Columns) -> NDArray[np.void]:
    record = np.zeros(rows(flows), _record(template))
    derived: dict[str, Int64s] = {
        "icmp": np.maximum(flows["icmp"], 0),
        "offset": np.where(flows["fragment"] == int(Fragment.LATER), LATER_OFFSET, 0),
        "flow_direction": (flows["ingress_if"] >= 100).astype(np.int64),
    }
    for _, _, name in _COMMON:
        record[name] = derived.get(name, flows.get(name, flows["first"]))
    record["icmp"] = derived["icmp"]
    for side in ("src", "dst"):
        if template == 256:
            record[f"{side}4"] = flows[f"{side}_lo"] & 0xFFFF_FFFF
        else:
            record[f"{side}6"][:, 0] = flows[f"{side}_hi"].view(np.uint64)
            record[f"{side}6"][:, 1] = flows[f"{side}_lo"].view(np.uint64)
    return record
