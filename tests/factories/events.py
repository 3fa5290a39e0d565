"""Lines of the list of threats for tests of pages. Never: the journal."""

from __future__ import annotations

from typing import Any

from hsoc.journal.event_list import EventRow

INSTANT = 1_795_267_867_000  # 2026-11-21 14:31:07 in Prague


def row(**fields: Any) -> EventRow:
    """A dropped scan; say what differs."""
    usual: dict[str, Any] = {
        "serial": 1, "id": "0f0e0d0c-0000-4000-8000-000000000001", "revision": 1, "day": "2026-11-21", "quarter": 58, "received": INSTANT,
        "detected": INSTANT, "first": INSTANT - 200_000, "last": INSTANT + 600_000, "state": "closed", "category": "Recon.Scanning",
        "detector": "horizontal_scan", "vector": "tcp", "severity": 2, "trust": 2, "member": 0, "members": 12, "source": "198.51.100.23",
        "sources": 1, "target": "198.18.12.0/24", "targets": 214, "proto": 6, "port": 445, "detections": 31, "flows": 8000,
        "packets": 91_234, "bytes": 5_000_000,
        "dropped_flows": None, "dropped_packets": None, "dropped_bytes": None, "disposition": "preventive",
        "basis": "confirmed", "action": "observe", "why": "", "dry_run": False, "tlp": "TLP:GREEN", "client": "cz.hsoc.perimeter", "org": 1,
        "test": False, "whole": True,
    }  # fmt: skip
    return EventRow(**(usual | fields))
