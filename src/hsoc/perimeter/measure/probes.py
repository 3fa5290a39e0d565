"""What a flow looks like on its own: a probe, a reply, a request. Belongs here: masks of one row. Never: counting, thresholds per key.

Written with operators only, so that one text serves Ibis tables (DuckDB, Spark) and NumPy columns. A flow is judged small only
where every packet was looked at (sampling 1): under 1:1000 sampling every long transfer looks like one packet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hsoc.records.flow import Bogon, Direction, Role

ICMP: Final = 1
TCP: Final = 6
UDP: Final = 17
ICMP6: Final = 58

FIN, SYN, RST, PSH, ACK, ECE, CWR = 0x01, 0x02, 0x04, 0x08, 0x10, 0x40, 0x80  # RFC 9293 3.1, RFC 3168 6.1
TRANSIT, PEER = int(Role.TRANSIT), int(Role.PEER)
OWN_OUTSIDE: Final = int(Bogon.OWN_OUTSIDE)
INBOUND, OUTBOUND, BETWEEN = int(Direction.INBOUND), int(Direction.OUTBOUND), int(Direction.BETWEEN)

FEW_PACKETS: Final = 3  # packets; a probe, its two repetitions. More is a conversation
BARE_BYTES: Final = 60  # bytes a packet; IPv4 or IPv6 + TCP headers without data or options (40 / 60)
SHORT_BYTES: Final = 120  # bytes a packet; IPv6 and UDP headers with 72 bytes of question, more than port scanners send
FIRST_UNPRIVILEGED: Final = 1024  # below it services answer; what they send is taken for answers
ECHO_KIND: Final = 0  # ICMP answers of interest are one kind: the echo reply
TRACEROUTE: Final = (33434, 33534)  # UDP ports that the traceroute tools walk through

ONE_WAY: Final = (162, 514, 2055, 4739, 6343, 9995, 9996)  # traps, syslog and flows: whoever collects them never answers
LEFT_OUT: Final = (1194, 3478, 4500, 5060, 51820)  # OpenVPN, STUN and TURN, IPsec, SIP, WireGuard: gateways talk from these ports
MEDICAL: Final = (104, 502, 2575, 11112)


class View(SimpleNamespace):
    """Columns of one batch as attributes, and the masks already computed over them."""

    def __init__(self, **columns: NDArray[np.int64]) -> None:
        super().__init__(**columns)
        self.masks: dict[Callable[[Any], Any], Any] = {}


def shared(mask: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A mask that several detectors ask for: computed once over a View, each time over anything else."""

    @wraps(mask)
    def once(f: Any) -> Any:
        if not isinstance(f, View):
            return mask(f)
        if mask not in f.masks:
            f.masks[mask] = mask(f)
        return f.masks[mask]

    return once


@shared
def syn(f: Any) -> Any:
    """Asked and never went on: SYN without ACK (SYN+RST is the half-open scanner's own kernel hanging up)."""
    return (f.proto == TCP) & ((f.tcp_flags & (SYN | ACK)) == SYN)


def bare(f: Any) -> Any:
    """NULL, FIN, XMAS: no SYN, RST or ACK, which no real connection ever sends. Small, because 0 also means `flags not exported`."""
    odd = (f.proto == TCP) & ((f.tcp_flags & (SYN | RST | ACK)) == 0) & (f.fragment == 0)
    return odd & (f.sampling == 1) & (f.packets <= FEW_PACKETS) & (f.bytes <= f.packets * BARE_BYTES)


def lone_ack(f: Any) -> Any:
    """ACK probe: one bare ACK. A keep-alive has a byte of data (41) or options (52), so it is not one."""
    size = ((f.dst_hi == 0) & (f.bytes <= 40)) | ((f.dst_hi != 0) & (f.bytes <= 60))
    return (f.proto == TCP) & ((f.tcp_flags & 0x3F) == ACK) & (f.sampling == 1) & (f.packets == 1) & size


def hollow(f: Any) -> Any:
    """Connect scan: a handshake without a word (no PSH), seen from the asking side (towards the lower port)."""
    opened = (f.proto == TCP) & ((f.tcp_flags & (SYN | ACK | PSH)) == (SYN | ACK))
    return opened & (f.sampling == 1) & (f.packets >= 3) & (f.packets <= 5) & (f.bytes <= f.packets * BARE_BYTES) & (f.dport < f.sport)


TCP_KINDS: Final = {"syn": syn, "bare": bare, "ack": lone_ack, "hollow": hollow}


@shared
def tcp(f: Any) -> Any:
    """Any TCP probe."""
    return syn(f) | bare(f) | lone_ack(f) | hollow(f)


@shared
def udp(f: Any) -> Any:
    """A small datagram from a client's port, not traceroute; whether it was a probe shows only when nobody answers."""
    small = (f.proto == UDP) & (f.sampling == 1) & (f.packets <= FEW_PACKETS) & (f.fragment == 0)
    return small & (f.sport >= FIRST_UNPRIVILEGED) & ((f.dport < TRACEROUTE[0]) | (f.dport > TRACEROUTE[1]))


def datagram(f: Any) -> Any:
    """A datagram from a port that no service answers from, to a port that expects to be answered for; not traceroute."""
    client = (f.proto == UDP) & (f.sport >= FIRST_UNPRIVILEGED) & (f.fragment < 2) & ~_any_of(f.sport, LEFT_OUT)
    return client & ~_any_of(f.dport, ONE_WAY) & ((f.dport < TRACEROUTE[0]) | (f.dport > TRACEROUTE[1]))


def datagram_out(f: Any) -> Any:
    """A datagram of ours but for collectors, tunnels and call relays, at either end."""
    return (f.proto == UDP) & ~_any_of(f.dport, ONE_WAY) & ~_any_of(f.dport, LEFT_OUT) & ~_any_of(f.sport, LEFT_OUT)


def datagram_back(f: Any) -> Any:
    """The other direction of `datagram`."""
    return (f.proto == UDP) & (f.dport >= FIRST_UNPRIVILEGED) & ~_any_of(f.dport, LEFT_OUT)


def medical(f: Any) -> Any:
    """At a door of medical devices: DICOM, HL7, Modbus (perimeter.md 2.1)."""
    return _any_of(f.dport, MEDICAL)


def _any_of(column: Any, values: tuple[int, ...]) -> Any:
    found = column == values[0]
    for value in values[1:]:
        found = found | (column == value)
    return found


def short(f: Any) -> Any:
    """A datagram that asks little; reflected answers are longer."""
    return f.bytes <= f.packets * SHORT_BYTES


@shared
def udp_back(f: Any) -> Any:
    """What can be the answer to `udp`: anything towards a client's port."""
    return (f.proto == UDP) & (f.sampling == 1) & (f.dport >= FIRST_UNPRIVILEGED) & (f.fragment < 2)


def icmp_type(f: Any, kind: int) -> Any:
    """ICMP(v6) messages of a type, whatever the code."""
    return (f.icmp >= kind * 256) & (f.icmp < kind * 256 + 256)


def echo(f: Any) -> Any:
    """Requests that find hosts: echo, timestamp, address mask; echo of ICMPv6. Few packets a flow."""
    v4 = (f.proto == ICMP) & (icmp_type(f, 8) | icmp_type(f, 13) | icmp_type(f, 17))
    return (v4 | ((f.proto == ICMP6) & icmp_type(f, 128))) & (f.sampling == 1) & (f.packets <= FEW_PACKETS)


@shared
def echo_back(f: Any) -> Any:
    """Answers to `echo`."""
    v4 = (f.proto == ICMP) & (icmp_type(f, 0) | icmp_type(f, 14) | icmp_type(f, 18))
    return v4 | ((f.proto == ICMP6) & icmp_type(f, 129))


def icmp_unasked(f: Any) -> Any:
    """ICMP that is no answer to an echo: requests and errors of any type."""
    return ((f.proto == ICMP) | (f.proto == ICMP6)) & ~echo_back(f)


def icmp_error(f: Any) -> Any:
    """What routers and hosts say of packets that did not arrive: unreachable, quench, redirect, time exceeded, parameter, too big."""
    v4 = (f.proto == ICMP) & (icmp_type(f, 3) | icmp_type(f, 4) | icmp_type(f, 5) | icmp_type(f, 11) | icmp_type(f, 12))
    return v4 | ((f.proto == ICMP6) & (f.icmp >= 0) & (f.icmp < 128 * 256))


def port_unreachable(f: Any) -> Any:
    """The one ICMP error that the host itself sends, not a router on the way."""
    return ((f.proto == ICMP) & (f.icmp == 3 * 256 + 3)) | ((f.proto == ICMP6) & (f.icmp == 256 + 4))


def syn_ack_alone(f: Any) -> Any:
    """An accepted connection that nobody went on with, seen from the side that accepted."""
    return (f.proto == TCP) & ((f.tcp_flags & 0x1F) == (SYN | ACK)) & (f.fragment < 2)


def external(f: Any) -> Any:
    """Entered from a transit or a peer."""
    return (f.role == TRANSIT) | (f.role == PEER)


def icmp_walk(f: Any) -> Any:
    """ICMP that is neither an answer, an error, nor neighbour and group housekeeping (RFC 792, 4443, 4861, 3810)."""
    v4 = (f.proto == ICMP) & ~(
        icmp_type(f, 0)
        | icmp_type(f, 3)
        | icmp_type(f, 4)
        | icmp_type(f, 5)
        | icmp_type(f, 11)
        | icmp_type(f, 12)
        | icmp_type(f, 14)
        | icmp_type(f, 16)
        | icmp_type(f, 18)
    )
    v6 = (f.proto == ICMP6) & (f.icmp >= 128 * 256) & ~((f.icmp >= 129 * 256) & (f.icmp < 144 * 256))
    return (v4 | v6) & (f.icmp >= 0) & (f.sampling == 1) & (f.packets <= FEW_PACKETS)


@shared
def odd_flags(f: Any) -> Any:
    """Flag sets that no real connection sends: half-open SYN+ECE+CWR (0xC2), FIN, XMAS and NULL, SYN with FIN or RST in one packet.

    NULL of an exporter that tells flags is NO_FLAGS, which is not 0 and needs no second look.
    The flags of a flow are those of all its packets together, so what has ACK counts only where there was one packet.
    """
    half_open = (f.tcp_flags & (SYN | ACK | ECE | CWR)) == (SYN | ECE | CWR)
    headless = ((f.tcp_flags & (SYN | RST | ACK)) == 0) & (f.tcp_flags != 0)
    both = ((f.tcp_flags & (SYN | FIN)) == (SYN | FIN)) | ((f.tcp_flags & (SYN | RST)) == (SYN | RST))
    return (f.proto == TCP) & (f.fragment == 0) & (half_open | headless | bare(f) | (both & (f.packets == 1)))


def sampled_tcp(f: Any) -> Any:
    """TCP where not every packet was looked at: one packet of a connection tells as much as one of an attack, so all are weighed."""
    return (f.proto == TCP) & (f.sampling > 1)


@shared
def incoming(f: Any) -> Any:
    """Towards us, or nobody said where to; also what pretends to be ours and came from outside. What our hosts send is judged by itself."""
    return (f.direction <= INBOUND) | ((f.bogon & OWN_OUTSIDE) != 0)


@shared
def outgoing(f: Any) -> Any:
    """From a hospital's address, outwards or to another member, and not from outside under such an address."""
    return ((f.direction == OUTBOUND) | (f.direction == BETWEEN)) & ((f.bogon & OWN_OUTSIDE) == 0)


@shared
def to_one(f: Any) -> Any:
    """Towards one host: neither IPv4 multicast and broadcast (224/3 upward), nor IPv6 multicast (ff00::/8, RFC 4291)."""
    v4_group = (f.dst_hi == 0) & (f.dst_lo >= 0xFFFF_E000_0000) & (f.dst_lo <= 0xFFFF_FFFF_FFFF)
    v6_group = (f.dst_hi < 0) & (f.dst_hi >= -(1 << 56))
    return ~(v4_group | v6_group)
