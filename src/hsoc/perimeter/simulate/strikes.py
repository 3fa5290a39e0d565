"""The flows of planned threats, all of them at once per kind. Belongs here: what an attack looks like on the wire. Never: the plan.

A threat's flows depend on its own row only (its `seed` column), so that any slice of the day, cut anyhow, holds the same flows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hsoc.perimeter.simulate import attacks, community, kinds, pools
from hsoc.perimeter.simulate.attacks import Plan
from hsoc.perimeter.simulate.columns import DROPPED, FORWARDED, NAMES, Columns, Int64s, joined, member_address, of_site, whole
from hsoc.records.flow import Fragment

SYN, RST, ACK, PSH, FIN = 2, 4, 16, 8, 1
SCAN_FLAGS: Final = np.array([SYN] * 60 + [FIN, 0, 0x29, ACK], np.int64)  # mostly SYN; FIN, NULL, Xmas and ACK scans exist
_EPHEMERAL: Final = 32_768


def flows_of(plan: Plan) -> Columns:
    """All flows of the planned threats, in no particular order."""
    parts = []
    for number, kind in enumerate(kinds.KINDS):
        mine = attacks.taken(plan, plan["kind"] == number)
        if attacks.rows(mine):
            parts.append(_marked(_SHAPES[kind.name](mine, _expanded(mine)), mine))
    return joined(parts)


class _Expanded:
    """One entry per flow: the row `of` its threat, its number `i` in it, and hashed noise that depends on (seed, i) only."""

    def __init__(self, plan: Plan) -> None:
        self.of = np.repeat(np.arange(attacks.rows(plan)), plan["flows"])
        self.i: Int64s = np.arange(len(self.of)) - np.repeat(np.cumsum(plan["flows"]) - plan["flows"], plan["flows"])
        self.seed = plan["seed"][self.of]

    def noise(self, salt: int) -> NDArray[np.float64]:
        """Uniform 0 … 1 per flow (a SplitMix64 finaliser: Steele et al. 2014)."""
        with np.errstate(over="ignore"):
            z = (self.seed.astype(np.uint64) << np.uint64(32)) + self.i.astype(np.uint64)
            z = (z + np.uint64(salt + 1)) * np.uint64(0x9E37_79B9_7F4A_7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
            z ^= z >> np.uint64(31)
        return np.asarray((z >> np.uint64(11)) * 2.0**-53, np.float64)

    def whole(self, salt: int, low: int, high: int) -> Int64s:
        """Whole numbers low … high - 1 per flow."""
        return low + (self.noise(salt) * (high - low)).astype(np.int64)


def _expanded(plan: Plan) -> _Expanded:
    return _Expanded(plan)


def _times(plan: Plan, flows: _Expanded) -> tuple[Int64s, Int64s]:
    """(first, last) per flow: spread over the threat, the first at its beginning, none beyond its end."""
    total = np.maximum(plan["flows"][flows.of] - 1, 1)
    span = plan["last"][flows.of] - plan["first"][flows.of]
    place = np.where(flows.i == 0, 0.0, np.where(flows.i == total, 1.0, (flows.i - 0.5 + flows.noise(1)) / total))
    first = plan["first"][flows.of] + (np.minimum(place, 1.0) * span).astype(np.int64)
    return first, np.minimum(first + flows.whole(2, 0, 400), plan["last"][flows.of])


def _targets(plan: Plan, flows: _Expanded) -> tuple[Int64s, Int64s]:
    """(hi, lo) of target i: round the threat's hospitals, in each along a stride, so that `targets` and `members` come out exactly."""
    i = flows.i % plan["targets"][flows.of]
    members = plan["members"][flows.of]
    number = 1 + (plan["member"][flows.of] - 1 + i % members) % community.MEMBERS
    host = 1 + (plan["host"][flows.of] + i // members * plan["stride"][flows.of]) % community.HOSTS
    return member_address(number, host, plan["v6"][flows.of] != 0)


def _from_outside(plan: Plan, flows: _Expanded, **given: Int64s | int) -> Columns:
    """Flows from the threat's source to its targets on its port."""
    first, last = _times(plan, flows)
    dst_hi, dst_lo = _targets(plan, flows)
    proto = plan["proto"][flows.of]
    has_ports = proto != 1
    # an ICMP echo request is type 8 code 0; over IPv6 it is protocol 58, type 128
    v6 = plan["v6"][flows.of] != 0
    base: dict[str, Int64s | int] = {
        "first": first, "last": last, "dst_hi": dst_hi, "dst_lo": dst_lo,
        "src_hi": plan["src_hi"][flows.of], "src_lo": plan["src_lo"][flows.of],
        "proto": np.where(v6 & ~has_ports, 58, proto),
        "sport": np.where(has_ports, flows.whole(3, _EPHEMERAL, 65_535), 0),
        "dport": np.where(has_ports, plan["port"][flows.of], 0),
        "icmp": np.where(has_ports, -1, np.where(v6, 128 * 256, 8 * 256)),
    }  # fmt: skip
    return whole(len(flows.of), **(base | given))


def _scan(plan: Plan, flows: _Expanded) -> Columns:
    tcp = plan["proto"][flows.of] == 6
    flags = SCAN_FLAGS[plan["seed"] % len(SCAN_FLAGS)][flows.of]
    packets = np.where(tcp & (flows.noise(4) < 0.3), 2, 1)
    size = np.where(tcp, np.where(flags == SYN, 44, 40), 60)  # a SYN says its largest segment, other probes carry no option
    return _from_outside(plan, flows, tcp_flags=np.where(tcp, flags, 0), packets=packets, bytes=packets * size)


def _vertical(plan: Plan, flows: _Expanded) -> Columns:
    # the ports of one host: a walk with a stride that shares no factor with 65,535 - 1, so none comes twice
    port = 1 + (plan["host"][flows.of] * 37 + flows.i * (plan["stride"][flows.of] * 2 + 67)) % 65_521  # the largest prime below 65,536
    tcp = plan["proto"][flows.of] == 6
    proto = np.where(tcp, 6, 17)
    return _from_outside(
        plan, flows, proto=proto, dport=port, sport=flows.whole(3, _EPHEMERAL, 65_535), icmp=-1, tcp_flags=np.where(tcp, SYN, 0),
        packets=1, bytes=np.where(tcp, 44, 60),
    )  # fmt: skip


def _login(plan: Plan, flows: _Expanded) -> Columns:
    packets = flows.whole(4, 12, 30)  # perimeter.md 2.5: an attempt is 11 to 30 packets of 1,000 to 5,000 bytes
    return _from_outside(plan, flows, tcp_flags=SYN | ACK | PSH | FIN, packets=packets, bytes=packets * 110)


def _exploit(plan: Plan, flows: _Expanded) -> Columns:
    packets = flows.whole(4, 6, 14)
    return _from_outside(plan, flows, tcp_flags=SYN | ACK | PSH | FIN, packets=packets, bytes=packets * flows.whole(5, 90, 700))


def _spoofed(plan: Plan, flows: _Expanded) -> Columns:
    packets = flows.whole(4, 1, 4)
    tcp = plan["proto"][flows.of] == 6
    return _from_outside(plan, flows, tcp_flags=np.where(tcp, SYN, 0), packets=packets, bytes=packets * 60)


def _reflection(plan: Plan, flows: _Expanded) -> Columns:
    table = np.array([vector[1:5] for vector in kinds.VECTORS], np.int64)[plan["vector"]][flows.of]
    later = (flows.i % 8 < table[:, 3]) & (
        flows.i >= plan["sources"][flows.of]
    )  # every reflector is seen whole before it is seen in pieces
    packets = np.maximum(1, (table[:, 1] * (0.5 + flows.noise(4))).astype(np.int64))
    size = np.where(later, 1480, table[:, 2])
    return _from_outside(
        plan, flows, src_hi=0, src_lo=pools.reflectors(plan["src_lo"][flows.of], flows.i % plan["sources"][flows.of]),
        sport=np.where(later, 0, table[:, 0]), dport=np.where(later, 0, flows.whole(3, 1024, 65_535)),
        fragment=np.where(later, int(Fragment.LATER), 0), packets=packets, bytes=packets * size,
    )  # fmt: skip


def _syn_flood(plan: Plan, flows: _Expanded) -> Columns:
    packets = flows.whole(4, 20, 90)
    place = flows.i % plan["sources"][flows.of]
    sources = np.where(place == 0, plan["src_lo"][flows.of], pools.flooder(flows.seed, place))
    return _from_outside(plan, flows, src_hi=0, src_lo=sources, tcp_flags=SYN, packets=packets, bytes=packets * 40)


def _own_answers(plan: Plan, flows: _Expanded) -> Columns:
    """A hospital's host that answers the Internet on a port it should not (vulnerable-open): the answers, towards many strangers."""
    first, last = _times(plan, flows)
    tcp = plan["proto"][flows.of] == 6
    packets = flows.whole(4, 2, 12)
    return whole(
        len(flows.of), first=first, last=last, src_hi=0, src_lo=plan["src_lo"][flows.of], dst_hi=0,
        dst_lo=_STRANGERS + flows.whole(5, 0, 20_000), proto=plan["proto"][flows.of], sport=plan["port"][flows.of],
        dport=flows.whole(3, _EPHEMERAL, 65_535), tcp_flags=np.where(tcp, SYN | ACK | PSH, 0), packets=packets, bytes=packets * 300,
    )  # fmt: skip


def _own_calls(plan: Plan, flows: _Expanded) -> Columns:
    """A hospital's host that calls its controller at an even beat."""
    first, last = _times(plan, flows)
    packets = flows.whole(4, 6, 10)
    return whole(
        len(flows.of), first=first, last=last, src_hi=0, src_lo=plan["src_lo"][flows.of], dst_hi=0,
        dst_lo=(_STRANGERS + plan["seed"] % 20_000)[flows.of], proto=6, sport=flows.whole(3, _EPHEMERAL, 65_535),
        dport=plan["port"][flows.of], tcp_flags=SYN | ACK | PSH | FIN, packets=packets, bytes=packets * 180,
    )  # fmt: skip


def _marked(flows: Columns, plan: Plan) -> Columns:
    """Interfaces, site, and what the border's standing policy did with each flow."""
    of = np.repeat(np.arange(attacks.rows(plan)), plan["flows"])
    outbound = (flows["dst_lo"] >= _STRANGERS) & (flows["dst_lo"] < _STRANGERS + 65_536) & (flows["dst_hi"] == 0)
    access = community.ACCESS + plan["member"][of]
    outside = np.where(plan["src_lo"][of] % 5 == 0, community.PEERING, community.TRANSIT)
    flows["site"] = of_site(flows["src_lo"], np.zeros_like(flows["src_lo"]))  # a source keeps to one site
    flows["ingress_if"] = np.where(outbound, access, outside)
    flows["egress_if"] = np.where(outbound, outside, access)
    flows["forwarding"] = np.where(plan["disposition"][of] == attacks.PREVENTIVE, DROPPED, FORWARDED)
    return {name: flows[name] for name in NAMES}


_STRANGERS: Final = pools.STRANGERS
_SHAPES: Final[dict[str, Callable[[Plan, _Expanded], Columns]]] = {
    "horizontal": _scan, "vertical": _vertical, "slow": _scan, "login": _login, "spoofed": _spoofed, "reflection": _reflection,
    "syn_flood": _syn_flood, "exploit": _exploit, "open": _own_answers, "botnet": _own_calls, "other": _exploit,
}  # fmt: skip
