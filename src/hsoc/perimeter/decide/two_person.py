"""For which actions two people must agree, and whether they have. Belongs here: counting. Never: asking them (perimeter/approvals).

Addresses are counted as they are handed out: IPv4 one by one, IPv6 by /64, of which a hospital has 65,536.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hsoc.perimeter.decide.prefixes import parsed
from hsoc.records.decision import Action
from hsoc.records.policy import Approval
from hsoc.records.scope import Match

TWO: Final = 2
HANDED_OUT: Final = {4: 32, 6: 64}  # bits of what counts as one address


def wants_two(action: Action, match: Match, *, addresses: int) -> bool:
    """Whether two people must agree. addresses: from how many on, 0 = never for their number."""
    if action is Action.DIVERT:
        return True
    if action is Action.DESTINATION_RTBH and match.dst is not None and parsed(match.dst).num_addresses > 1:
        return True
    return bool(addresses) and width(match) >= addresses


def width(match: Match) -> int:
    """How many addresses an entry is about: the larger of its destination and its source, of those that it names."""
    named = [parsed(prefix) for prefix in (match.dst, match.src) if prefix is not None]
    return max((1 << max(0, HANDED_OUT[net.version] - net.prefixlen) for net in named), default=0)


def agreed(approvals: Iterable[Approval], local: Mapping[str, Iterable[str]], *, now: int) -> frozenset[str]:
    """Keys that two people with different names have agreed to. local: names by key that hold now; approvals count until their end (ms)."""
    names: dict[str, set[str]] = {key: {_plain(name) for name in those} for key, those in local.items()}
    for one in approvals:
        if one.until > now:
            names.setdefault(one.key, set()).update(map(_plain, one.by))
    return frozenset(key for key, those in names.items() if len(those - {""}) >= TWO)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
