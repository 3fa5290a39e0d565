"""Makers of detections and decisions. Belongs here: values of tests. Never: asserting."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from hsoc.exchange.flowspec.text import match_text
from hsoc.records.address import pair
from hsoc.records.decision import Action, Decision
from hsoc.records.detection import DETECTION_SCHEMA, Detection, story_key
from hsoc.records.mitigation import Hits
from hsoc.records.scope import Match

START = 1_795_258_800_000  # 2026-11-21T12:00 in Prague, ms
SCANNER = "198.51.100.7"
VICTIM = "192.0.2.10"
RULE = Match(src=f"{SCANNER}/32", proto=(6,))


def scan(**given: Any) -> Detection:
    """A horizontal scan for 3389/tcp by SCANNER; `first` and `last` in seconds after START."""
    hi, lo = pair(SCANNER)
    fields: dict[str, Any] = {
        "detector": "horizontal_scan", "src_hi": hi, "src_lo": lo, "src_bits": 128, "dst_hi": 0, "dst_lo": 0, "dst_bits": -1, "proto": 6,
        "port": 3389, "vector": "syn", "member": 3, "members": 1, "flows": 100, "packets": 100, "bytes": 4000, "dropped_flows": 0,
        "dropped_packets": 0, "dropped_bytes": 0, "sources": 1, "targets": 90, "ports": 1, "trust": 1, "evidence": "{}",
    }  # fmt: skip
    return _timed(fields, given)


def flood(**given: Any) -> Detection:
    """A DNS reflection against VICTIM."""
    hi, lo = pair(VICTIM)
    fields: dict[str, Any] = {
        "detector": "reflection", "src_hi": 0, "src_lo": 0, "src_bits": -1, "dst_hi": hi, "dst_lo": lo, "dst_bits": 128, "proto": 17,
        "port": 53, "vector": "dns", "member": 3, "members": 1, "flows": 5000, "packets": 10_000, "bytes": 12_000_000, "dropped_flows": 0,
        "dropped_packets": 0, "dropped_bytes": 0, "sources": 400, "targets": 1, "ports": 900, "trust": 0, "evidence": "{}",
    }  # fmt: skip
    return _timed(fields, given)


def _timed(fields: dict[str, Any], given: dict[str, Any]) -> Detection:
    first, last = given.pop("first", 0), given.pop("last", 5)
    return Detection(**fields | {"first": START + 1000 * first, "last": START + 1000 * last} | given)


def table(*found: Detection) -> pa.Table:
    """Detections as the engine's stages hand them on."""
    rows = [{field: getattr(one, field) for field in DETECTION_SCHEMA.names} for one in found]
    return pa.Table.from_pylist(rows, schema=DETECTION_SCHEMA)


def decision(found: Detection, **given: Any) -> Decision:
    """A FlowSpec rule for ten minutes against the story of a detection; `made` in seconds after START."""
    made = START + 1000 * given.pop("made", 6)
    fields: dict[str, Any] = {
        "story": story_key(found), "action": Action.FLOWSPEC, "match": RULE, "made": made, "until": made + 600_000,
        "rule": "ladder.source_plausible",
    }  # fmt: skip
    return Decision(**fields | given)


def hits(packets: int, *, action: Action = Action.FLOWSPEC, match: Match = RULE) -> tuple[Hits, ...]:
    """The counter of one entry: a flow and 40 bytes a packet."""
    return (
        Hits(key=f"{action} {match_text(match)}", story=story_key(scan()), flows=packets, packets=packets, bytes=40 * packets, last=START),
    )
