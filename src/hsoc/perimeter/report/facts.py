"""What a finding counted beyond the numbers of every event, for its page. Belongs here: which of the evidence is told. Never: words.

Only findings that rest on what no flow of the moment shows are told so: routes and long memory. A fact is `code=value`; lists are joined
by spaces, cut and bounded, for a path or a name in it comes from strangers.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hsoc.records.detection import Detection
from hsoc.records.event import MOST_FACT, MOST_FACTS

LONGEST: Final = 65_536  # characters of evidence that are looked at
MOST_LISTED: Final = 16  # values of a list
_ROUTE: Final = ("prefix", "registered", "as", "origin", "path", "rpki", "peers_seen", "peers_withdrawn", "seen_by", "withdrawn_by")
_BASELINE: Final = ("load", "median", "growth", "weeks", "top_percent")
TOLD: Final[dict[str, tuple[str, ...]]] = {
    "prefix_hijack": _ROUTE,
    "route_leak": (*_ROUTE, "rfc7908"),
    "peer_guard": ("session", "session_as", *_ROUTE, "held"),
    "route_visibility": ("peers_seen", "peers_withdrawn", "seen_by", "withdrawn_by"),
    "slow_scan": ("days", "hours", "hospitals_week", "mean_gap", "longest_gap", "probes_week", "medical"),
    "distributed_scan": ("networks", "hours", "probes_per_100_sources", "fresh", "uneven"),
    "dark_addresses": ("dark", "port_low", "port_high"),
    "host_baseline": _BASELINE,
    "member_baseline": _BASELINE,
    "carpet_bombing": (*_BASELINE, "heaviest"),
}


def facts(found: Detection) -> tuple[str, ...]:
    """The facts of a finding, in the order in which they are read; empty for detectors that the event tells whole."""
    wanted = TOLD.get(found.detector)
    if wanted is None:
        return ()
    try:
        evidence = msgspec.json.decode(found.evidence[:LONGEST] or "{}")
    except msgspec.DecodeError:
        return ()
    if not isinstance(evidence, dict):
        return ()
    told = ((code, _text(evidence.get(code))) for code in wanted)
    return tuple(f"{code}={text}"[:MOST_FACT] for code, text in told if text)[:MOST_FACTS]


def _text(value: Any) -> str:
    """A value as text; empty where there is nothing to tell."""
    if isinstance(value, list):
        # names of peers hold a space themselves
        return (", " if any(isinstance(one, str) for one in value) else " ").join(str(one) for one in value[:MOST_LISTED])
    return "" if value is None or value == -1 else str(value)
