"""The engine's status as door 2 tells it. Belongs here: from the engine's own dictionary to the record. Never: a figure of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from hsoc.records.engine_status import MOST_ENTRIES, MOST_OWN, MOST_PLACES, EngineStatus, HeldBack, Own, PolicyState, Standing, encoded
from hsoc.records.mitigation import Hits, Mitigation

TEXT: Final = 500  # characters of a free text


def told(
    status: Mapping[str, Any], *, node: str, backend: str, policy: PolicyState, own: Iterable[Own], site: Mapping[str, Any] | None = None
) -> bytes:
    """The body of a PUT. status: run.Engine.status; site: state per site by key of an entry, where the backend has several."""
    spool = status["spool"]
    return encoded(
        EngineStatus(
            at=status["at"],
            started=status["started"],
            node=node[:100],
            backend=backend[:100],
            dry_run=status["dry_run"],
            flows=status["flows"],
            step_ms=status["step_ms"],
            behind_packets=status["behind_packets"],
            stories=status["stories"],
            policy=policy,
            standing=tuple(_standing(one["entry"], one["hits"], (site or {}).get(one["entry"].key, {})) for one in status["rules"])[
                :MOST_ENTRIES
            ],
            own=tuple(own)[:MOST_OWN],
            held=tuple(
                HeldBack(member=int(member), what=move.what, reason=move.reason[:TEXT], by=move.by[:TEXT], at=move.at)
                for member, move in status["held"].items()
            ),
            exporters=_plain(status["exporters"]),
            sockets=_plain(status["sockets"]),
            unknown=tuple((str(who)[:100], count) for who, count in status["unknown"].senders)[:MOST_PLACES],
            watch=msgspec.to_builtins(status["watch"]),
            spool_batches=spool["batches"],
            spool_bytes=spool["bytes"],
            spool_rejected=spool["rejected"],
        )
    )


def _standing(entry: Mitigation, hits: Hits | None, site: Mapping[str, str]) -> Standing:
    if hits is None:
        return Standing(entry=entry, site=dict(site))
    return Standing(entry=entry, flows=hits.flows, packets=hits.packets, bytes=hits.bytes, last=hits.last, site=dict(site))


def _plain(many: Iterable[Any]) -> tuple[dict[str, Any], ...]:
    return tuple(msgspec.to_builtins(one) for one in many)[:MOST_PLACES]
