"""Which listed prefixes forged sources come from, as matches towards their target. Here: that look-up. Never: whether it is allowed.

A source that nobody can rightly have may be matched by its prefix, because it hurts nobody: a bogon, or a member's own prefix where locate
said that it cannot arrive from outside. Always together with the target, never alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hsoc.perimeter.decide.prefixes import parsed
from hsoc.records.address import text
from hsoc.records.policy import Policy
from hsoc.records.scope import Match

DETECTORS: Final = frozenset({"bogon_source", "own_prefix_outside"})
EXAMPLES: Final = 3  # sources that the evidence names (hi_n, lo_n); 0, 0 = none


def matches(detector: str, evidence: Mapping[str, object], *, dst: str, policy: Policy) -> tuple[Match, ...]:
    """One match per listed prefix that holds an example of the forged sources, heaviest first; none where it is not sure."""
    if detector == "own_prefix_outside" and evidence.get("sure") != 1:
        return ()
    own = (prefix for member in policy.members for prefix in member.prefixes)
    listed = tuple(policy.bogons if detector == "bogon_source" else own)
    found = (_holding(listed, source) for source in _examples(evidence))
    family = parsed(dst).version
    return tuple(dict.fromkeys(Match(src=prefix, dst=dst) for prefix in found if prefix and parsed(prefix).version == family))


def _examples(evidence: Mapping[str, object]) -> Iterable[str]:
    for number in range(1, EXAMPLES + 1):
        hi, lo = evidence.get(f"hi_{number}"), evidence.get(f"lo_{number}")
        if isinstance(hi, int) and isinstance(lo, int) and (hi or lo):
            yield text(hi, lo)


def _holding(listed: Iterable[str], source: str) -> str | None:
    """The widest listed prefix that holds an address."""
    address = parsed(f"{source}/{128 if ':' in source else 32}")
    holding = [one for one in listed if parsed(one).version == address.version and address.network_address in parsed(one)]
    return min(holding, key=lambda one: parsed(one).prefixlen, default=None)
