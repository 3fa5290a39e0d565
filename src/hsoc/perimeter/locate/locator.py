"""Locate: whose a flow is, where it goes, whether its addresses may exist, what stands behind its interface. Pure. Never: detection."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from hsoc.perimeter.locate.prefixes import Int64s, Prefixes
from hsoc.records.address import pair
from hsoc.records.flow import Bogon, Direction, Role
from hsoc.records.policy import Policy

PROTECTED: Final = 1 << 16  # inside the protected network but of no member; members are numbered up to 4095
_ROLES: Final = {"transit": Role.TRANSIT, "peer": Role.PEER, "access": Role.ACCESS, "core": Role.CORE}


class Locator:
    """Fills member, direction, role and bogon of flows by the policy.

    Inside are the prefixes of the members and the protected ones; where the policy names none at all, every destination is inside.
    Raises ValueError for a prefix that is not canonical or a role that is not one.
    """

    def __init__(self, policy: Policy) -> None:
        """Build the tables, once per policy."""
        inside = [(prefix, PROTECTED) for prefix in policy.protected]
        # the same prefix listed as protected and as a member's is the member's: the later of equals wins
        inside += [(prefix, member.number) for member in policy.members for prefix in member.prefixes]
        self._everything = not inside
        self._inside = Prefixes(inside)
        self._bogons = Prefixes([(prefix, 1) for prefix in policy.bogons])
        self._has_bogons = bool(policy.bogons)
        self._roles: dict[int, tuple[Int64s, Int64s]] = {}
        by_exporter: dict[int, dict[int, int]] = {}
        for interface in policy.interfaces:
            if interface.role not in _ROLES:
                raise ValueError(
                    f"interface {interface.index} of {interface.exporter}: role {interface.role!r} is none of {sorted(_ROLES)}"
                )
            by_exporter.setdefault(pair(interface.exporter)[1], {})[interface.index] = int(_ROLES[interface.role])
        for exporter, roles in by_exporter.items():
            indexes = sorted(roles)
            self._roles[exporter] = (np.array(indexes, np.int64), np.array([roles[i] for i in indexes], np.int64))

    def locate(self, table: pa.Table) -> pa.Table:
        """The same flows with the four columns filled."""
        column = {name: table.column(name).to_numpy() for name in ("src_hi", "src_lo", "dst_hi", "dst_lo", "exporter", "ingress_if")}
        src = self._inside.values(column["src_hi"], column["src_lo"])
        dst = self._inside.values(column["dst_hi"], column["dst_lo"])
        if self._everything:
            direction = np.full(len(src), int(Direction.INBOUND), np.int64)
        else:
            direction = np.where(
                dst > 0,
                np.where(src > 0, int(Direction.BETWEEN), int(Direction.INBOUND)),
                np.where(src > 0, int(Direction.OUTBOUND), int(Direction.TRANSIT)),
            ).astype(np.int64)
        member = np.where(dst > 0, dst, src)
        member = np.where(member == PROTECTED, 0, member)
        filled = {
            "member": member,
            "direction": direction,
            "role": self._role(column["exporter"], column["ingress_if"]),
            "bogon": self._bogon(column),
        }
        for name, values in filled.items():
            place = table.schema.get_field_index(name)
            table = table.set_column(place, table.schema.field(place), pa.array(values, pa.int64()))
        return table

    def _bogon(self, column: dict[str, Int64s]) -> Int64s:
        if not self._has_bogons:
            return np.zeros(len(column["src_hi"]), np.int64)
        src = self._bogons.values(column["src_hi"], column["src_lo"])
        dst = self._bogons.values(column["dst_hi"], column["dst_lo"])
        return src * int(Bogon.SOURCE) | dst * int(Bogon.DESTINATION)

    def _role(self, exporter: Int64s, ingress: Int64s) -> Int64s:
        out = np.zeros(len(exporter), np.int64)
        for who, (indexes, roles) in self._roles.items():
            place = np.minimum(np.searchsorted(indexes, ingress), len(indexes) - 1)
            out = np.where((exporter == who) & (indexes[place] == ingress), roles[place], out)
        return out
