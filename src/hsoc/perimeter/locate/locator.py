"""Locate: whose a flow is, where it goes, whether its addresses may exist, what stands behind its interface. Pure. Never: detection."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hsoc.perimeter.locate.prefixes import Int64s, Prefixes
from hsoc.perimeter.locate.sources import Sources
from hsoc.records.address import pair
from hsoc.records.flow import Bogon, Direction, Role
from hsoc.records.policy import Policy

SUSPECTS: Final = ("own_scan", "own_flood")  # detectors whose source is the suspected one, and ours
PROTECTED: Final = 1 << 16  # inside the protected network but of no member; members are numbered up to 4095
_ROLES: Final = {"transit": Role.TRANSIT, "peer": Role.PEER, "access": Role.ACCESS, "core": Role.CORE}


class Locator:
    """Fills member, direction, role and bogon of flows by the policy.

    Inside are the prefixes of the members and the protected ones; where the policy names none at all, every destination is inside.
    Raises ValueError for a prefix that is not canonical or a role that is not one.
    """

    def __init__(self, policy: Policy, *, seen_elsewhere: Collection[int] = ()) -> None:
        """Build the tables, once per policy. seen_elsewhere: members seen in BGP through others than us (see Sources)."""
        inside = [(prefix, PROTECTED) for prefix in policy.protected]
        # the same prefix listed as protected and as a member's is the member's: the later of equals wins
        inside += [(prefix, member.number) for member in policy.members for prefix in member.prefixes]
        self._everything = not inside
        self._inside = Prefixes(inside)
        self._bogons = Prefixes([(prefix, 1) for prefix in policy.bogons])
        self._has_bogons = bool(policy.bogons)
        self._controllers = Prefixes([(_prefix(one), 1) for one in policy.command_and_control])
        self._has_controllers = bool(policy.command_and_control)
        self._sources = Sources(policy, seen_elsewhere=seen_elsewhere)
        self._roles: dict[int, tuple[Int64s, Int64s, Int64s]] = {}
        by_exporter: dict[int, dict[int, tuple[int, int]]] = {}
        known = {member.number for member in policy.members}
        for interface in policy.interfaces:
            if interface.role not in _ROLES:
                raise ValueError(
                    f"interface {interface.index} of {interface.exporter}: role {interface.role!r} is none of {sorted(_ROLES)}"
                )
            behind = interface.member if interface.role == "access" and interface.member in known else 0
            by_exporter.setdefault(pair(interface.exporter)[1], {})[interface.index] = (int(_ROLES[interface.role]), behind)
        for exporter, roles in by_exporter.items():
            indexes = sorted(roles)
            of_index = np.array([roles[i] for i in indexes], np.int64)
            self._roles[exporter] = (np.array(indexes, np.int64), of_index[:, 0].copy(), of_index[:, 1].copy())

    def locate(self, table: pa.Table) -> pa.Table:
        """The same flows with the four columns filled: member, direction, role, bogon."""
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
        role, behind = self._interface(column["exporter"], column["ingress_if"])
        bogon = self._bogon(column) | self._sources.bits(column, src=src, dst=dst, role=role, behind=behind)
        # what leaves a member with a foreign source is that member's, if nobody inside is its target
        member = np.where((bogon & int(Bogon.NOT_ALLOWED) != 0) & (dst == 0), behind, member)
        filled = {
            "member": member,
            "direction": direction,
            "role": role,
            "bogon": bogon,
        }
        for name, values in filled.items():
            place = table.schema.get_field_index(name)
            table = table.set_column(place, table.schema.field(place), pa.array(values, pa.int64()))
        return table

    def suspected(self, found: pa.Table) -> pa.Table:
        """Findings (DETECTION_SCHEMA) about a host of ours, of nobody yet, with the member whose host it is.

        Of talk between two members a flow names the one that is reached; who has to know is the one that it comes from.
        """
        detector, member = found["detector"], found["member"]
        rows = np.flatnonzero(pc.and_(pc.is_in(detector, pa.array(SUSPECTS)), pc.equal(member, pa.scalar(0, pa.int64()))).to_numpy())
        if not len(rows):
            return found
        whose = self._inside.values(found["src_hi"].to_numpy()[rows], found["src_lo"].to_numpy()[rows])
        named = member.to_numpy().copy()
        named[rows] = np.where(whose == PROTECTED, 0, whose)
        place = found.schema.get_field_index("member")
        return found.set_column(place, found.schema.field(place), pa.array(named, found.schema.field(place).type))

    def _bogon(self, column: dict[str, Int64s]) -> Int64s:
        bits = np.zeros(len(column["src_hi"]), np.int64)
        if self._has_bogons:
            bits |= self._bogons.values(column["src_hi"], column["src_lo"]) * int(Bogon.SOURCE)
            bits |= self._bogons.values(column["dst_hi"], column["dst_lo"]) * int(Bogon.DESTINATION)
        if self._has_controllers:
            bits |= self._controllers.values(column["dst_hi"], column["dst_lo"]) * int(Bogon.CONTROL)
        return bits

    def _interface(self, exporter: Int64s, ingress: Int64s) -> tuple[Int64s, Int64s]:
        """Per flow the role of its ingress interface, and the member behind it (0 = none)."""
        role, behind = np.zeros(len(exporter), np.int64), np.zeros(len(exporter), np.int64)
        for who, (indexes, roles, members) in self._roles.items():
            place = np.minimum(np.searchsorted(indexes, ingress), len(indexes) - 1)
            mine = (exporter == who) & (indexes[place] == ingress)
            role, behind = np.where(mine, roles[place], role), np.where(mine, members[place], behind)
        return role, behind


def _prefix(address: str) -> str:
    """An address as the prefix that holds it alone; a prefix as it is."""
    return address if "/" in address else f"{address}/{128 if ':' in address else 32}"
