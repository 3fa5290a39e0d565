"""Invented routes: prefixes of 198.18.0.0/15 and 2001:db8::/32, AS numbers for documentation."""

from __future__ import annotations

import json
from typing import Any

from hsoc.perimeter.guard.settings import Settings
from hsoc.perimeter.guard.watch import Guard
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import Kind, Route, routes

OURS, UPSTREAM, OTHER = 64500, 64501, 64510
PREFIX = "198.18.0.0/16"
OWN = Announcement(prefix=PREFIX, origins=(OURS,), neighbours=(UPSTREAM,), member=7)


def told(*path: int, prefix: str = PREFIX, at: int = 1000, peer: int = 1, **more: Any) -> Route:
    """An announcement; the peer is 192.0.2.<peer> of the first AS."""
    return Route(time=at, peer=f"192.0.2.{peer}", peer_asn=path[0] if path else OURS, prefix=prefix, path=path, **more)


def gone(*, asn: int, prefix: str = PREFIX, at: int = 1000, peer: int = 1) -> Route:
    """A withdrawal."""
    return Route(time=at, peer=f"192.0.2.{peer}", peer_asn=asn, prefix=prefix, kind=Kind.WITHDRAW)


def down(*, asn: int, at: int = 1000, peer: int = 1) -> Route:
    """The end of a session."""
    return Route(time=at, peer=f"192.0.2.{peer}", peer_asn=asn, kind=Kind.DOWN)


def guard(*announcements: Announcement, **settings: Any) -> Guard:
    """A guard over these, or over OWN."""
    return Guard(Policy(announcements=announcements or (OWN,)), Settings(**settings))


def found(watch: Guard, *updates: Route, now: int | None = None) -> list[dict[str, Any]]:
    """What a step tells, with the evidence read."""
    when = now if now is not None else max((one.time for one in updates), default=0)
    return [{**row, "evidence": json.loads(row["evidence"])} for row in watch.step(routes(updates), now=when).to_pylist()]


def labels(rows: list[dict[str, Any]]) -> list[str]:
    """Detector and label of each."""
    return [f"{row['detector']} {row['vector']}" for row in rows]
