"""What the routing guard found, in one sentence. Belongs here: words from its evidence. Never: a judgement."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hsoc.records.detection import Detection, endpoint

DETECTORS: Final = frozenset({"prefix_hijack", "route_leak", "peer_guard", "route_visibility"})
TITLES: Final = {
    "prefix_hijack": "Hijacked prefix",
    "route_leak": "Leaked route",
    "peer_guard": "Peer announces what it may not",
    "route_visibility": "Prefix lost from view",
}
LONGEST: Final = 65_536  # characters of evidence that are looked at


def is_routing(found: Detection) -> bool:
    """True for what the routing guard told."""
    return found.detector in DETECTORS


def culprits(found: Detection) -> tuple[int, ...]:
    """The AS that is named as the cause, if any."""
    number = _evidence(found).get("as", -1) if is_routing(found) else -1
    return (number,) if isinstance(number, int) and number > 0 else ()


def said(found: Detection) -> str:
    """The sentence: which prefix, by whom, seen by how many, over which path, whether it is over."""
    evidence = _evidence(found)
    prefix = endpoint(found.dst_hi, found.dst_lo, found.dst_bits) or str(evidence.get("prefix", ""))
    by = f" by AS {evidence['as']}" if evidence.get("as", -1) > 0 else ""
    session = f" at the session with AS {evidence['session_as']} {evidence['session']}" if "session" in evidence else ""
    path = " ".join(str(asn) for asn in evidence.get("path", ()))
    parts = [f"{TITLES[found.detector]} ({found.vector}){f': {prefix}' if prefix else ''}{by}{session}"]
    if found.detector == "route_visibility":
        parts.append(f"{evidence.get('peers_withdrawn', 0)} of {evidence.get('peers_seen', 0)} peers lost it")
    elif "session" not in evidence:
        parts.append(f"seen by {evidence.get('peers_seen', 0)} peers")
    if path:
        parts.append(f"path {path}")
    if evidence.get("rpki", "unknown") != "unknown":
        parts.append(f"RPKI {evidence['rpki']}")
    if evidence.get("state") == "ended":
        parts.append("over")
    return ", ".join(parts) + "."


def _evidence(found: Detection) -> dict[str, Any]:
    try:
        read = msgspec.json.decode(found.evidence[:LONGEST] or "{}")
    except msgspec.DecodeError:
        return {}
    return read if isinstance(read, dict) else {}
