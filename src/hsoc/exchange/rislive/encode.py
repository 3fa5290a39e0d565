"""Route → a line of RIS-Live. Belongs here: one update as the stream tells it. Never: a connection."""

from __future__ import annotations

from typing import Any

import msgspec

from hsoc.records.route import Kind, Route


def encode(route: Route) -> bytes:
    """The line, with its end."""
    data: dict[str, Any] = {"timestamp": route.time / 1000, "peer": route.peer, "peer_asn": str(route.peer_asn), "host": "rrc00"}
    if route.kind in {Kind.UP, Kind.DOWN}:
        data |= {"type": "RIS_PEER_STATE", "state": "connected" if route.kind is Kind.UP else "down"}
    elif route.kind is Kind.WITHDRAW:
        data |= {"type": "UPDATE", "withdrawals": [route.prefix]}
    else:
        path: list[Any] = list(route.path)
        if route.as_set and path:
            path = [*path[:-1], [path[-1]]]
        announced = {"next_hop": route.next_hop, "prefixes": [route.prefix]}
        communities = [[one >> 16, one & 0xFFFF] for one in route.communities]
        data |= {"type": "UPDATE", "path": path, "community": communities, "announcements": [announced]}
    return msgspec.json.encode({"type": "ris_message", "data": data}) + b"\n"
