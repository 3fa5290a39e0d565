"""The house with its people and what is hidden in it, built once. Never: what an address should answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from django.core.cache import cache
from tests.contracts.authority import callers, community, network
from tests.contracts.authority.callers import Browser, Words

from hsoc.portal.members.queries import actor_of


class House(NamedTuple):
    """browsers by caller; machines: headers by caller; words: hidden word → who may read it; at: numbers of what is hidden."""

    browsers: dict[str, Browser]
    machines: dict[str, dict[str, str]]
    words: Words
    at: dict[str, Any]


def places(folder: Path) -> dict[str, Any]:
    """Settings that put all files of the house into one folder."""
    journals = (folder / "perimeter" / "journal", folder / "journal")
    return {"DATA": folder, "JOURNAL": folder / "journal", "FLOW_JOURNALS": journals, "HEARTBEATS": folder / "heartbeats"}


def built() -> House:
    """Everything, in the transaction of the caller."""
    cache.clear()
    people = callers.people()
    who = {name: actor_of(user) for name, user in people.items()}
    at: dict[str, Any] = {}
    words = network.hidden(who, at) | community.hidden(who, at)
    browsers = callers.browsers(people)
    browsers["guest"].ask("post", f"/portal/support/{at['open_support']}/enter/")
    return House(browsers, network.machines(who), words, at)
