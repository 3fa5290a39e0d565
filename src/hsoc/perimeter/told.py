"""The engine's status as door 2 tells it. Belongs here: from the engine's own dictionary to the record. Never: a figure of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from hsoc.perimeter.decide.rules import sentence
from hsoc.records.engine_status import (
    MOST_BUDGETS,
    MOST_DIVERTED,
    MOST_ENTRIES,
    MOST_NEVER,
    MOST_OWN,
    MOST_PLACES,
    MOST_WAITING,
    EngineStatus,
    HeldBack,
    Own,
    OwnState,
    PolicyState,
    Speaker,
    Standing,
    encoded,
)
from hsoc.records.mitigation import Hits, Mitigation
from hsoc.records.policy import Ceiling

TEXT: Final = 500  # characters of a free text
NAME: Final = 100  # … of a name
DEFAULT: Final = Ceiling()
MOST_SPEAKERS: Final = 100
MOST_PEERS: Final = 200  # sessions of one speaker


def told(
    status: Mapping[str, Any], *, node: str, backend: str, policy: PolicyState, own: Iterable[Own], site: Mapping[str, Any] | None = None,
    ceiling: Ceiling = DEFAULT,
) -> bytes:  # fmt: skip
    """The body of a PUT. status: run.Engine.status; site: state per site by key of an entry, where the backend has several.

    ceiling: how much of ordinary traffic an answer to an attack may hit; of a hospital's own rule that hits more the hospital is told.
    """
    spool, why = status["spool"], status.get("why", {})
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
            standing=tuple(
                _standing(one["entry"], one["hits"], (site or {}).get(one["entry"].key, {}), why.get(one["entry"].key, {}))
                for one in status["rules"]
            )[:MOST_ENTRIES],
            own=tuple(_own(one, why.get(one.key, {}), ceiling) for one in own)[:MOST_OWN],
            held=tuple(
                HeldBack(member=int(member), what=move.what, reason=move.reason[:TEXT], by=move.by[:TEXT], at=move.at)
                for member, move in status["held"].items()
            ),
            exporters=_plain(status["exporters"]),
            sockets=_plain(status["sockets"]),
            unknown=tuple((str(who)[:100], count) for who, count in status["unknown"].senders)[:MOST_PLACES],
            watch=msgspec.to_builtins(status["watch"]),
            waiting=tuple(status.get("waiting", ()))[:MOST_WAITING],
            budgets=tuple(status.get("budgets", ()))[:MOST_BUDGETS],
            diverted=tuple(status.get("diverted", ()))[:MOST_DIVERTED],
            speakers=tuple(_speaker(one) for one in status.get("sites", ()))[:MOST_SPEAKERS],
            routing=msgspec.to_builtins(status.get("routing") or {}),
            never_block=tuple(status.get("never_block", ()))[:MOST_NEVER],
            hindsight=status.get("hindsight", "")[:TEXT],
            faults=tuple(one[:TEXT] for one in status.get("faults", ())),
            folder=status.get("folder", "")[:TEXT],
            spool_batches=spool["batches"],
            spool_bytes=spool["bytes"],
            spool_rejected=spool["rejected"],
        )
    )


def _standing(entry: Mitigation, hits: Hits | None, site: Mapping[str, str], why: Mapping[str, Any]) -> Standing:
    plain = Standing(
        entry=entry,
        rule=why.get("rule", "")[:NAME],
        reason=why.get("reason", "")[:TEXT],
        event=why.get("event", "")[:NAME],
        harm=why.get("harm"),
        site=dict(site),
    )
    if hits is None:
        return plain
    return msgspec.structs.replace(plain, flows=hits.flows, packets=hits.packets, bytes=hits.bytes, last=hits.last)


def _own(one: Own, why: Mapping[str, Any], ceiling: Ceiling) -> Own:
    """A hospital may cut off partners of its own, knowingly: the rule stands, and it is told whom it hits at this hour of the last week."""
    harm = why.get("harm")
    if one.state is not OwnState.STANDING or harm is None:
        return one
    if harm.peers_share <= ceiling.most_benign_peers and harm.bytes_share <= ceiling.most_benign_bytes:
        return one
    reason = sentence("own.hurts", peers=harm.peers, of_peers=harm.of_peers, size=harm.bytes_share, days=harm.days)
    return msgspec.structs.replace(one, code="own.hurts", reason=reason, harm=harm)


def _speaker(one: Mapping[str, Any]) -> Speaker:
    return Speaker(
        name=one["name"][:NAME],
        backend=one["backend"][:NAME],
        up=one["up"],
        since=one["since"],
        trouble=one["trouble"][:TEXT],
        losses=one["losses"],
        read=one["read"],
        entries=len(one["entries"]),
        there=sum(place.seen > 0 for place in one["entries"]),
        left=len(one["left"]),
        peers={str(name)[:NAME]: up for name, up in list(one["peers"].items())[:MOST_PEERS]},
    )


def _plain(many: Iterable[Any]) -> tuple[dict[str, Any], ...]:
    return tuple(msgspec.to_builtins(one) for one in many)[:MOST_PLACES]
