"""From raw elements to the columns of a flow (records.flow). Pure column arithmetic; which element wins is said here, once."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from hsoc.perimeter.collect.elements import REVERSE
from hsoc.perimeter.collect.fixed import Raw
from hsoc.perimeter.collect.framing import Int64s
from hsoc.perimeter.collect.times import first_last
from hsoc.records.address import V4_MAPPED
from hsoc.records.flow import UNKNOWN, Fragment

Columns = dict[str, Int64s]

MOST_COUNT: Final = 1 << 53  # packets or bytes of one flow; more is a lie, and sums must not overflow
ICMP: Final = 1
ICMP6: Final = 58
TCP: Final = 6
MORE_FRAGMENTS: Final = 0x20  # fragmentFlags (IE 197) as the top bits of a byte: reserved, don't, more

OCTETS: Final = ("octetDeltaCount", "initiatorOctets", "octetTotalCount", "postOctetDeltaCount", "postOctetTotalCount",
                 "layer2OctetDeltaCount")  # fmt: skip
PACKETS: Final = ("packetDeltaCount", "initiatorPackets", "packetTotalCount", "postPacketDeltaCount", "postPacketTotalCount")
SPORT: Final = ("sourceTransportPort", "tcpSourcePort", "udpSourcePort")
DPORT: Final = ("destinationTransportPort", "tcpDestinationPort", "udpDestinationPort")


class Context(msgspec.Struct, frozen=True):
    """What the header and the options say about the records of one group; arrays are per record."""

    export: Int64s  # ms
    uptime: Int64s | None = None  # ms since boot at export; None for IPFIX
    boot: int | None = None  # ms, from the options


def _first_of(raw: Raw, names: tuple[str, ...], default: int, rows: int) -> Int64s:
    """The first element that is there; where it is 0 and another is there too, the other (a router may fill only one)."""
    out = None
    for name in names:
        if (value := raw.get(name)) is not None:
            out = value if out is None else np.where(out == 0, value, out)
    return np.full(rows, default, np.int64) if out is None else out


def _count(raw: Raw, names: tuple[str, ...], rows: int) -> Int64s:
    value = _first_of(raw, names, 0, rows)
    # an unsigned 64-bit value beyond int64 reads as negative
    return np.where((value < 0) | (value > MOST_COUNT), MOST_COUNT, value)


def _address(raw: Raw, side: str, rows: int) -> tuple[Int64s, Int64s, Int64s]:
    """hi, lo, and 1 where the record has an address of this side. IPv4 wins unless it is 0.0.0.0 beside an IPv6 one."""
    four = raw.get(f"{side}IPv4Address", raw.get(f"{side}IPv4Prefix"))
    for six in (f"{side}IPv6Address", f"{side}IPv6Prefix"):
        if f"{six}.hi" in raw:
            hi, lo = raw[f"{six}.hi"], raw[f"{six}.lo"]
            if four is None:
                return hi, lo, np.ones(rows, np.int64)
            use4 = (four != 0) | ((hi == 0) & (lo == 0))
            return np.where(use4, 0, hi), np.where(use4, four | V4_MAPPED, lo), np.ones(rows, np.int64)
    if four is None:
        zero = np.zeros(rows, np.int64)
        return zero, zero, zero
    return np.zeros(rows, np.int64), four | V4_MAPPED, np.ones(rows, np.int64)


def _icmp(raw: Raw, proto: Int64s, dport: Int64s) -> Int64s:
    """Type * 256 + code: elements 32/139, else 176-179, else the destination port (as v5 and many v9 routers do)."""
    out = None
    for name in ("icmpTypeCodeIPv4", "icmpTypeCodeIPv6"):
        if (value := raw.get(name)) is not None:
            out = value if out is None else np.where(out == 0, value, out)
    for family in ("IPv4", "IPv6"):
        kind, code = raw.get(f"icmpType{family}"), raw.get(f"icmpCode{family}")
        if kind is not None:
            value = kind << 8 | (code if code is not None else 0)
            out = value if out is None else np.where(out == 0, value, out)
    is_icmp = (proto == ICMP) | (proto == ICMP6)
    out = dport if out is None else np.where(out == 0, dport, out)
    return np.where(is_icmp, out & 0xFFFF, UNKNOWN)


def _fragment(raw: Raw, rows: int) -> Int64s | None:
    offset, flags = raw.get("fragmentOffset"), raw.get("fragmentFlags")
    if offset is None and flags is None:
        return None
    out = np.zeros(rows, np.int64)
    if flags is not None:
        out = np.where(flags & MORE_FRAGMENTS, int(Fragment.FIRST), out)
    if offset is not None:
        out = np.where(offset & 0x1FFF, int(Fragment.LATER), out)
    return out


def columns(raw: Raw, context: Context) -> tuple[Columns, Int64s]:
    """Flow columns without sampling and exporter, and 1 per record that has at least one address."""
    rows = len(context.export)
    src_hi, src_lo, has_src = _address(raw, "source", rows)
    dst_hi, dst_lo, has_dst = _address(raw, "destination", rows)
    proto = raw.get("protocolIdentifier")
    sport, dport = _first_of(raw, SPORT, 0, rows), _first_of(raw, DPORT, 0, rows)
    if proto is None:
        proto = np.zeros(rows, np.int64)
    out: Columns = {"src_hi": src_hi, "src_lo": src_lo, "dst_hi": dst_hi, "dst_lo": dst_lo, "proto": proto & 0xFF}
    out["first"], out["last"] = first_last(raw, export=context.export, uptime=context.uptime, boot=context.boot)
    out["icmp"] = _icmp(raw, proto, dport)
    portless = out["icmp"] >= 0
    out["sport"], out["dport"] = np.where(portless, 0, sport & 0xFFFF), np.where(portless, 0, dport & 0xFFFF)
    if (flags := raw.get("tcpControlBits")) is not None:
        out["tcp_flags"] = np.where(proto == TCP, flags & 0xFF, 0)
    if (fragment := _fragment(raw, rows)) is not None:
        out["fragment"] = fragment
    out["packets"], out["bytes"] = _count(raw, PACKETS, rows), _count(raw, OCTETS, rows)
    for column, names in (("ingress_if", ("ingressInterface", "ingressPhysicalInterface")),
                          ("egress_if", ("egressInterface", "egressPhysicalInterface"))):  # fmt: skip
        if any(name in raw for name in names):
            out[column] = _first_of(raw, names, 0, rows)
    if (status := raw.get("forwardingStatus")) is not None:
        out["forwarding"] = status & 0xFF
    return out, has_src | has_dst


def reversed_raw(raw: Raw) -> tuple[Raw, Int64s] | None:  # noqa: C901 - a list of exchanges
    """The other direction of biflows and where it exists, or None: RFC 5103 elements, or responder counters 232 and 299."""
    packets, octets = raw.get(REVERSE + "packetDeltaCount"), raw.get(REVERSE + "octetDeltaCount")
    packets = raw.get(REVERSE + "packetTotalCount") if packets is None else packets
    octets = raw.get(REVERSE + "octetTotalCount") if octets is None else octets
    packets = raw.get("responderPackets") if packets is None else packets
    octets = raw.get("responderOctets") if octets is None else octets
    if packets is None and octets is None:
        return None
    there = packets if octets is None else octets if packets is None else packets | octets
    assert there is not None
    turned: Raw = {name: value for name, value in raw.items() if not name.startswith(REVERSE)}
    for name in (*OCTETS, *PACKETS, "tcpControlBits", "fragmentFlags", "forwardingStatus", "ingressInterface", "egressInterface"):
        turned.pop(name, None)
    for one, other in (("source", "destination"), ("tcpSource", "tcpDestination"), ("udpSource", "udpDestination")):
        for tail in (
            "IPv4Address",
            "IPv4Prefix",
            "IPv6Address.hi",
            "IPv6Address.lo",
            "IPv6Prefix.hi",
            "IPv6Prefix.lo",
            "TransportPort",
            "Port",
        ):
            turned.pop(one + tail, None)
            turned.pop(other + tail, None)
            for here, there_name in ((one, other), (other, one)):
                if (value := raw.get(here + tail)) is not None:
                    turned[there_name + tail] = value
    for name, value in raw.items():
        if name.startswith(REVERSE):
            turned[name.removeprefix(REVERSE)] = value
    for name, counted in (("packetDeltaCount", packets), ("octetDeltaCount", octets)):
        if counted is not None:
            turned[name] = counted
    for name, other in (("ingressInterface", "egressInterface"), ("egressInterface", "ingressInterface")):
        if name not in turned and (value := raw.get(other)) is not None:
            turned[name] = value
    return turned, np.flatnonzero(there)
