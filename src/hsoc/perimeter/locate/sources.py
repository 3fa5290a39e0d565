"""Whose source may come in where: ours from outside, and what a member may send (BCP 38/84). Belongs here: these bits. Never: counting.

Feasible path, not strict: a member may send from its own prefixes, from what it declared besides, and from what its other networks give it
(RFC 3704, RFC 8704). What the cone of a peer may be is not guessed: that is shown to be unreliable (CoNEXT 2019).
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from hsoc.perimeter.locate.prefixes import Int64s, Prefixes
from hsoc.records.flow import Bogon, Role
from hsoc.records.policy import Member, Policy


class Sources:
    """The bits OWN_OUTSIDE, NOWHERE_ELSE and NOT_ALLOWED of a policy."""

    def __init__(self, policy: Policy, *, seen_elsewhere: Collection[int] = ()) -> None:
        """seen_elsewhere: members whose prefixes were seen in BGP through another origin or upstream (the routing guard knows)."""
        only_here = [m.number for m in policy.members if m.single_homed and not m.other_networks and m.number not in seen_elsewhere]
        self._only_here = np.zeros(max((m.number for m in policy.members), default=0) + 1, np.bool_)
        self._only_here[only_here] = True
        self._allowed = {m.number: Prefixes([(prefix, 1) for prefix in _further(m)]) for m in policy.members}

    def bits(self, column: dict[str, Int64s], *, src: Int64s, dst: Int64s, role: Int64s, behind: Int64s) -> Int64s:
        """Per flow. src, dst: numbers of the inside prefixes (0 = outside); behind: member at the access interface, 0 = none."""
        bits = np.zeros(len(src), np.int64)
        outside = ((role == int(Role.TRANSIT)) | (role == int(Role.PEER))) & (src > 0)
        rows = np.flatnonzero(outside)
        if len(rows):
            whose = src[rows]
            known = whose < len(self._only_here)
            sure = known & (dst[rows] == whose) & self._only_here[np.where(known, whose, 0)]
            bits[rows] = int(Bogon.OWN_OUTSIDE) + np.where(sure, int(Bogon.NOWHERE_ELSE), 0)
        foreign = np.flatnonzero((behind > 0) & (src != behind))
        for member in np.unique(behind[foreign]):  # few: only members that send what is not theirs
            mine = foreign[behind[foreign] == member]
            allowed = self._allowed[int(member)].values(column["src_hi"][mine], column["src_lo"][mine])
            bits[mine[allowed == 0]] |= int(Bogon.NOT_ALLOWED)
        return bits


def _further(member: Member) -> list[str]:
    """Prefixes beside its own from which a member may send."""
    return [*member.sources, *(prefix for other in member.other_networks for prefix in other.prefixes)]
