"""A decision as the line that `hsoc perimeter replay --plan` prints. Belongs here: the names of contracts.md. Never: printing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import match_text
from hsoc.records.decision import Decision
from hsoc.records.scope import Match


def plan_line(decision: Decision) -> dict[str, Any]:
    """JSON-ready: action, match, until (RFC 3339 UTC or null), reason, refused (null or text); beside them story, rule, member, rate."""
    return {
        "action": decision.action.value,
        "match": match_object(decision.match),
        "until": instant(decision.until) if decision.until else None,
        "reason": decision.reason,
        "refused": decision.refused,
        "story": decision.story,
        "rule": decision.rule,
        "member": decision.member,
        "rate": decision.rate,
        "made": instant(decision.made),
    }


def match_object(match: Match) -> dict[str, Any]:
    """The fields that restrict, plus `flowspec`: the canonical text, or null where no single rule says it."""
    try:
        text: str | None = match_text(match)
    except Unsayable:
        text = None
    fields: dict[str, Any] = msgspec.to_builtins(match)
    return fields | {"flowspec": text}


def instant(ms: int) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
