"""The static MISP feed of a reader: every file of its folder, made once for a state of the indicators. Never: HTTP, or who sees a row.

Source: misp-core-format, "Manifest". A feed has no distribution: its reader is its audience, and the street gets what is CLEAR for anybody.
"""

from __future__ import annotations

import hashlib
import threading
from typing import Any, Final

import msgspec

from hsoc.exchange.misp import feed
from hsoc.portal.feeds.queries import misp as queries
from hsoc.portal.feeds.rules.misp import Asked
from hsoc.portal.indicators import queries as gate
from hsoc.portal.members.rules import Actor

MOST_EVENTS: Final = 2_000  # events of a feed, the newest changes first; MISP fetches each with a request of its own
MOST_KEPT: Final = 4  # feeds held in memory

_made: dict[tuple[Any, ...], dict[str, bytes]] = {}
_making = threading.Lock()


def files(actor: Actor, *, now: int) -> dict[str, bytes]:
    """Name → content: `manifest.json`, `hashes.csv` and one `<uuid>.json` an event. now: ms. Raises misp.TooMuch."""
    key = (actor.known, tuple(sorted(actor.organisations)), *gate.version())
    with _making:  # whoever comes second takes what the first one made
        found = _made.get(key)
        if found is None:
            found = _files(actor, now)
            while len(_made) >= MOST_KEPT:
                _made.pop(next(iter(_made)))
            _made[key] = found
    return found


def _files(actor: Actor, now: int) -> dict[str, bytes]:
    held: dict[str, bytes] = {}
    manifest: dict[str, Any] = {}
    lines: list[str] = []
    groups = queries.groups(actor, Asked(), page=1, limit=MOST_EVENTS)
    for event in queries.documents(actor, groups, now=now):
        own, entry = feed.entry(event)
        content = msgspec.json.encode(feed.document(event))
        held[f"{own}.json"] = content
        manifest[own] = entry | {"integrity:sha256": hashlib.sha256(content).hexdigest()}
        lines += feed.hashes(event)
    held["manifest.json"] = msgspec.json.encode(manifest)
    held["hashes.csv"] = "".join(f"{line}\n" for line in lines).encode()
    return held
