"""Entries of the table as a list: which fit what a person chose, in which order. Pure. Never: who may see them, or where they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from hsoc.records.engine_status import Standing
from hsoc.records.mitigation import LIMIT_STORY, OWN_STORY

SHORT: Final = 16  # hexadecimal digits by which an entry is named in addresses: 64 bits
MOST_WORDS: Final = 5  # words of a search that are looked at
REACTIVE, LIMIT, OWN = "reactive", "limit", "own"
KINDS: Final = (REACTIVE, LIMIT, OWN)
PLACES: Final = ("there", "partly", "missing", "dry")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry over all engines: hits added up; site: state by `engine/site` or by site where one engine speaks."""

    id: str
    standing: Standing
    sites: Mapping[str, str]
    cost: int
    dry: bool

    @property
    def kind(self) -> str:
        """One of KINDS."""
        story = self.standing.entry.story
        return LIMIT if story.startswith(LIMIT_STORY) else OWN if story.startswith(OWN_STORY) else REACTIVE

    @property
    def place(self) -> str:
        """One of PLACES: how far it stands at the routers."""
        if self.dry:
            return "dry"
        there = sum(state == "there" for state in self.sites.values())
        if there == len(self.sites):  # one table only, which is not read back by site, counts as there
            return "there"
        return "partly" if there else "missing"


def short(key: str) -> str:
    """The name of an entry in addresses."""
    return hashlib.sha256(key.encode()).hexdigest()[:SHORT]


def fitting(
    lines: Iterable[Line], *, text: str = "", member: int = 0, action: str = "", place: str = "", kind: str = "", matched: str = ""
) -> list[Line]:
    """Those that a person asked for; what is empty does not restrict."""
    words = text.lower().split()[:MOST_WORDS]
    return [
        one
        for one in lines
        if (not member or one.standing.entry.member == member)
        and (not action or one.standing.entry.action == action)
        and (not place or one.place == place)
        and (not kind or one.kind == kind)
        and (not matched or bool(one.standing.packets) is (matched == "yes"))
        and all(word in _said(one) for word in words)
    ]


def _said(one: Line) -> str:
    return f"{one.standing.entry.key} {one.standing.entry.story} {one.standing.reason} {one.standing.rule}".lower()


_RANKS: Final = {REACTIVE: 2, OWN: 1, LIMIT: 0}


def _weight(one: Line) -> tuple[bool, bool, int, int]:
    """What a person should see first: what the routers lack, what hits ordinary partners, answers to attacks, own rules, the youngest."""
    harm = one.standing.harm
    return one.place in {"partly", "missing"}, bool(harm and harm.peers), _RANKS[one.kind], one.standing.entry.since


_KEYS: Final[dict[str, Callable[[Line], Any]]] = {
    "weight": _weight,
    "since": lambda one: one.standing.entry.since,
    "until": lambda one: one.standing.entry.until,
    "packets": lambda one: one.standing.packets,
    "bytes": lambda one: one.standing.bytes,
    "last": lambda one: one.standing.last,
    "cost": lambda one: one.cost,
    "member": lambda one: one.standing.entry.member,
    "text": lambda one: one.standing.entry.key.partition(" ")[2],
    "harm": lambda one: one.standing.harm.peers_share if one.standing.harm else -1.0,
}
SORTS: Final = frozenset(_KEYS)


def ordered(lines: Iterable[Line], sort: str) -> list[Line]:
    """In the order asked for (`-` before it = falling); anything unknown is what a person should see first."""
    name = sort.removeprefix("-")
    if name not in _KEYS:
        name, sort = "weight", "-weight"
    return sorted(sorted(lines, key=lambda one: one.id), key=_KEYS[name], reverse=sort.startswith("-"))
