"""Policy and settings as arrays for the kernels. Belongs here: compiling. Never: judging.

Several announcements of one prefix are alternatives: whatever one of them permits is permitted. What defends (scrubbing, black hole)
adds to what the prefix around it permits; anything else replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from hsoc.perimeter.guard.labels import ROLES
from hsoc.perimeter.guard.settings import Settings
from hsoc.perimeter.guard.tree import of_texts
from hsoc.perimeter.guard.validity import Validity, validity
from hsoc.records.address import V4_BITS, Int64s, pair
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import Vrp

OWN: Final = "own"


class Rules(NamedTuple):
    """Who may announce what. Node i has the rules rule_at[i] … rule_at[i + 1] - 1; lists are flat with their beginnings in `*_at`."""

    hi: Int64s
    lo: Int64s
    bits: Int64s
    parent: Int64s
    rule_at: Int64s
    defends: Int64s  # per node: 1 where all its rules are scrubbing or black hole
    most: Int64s  # per rule, mapped length
    any_origin: Int64s
    no_export: Int64s
    member: Int64s
    origin_at: Int64s
    origins: Int64s
    neighbour_at: Int64s
    neighbours: Int64s
    pattern_at: Int64s  # per rule: its patterns
    hop_at: Int64s  # per pattern: its hops, origin last
    hops: Int64s


class Neighbours(NamedTuple):
    """Our own sessions and what is known of the world. Trees are given by their four columns each."""

    session_hi: Int64s
    session_lo: Int64s
    session_asn: Int64s
    role: Int64s
    most: Int64s
    listed: Int64s  # 1 where a session has a list of what it may announce
    bogon_hi: Int64s
    bogon_lo: Int64s
    bogon_bits: Int64s
    bogon_parent: Int64s
    bogon_first: Int64s
    bogon_last: Int64s
    tier1: Int64s
    own: Int64s
    providers: Int64s
    peers: Int64s
    limits: Int64s  # longest and shortest of IPv4, of IPv6, mapped


def rules(announcements: Sequence[Announcement]) -> Rules:
    """Compiled. Raises ValueError that names a prefix which is not canonical."""
    tree, index = of_texts(one.prefix for one in announcements)
    order = np.argsort(index, kind="stable")
    ranked = [announcements[int(n)] for n in order]
    rule_at = np.searchsorted(index[order], np.arange(len(tree.hi) + 1)).astype(np.int64)
    defends = [all(one.purpose != OWN for one in ranked[a:b]) for a, b in pairwise(rule_at)]
    patterns = [pattern for one in ranked for pattern in one.paths]
    return Rules(
        *tree,
        rule_at=rule_at,
        defends=_numbers(defends),
        most=_numbers(_most(one) for one in ranked),
        any_origin=_numbers(one.any_origin for one in ranked),
        no_export=_numbers(one.no_export for one in ranked),
        member=_numbers(one.member for one in ranked),
        origin_at=_starts(one.origins for one in ranked),
        origins=_numbers(asn for one in ranked for asn in one.origins),
        neighbour_at=_starts(one.neighbours for one in ranked),
        neighbours=_numbers(asn for one in ranked for asn in one.neighbours),
        pattern_at=_starts(one.paths for one in ranked),
        hop_at=_starts(patterns),
        hops=_numbers(asn for pattern in patterns for asn in pattern),
    )


def _most(one: Announcement) -> int:
    net_bits = int(one.prefix.rpartition("/")[2])
    return max(one.most_length, net_bits) + (0 if ":" in one.prefix else V4_BITS)


def neighbours(settings: Settings, policy: Policy) -> Neighbours:
    """Compiled. Raises ValueError that names an address or prefix which is none."""
    sessions = settings.session
    addresses = [pair(one.address) for one in sessions]
    bogons, _ = of_texts(policy.bogons)
    limits = (settings.longest_v4 + V4_BITS, settings.shortest_v4 + V4_BITS, settings.longest_v6, settings.shortest_v6)
    return Neighbours(
        session_hi=_numbers(hi for hi, _ in addresses),
        session_lo=_numbers(lo for _, lo in addresses),
        session_asn=_numbers(one.asn for one in sessions),
        role=_numbers(ROLES[one.role.value] for one in sessions),
        most=_numbers(one.most_prefixes for one in sessions),
        listed=_numbers(bool(one.prefixes) for one in sessions),
        bogon_hi=bogons.hi,
        bogon_lo=bogons.lo,
        bogon_bits=bogons.bits,
        bogon_parent=bogons.parent,
        bogon_first=_numbers(first for first, _ in settings.bogon_asns),
        bogon_last=_numbers(last for _, last in settings.bogon_asns),
        tier1=_numbers(settings.tier1),
        own=_numbers(settings.own_asns),
        providers=_numbers(settings.providers),
        peers=_numbers(settings.peers),
        limits=_numbers(limits),
    )


def expected(settings: Settings) -> Validity:
    """What each session may announce, as if its number (from 1) were an AS with VRPs; more-specifics included."""
    pairs = [(prefix, number) for number, one in enumerate(settings.session, 1) for prefix in one.prefixes]
    return validity([Vrp(prefix, 128 if ":" in prefix else 32, number) for prefix, number in pairs])


def _numbers(values: Iterable[int]) -> Int64s:
    return np.array([int(one) for one in values], np.int64)


def _starts(lists: Iterable[Sequence[object]]) -> Int64s:
    return np.cumsum([0, *(len(one) for one in lists)]).astype(np.int64)
