"""The shape of a class of attacks, and what all of them are made of. Belongs here: strikes as values, flows both ways. Never: a class.

Sizes and paces are drawn log-uniformly over the range that the class's source names, not around anything that the engine asks for: the
lower end is where the literature begins to call it by that name. A strike knows the truth about itself; that is all that is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec
import numpy as np

from hsoc.perimeter.simulate import community
from hsoc.perimeter.simulate.columns import Columns, Int64s, joined, member_address, whole
from hsoc.records import address

SYN, RST, PSH, ACK, FIN = 2, 4, 8, 16, 1
TALK: Final = SYN | ACK | PSH | FIN
BASE_V4: Final = address.pair("198.19.0.0")[1]
FIRST_ATTACKER: Final = 16 * 256  # attackers are 198.19.16.0 … 198.19.239.255 here; partners and clouds lie below
ATTACKERS: Final = 223 * 256
MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE

Rng = np.random.Generator
By = Literal["source", "victim", "campaign"]


class Strike(msgspec.Struct, frozen=True, kw_only=True):
    """One attack as it really was. src, dst: address or prefix as text, empty where there is no single one; first, last: ms."""

    kind: str
    first: int
    last: int
    src: str = ""
    dst: str = ""
    member: int = 0
    port: int = -1
    flows: Columns = msgspec.field(default_factory=lambda: whole(0))


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """A class. detectors: stories of any of these find it; by: what is counted once a day, the source, the victim or the strike itself.

    also: detectors that rightly see a part of it.
    draw(rng, since, until): one strike that begins in since … until (ms). about: what it is, with the source of its range.
    """

    name: str
    detectors: tuple[str, ...]
    also: tuple[str, ...] = ()
    by: By
    draw: Callable[[Rng, int, int], Strike]
    about: str


def between(rng: Rng, low: float, high: float) -> float:
    """Log-uniform."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def attacker(rng: Rng) -> int:
    """The lo of a hostile address outside."""
    return BASE_V4 + FIRST_ATTACKER + int(rng.integers(0, ATTACKERS))


def attackers(rng: Rng, count: int) -> Int64s:
    """Distinct hostile addresses outside (lo)."""
    return np.asarray(BASE_V4 + FIRST_ATTACKER + rng.choice(ATTACKERS, count, replace=False), np.int64)


def victim(rng: Rng) -> tuple[int, int]:
    """(member, lo) of a host inside."""
    member = int(rng.integers(1, community.MEMBERS + 1))
    return member, int(hosts(np.array([member]), np.array([rng.integers(1, community.HOSTS + 1)]))[0])


def hosts(member: Int64s, host: Int64s) -> Int64s:
    """The lo of hosts inside (IPv4)."""
    return member_address(np.asarray(member, np.int64), np.asarray(host, np.int64), np.zeros(len(member), bool))[1]


def member_of(lo: Int64s) -> Int64s:
    """The hospital of an address inside."""
    return np.asarray(lo >> 8 & 0xFF, np.int64)


def text(lo: int) -> str:
    """An IPv4 address as text."""
    return address.text(0, lo)


def times(rng: Rng, count: int, first: int, last: int, *, even: bool = False) -> Int64s:
    """Instants from first to last (ms), ascending; both ends are met."""
    if count == 1:
        return np.array([first], np.int64)
    place = np.linspace(0, 1, count) if even else np.concatenate([[0.0], np.sort(rng.random(count - 2)), [1.0]])
    return (first + place * (last - first)).astype(np.int64)


def inward(rng: Rng, src: Int64s, dst: Int64s, at: Int64s, **given: Int64s | int) -> Columns:
    """Flows from outside to hosts inside; each source keeps to one way in, each flow ends where `at` says."""
    count = len(dst)
    src = np.broadcast_to(np.asarray(src, np.int64), (count,))
    role = np.where(src % 5 == 0, community.PEERING, community.TRANSIT)
    lasting = np.asarray(given.pop("lasts", 0), np.int64)
    return whole(
        count, first=at - lasting, last=at, src_lo=src, dst_lo=dst, ingress_if=role, egress_if=community.ACCESS + member_of(dst),
        site=(src >> 3) & 1, **({"sport": rng.integers(32_768, 61_000, count)} | given),
    )  # fmt: skip


def outward(rng: Rng, src: Int64s, dst: Int64s, at: Int64s, **given: Int64s | int) -> Columns:
    """Flows from hosts inside to the outside."""
    count = len(dst)
    src = np.broadcast_to(np.asarray(src, np.int64), (count,))
    lasting = np.asarray(given.pop("lasts", 0), np.int64)
    return whole(
        count, first=at - lasting, last=at, src_lo=src, dst_lo=dst, ingress_if=community.ACCESS + member_of(src),
        egress_if=community.TRANSIT, site=(np.asarray(dst) >> 3) & 1, **({"sport": rng.integers(32_768, 61_000, count)} | given),
    )  # fmt: skip


def answered(there: Columns, chosen: Int64s, *, packets: Int64s | int, size: int, flags: Int64s | int, later: int = 20) -> Columns:
    """The answers to the chosen flows, `later` ms after them. size: bytes a packet."""
    one = {name: values[chosen] for name, values in there.items()}
    count = len(chosen)
    return whole(
        count, first=one["first"] + later, last=one["last"] + later, src_lo=one["dst_lo"], dst_lo=one["src_lo"], proto=one["proto"],
        sport=one["dport"], dport=one["sport"], tcp_flags=flags, packets=packets, bytes=np.asarray(packets, np.int64) * size,
        ingress_if=one["egress_if"], egress_if=one["ingress_if"], site=one["site"],
    )  # fmt: skip


def strike(kind: str, parts: list[Columns], **told: str | int) -> Strike:
    """A strike of these flows, with its own first and last instant."""
    flows = joined(parts)
    return Strike(kind=kind, first=int(flows["first"].min()), last=int(flows["last"].max()), flows=flows, **told)  # type: ignore[arg-type]
