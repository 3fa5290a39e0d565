"""One sentence to some people, through the room `notices`. Belongs here: the kinds that groups speak in. Never: how it is delivered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from importlib import import_module, util


def tell(*, people: Collection[int], kind: str, values: Mapping[str, str | int], path: str, now: datetime, urgent: bool = False) -> None:
    """Tell them, each in the way he chose for that kind."""
    if people and util.find_spec("hsoc.portal.notices.actions") is not None:
        import_module("hsoc.portal.notices.actions").tell(people=people, kind=kind, values=values, path=path, now=now, urgent=urgent)
