"""Entries of an `allow` that would keep other entries from what they are for. Belongs here: finding them. Never: taking them out.

A router ends at the first rule that matches (RFC 8955 cannot pass by a single rule), and the order is by components. An entry that lets
something through a stricter limit would so let it through the answer to an attack, or a limit of the network, that comes later in the
order. An `allow` lifts only stricter limits: while something else wants what it lets through, it steps aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hsoc.exchange.flowspec.compose import rule
from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.decide.cover import meets
from hsoc.perimeter.decide.prefixes import parsed
from hsoc.records.decision import Action
from hsoc.records.scope import Match

IN_ORDER: Final = frozenset({Action.FLOWSPEC, Action.RATE_LIMIT, Action.REDIRECT})  # what stands in the order of rules
MOST_KNOWN: Final = 100_000  # pairs remembered; beyond, all is reckoned anew


class Shields:
    """The entries of `allow` rules, by key, with their matches. Pairs are compared once."""

    def __init__(self, allows: Mapping[str, Match]) -> None:
        self._allows = dict(allows)
        self._known: dict[tuple[str, Match], bool] = {}

    def aside(self, others: Iterable[tuple[str, Action, Match]]) -> dict[str, str]:
        """Key of each allowing entry that has to step aside → key of what it would shield from. others: key, action, match."""
        if not self._allows:
            return {}
        out: dict[str, str] = {}
        for key, action, match in others:
            if action in IN_ORDER:
                for name in self._allows:
                    if name not in out and name != key and self._shielded(name, match):
                        out[name] = key
        return out

    def _shielded(self, name: str, match: Match) -> bool:
        """Whether an allowing entry comes first and takes something of a match."""
        allowed = self._allows[name]
        if _apart(allowed, match):
            return False
        pair = name, match
        if pair not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            try:
                self._known[pair] = meets(allowed, match) and rank(rule(allowed)) < rank(rule(match))
            except Unsayable:
                self._known[pair] = False
        return self._known[pair]


def _apart(one: Match, other: Match) -> bool:
    """A quick look: destinations that do not overlap; most entries are about somebody else."""
    if one.dst is None or other.dst is None:
        return False
    a, b = parsed(one.dst), parsed(other.dst)
    return a.version != b.version or not a.overlaps(b)
