"""The algebra of black holes and spared nets (cesnet.md 8, as ExaFS has it). Pure. Never: who may spare what.

A black hole equal to or inside a spared net is not announced. A larger one is announced as the subnets around it. When the spared net
goes, the whole comes back, for nothing of this is stored: it is reckoned anew from both lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hsoc.records.address import Network, network

MOST_PIECES: Final = 64  # entries that one rule may become; a hole in a /8 around one host is 24 pieces


class TooMany(ValueError):
    """The rule would fall into more pieces than the table should carry for one rule."""


def around(prefix: str, spared: Iterable[str]) -> tuple[str, ...]:
    """What of a prefix is announced: itself, nothing, or the subnets around what is spared, in order. Raises TooMany, ValueError."""
    pieces: list[Network] = [network(prefix)]
    for one in sorted({network(text) for text in spared}, key=lambda net: (net.version, net.prefixlen)):
        pieces = [left for piece in pieces for left in _without(piece, one)]
        if len(pieces) > MOST_PIECES:
            raise TooMany(f"{prefix} falls into more than {MOST_PIECES} pieces")
    return tuple(str(piece) for piece in sorted(pieces, key=int_of))


def int_of(net: Network) -> int:
    """Sort key within one family."""
    return int(net.network_address)


def _without(piece: Network, hole: Network) -> list[Network]:
    if piece.version != hole.version or not piece.overlaps(hole):
        return [piece]
    if hole.prefixlen <= piece.prefixlen:
        return []
    return list(piece.address_exclude(hole))  # type: ignore[arg-type]  # both of one family, see above
