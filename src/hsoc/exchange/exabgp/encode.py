"""Route → a line as ExaBGP writes it. Belongs here: one update. Never: a pipe."""

from __future__ import annotations

from typing import Any

import msgspec

from hsoc.records.route import Kind, Route


def encode(route: Route) -> bytes:
    """The line, with its end."""
    neighbour: dict[str, Any] = {"address": {"local": "192.0.2.254", "peer": route.peer}, "asn": {"local": 64496, "peer": route.peer_asn}}
    kind = "update"
    family = "ipv6 unicast" if ":" in route.prefix else "ipv4 unicast"
    if route.kind in {Kind.UP, Kind.DOWN}:
        kind, neighbour["state"] = "state", "up" if route.kind is Kind.UP else "down"
    elif route.kind is Kind.WITHDRAW:
        neighbour["message"] = {"update": {"withdraw": {family: [{"nlri": route.prefix}]}}}
    else:
        last = 1 if route.as_set and route.path else 0
        parts = [("as-sequence", route.path[: len(route.path) - last]), ("as-set", route.path[len(route.path) - last :])]
        path = {str(n): {"element": name, "value": list(value)} for n, (name, value) in enumerate(parts) if value}
        attribute = {"origin": "igp", "as-path": path, "community": [[one >> 16, one & 0xFFFF] for one in route.communities]}
        announce = {family: {route.next_hop or "null": [{"nlri": route.prefix}]}}
        neighbour["message"] = {"update": {"attribute": attribute, "announce": announce}}
    return msgspec.json.encode({"exabgp": "5.0.0", "time": route.time / 1000, "type": kind, "neighbor": neighbour}) + b"\n"
