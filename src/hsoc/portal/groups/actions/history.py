"""How a change of a group is written down: in the audit log, and in the group's own history. Never: a change of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hsoc.portal.audit import actions as audit
from hsoc.portal.groups.models import Group, Happening
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import Actor


def record(
    *, actor: Actor, group: Group, code: str, now: datetime, whom: User | None = None, about: str = "", reason: str = "",
    concerns: int = 0, thing: str = "", quiet: bool = False, details: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Into the audit log, and into the group's own history unless `quiet`.

    about: plain words that are seen inside the group only; the audit log, which auditors read, gets the kind and number (`thing`) instead.
    """
    if not quiet:
        Happening.objects.create(
            group=group, at=now, code=code, by_id=actor.user or None, whom=whom, about=about[:200], reason=reason[:500]
        )
    more = {"group": group.code} | ({"whom": whom.username} if whom else {}) | (details or {})
    audit.record(
        actor=actor, action=f"group.{code}", object=thing or f"group:{group.code}", concerns=concerns, reason=reason, details=more, now=now
    )
