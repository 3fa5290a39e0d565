"""A static feed of MISP's: the pieces of its folder. Belongs here: manifest entries, hash lines, event files. Never: writing files.

Source: misp-core-format, "Manifest"; PyMISP's to_feed. The folder holds `manifest.json` (uuid → entry), `hashes.csv` (md5 of each value,
uuid of the event; MISP asks there before it fetches) and one `<uuid>.json` per event. A feed has no distribution: who may fetch it is
its audience.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

Document = dict[str, Any]
_EVENT: Final = ("uuid", "info", "date", "analysis", "threat_level_id", "timestamp", "publish_timestamp", "published")
_ATTRIBUTE: Final = (
    "uuid", "type", "category", "value", "comment", "to_ids", "deleted", "disable_correlation", "timestamp", "first_seen",
    "last_seen", "Tag",
)  # fmt: skip


def document(event: Document) -> Document:
    """The file of an event, from the inner part that `encode.events` gives."""
    return {
        "Event": {
            **{name: event[name] for name in _EVENT},
            "Orgc": event["Orgc"],
            "Tag": event["Tag"],
            "Attribute": [{name: one[name] for name in _ATTRIBUTE if name in one} for one in event["Attribute"]],
        }
    }


def entry(event: Document) -> tuple[str, Document]:
    """Its uuid and its line in the manifest. Threat level and analysis are numbers there, as PyMISP writes them."""
    return event["uuid"], {
        "Orgc": event["Orgc"],
        "Tag": event["Tag"],
        "info": event["info"],
        "date": event["date"],
        "analysis": int(event["analysis"]),
        "threat_level_id": int(event["threat_level_id"]),
        "timestamp": int(event["timestamp"]),
    }


def hashes(event: Document) -> Iterator[str]:
    """Lines of hashes.csv, without their ends: `md5,uuid`, one per value."""
    own = event["uuid"]
    for one in event["Attribute"]:
        # MISP looks values up by this digest; it guards nothing
        digest = hashlib.md5(one["value"].encode(), usedforsecurity=False).hexdigest()
        yield f"{digest},{own}"
