"""One sentence to some people, through the room `notices`. Belongs here: nobody twice. Never: the words (notices.rules.kinds), the ways."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from hsoc.portal.notices import actions as notices


def tell(*, people: Collection[int], kind: str, values: Mapping[str, str | int], path: str, now: datetime) -> None:
    """Tell them, each in the way he chose for that kind."""
    if people:
        notices.tell(people=set(people), kind=kind, values=values, path=path, now=now)
