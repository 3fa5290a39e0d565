"""Route origin validation of one prefix (RFC 6811, section 2.1) by a plain look through VRPs. Never: the many updates of the guard."""

from __future__ import annotations

from collections.abc import Iterable

from hsoc.records.address import network
from hsoc.records.route import Vrp

VALID, INVALID, NOT_FOUND = "valid", "invalid", "not-found"


def origin_state(vrps: Iterable[Vrp], *, prefix: str, origin: int) -> str:
    """VALID, INVALID or NOT_FOUND for a canonical prefix and the AS that announces it. Raises ValueError for a prefix that is none."""
    net = network(prefix)
    around = {str(net.supernet(new_prefix=bits)) for bits in range(net.prefixlen + 1)}
    found = [one for one in vrps if one.prefix in around]
    if any(one.asn == origin and origin > 0 and net.prefixlen <= one.most_length for one in found):
        return VALID
    return INVALID if found else NOT_FOUND
