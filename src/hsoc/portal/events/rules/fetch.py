"""What a Warden client asks of getEvents and which events fit (cesnet.md 1.1). Pure: arguments and documents in. Never: storage, gates.

The conditions are asked of the document as the client will get it: what its audience may not see cannot be found by a filter either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from hsoc.exchange.idea.terms import CATEGORIES
from hsoc.portal.events.rules.door import Failure

GET_LIMIT: Final = 1000  # events of one answer, the reference's default
MOST_VALUES: Final = 256  # values of one condition
# Node[].Type: the reference's tagmap, and what producers send beyond it (cesnet.md 1.5)
TAGS: Final = frozenset(
    {
        "Connection",
        "Datagram",
        "Content",
        "Data",
        "File",
        "Flow",
        "Log",
        "Protocol",
        "Host",
        "Network",
        "Correlation",
        "External",
        "Reporting",
        "Relay",
        "Auth",
        "Blackhole",
        "Signature",
        "Statistical",
        "Heuristic",
        "Integrity",
        "Policy",
        "Honeypot",
        "Tarpit",
        "Recon",
        "Monitor",
        "Other",
        "Blacklist",
        "Packet",
        "DPI",
        "MachineLearning",
    }
)
PAIRS: Final = (("cat", "nocat"), ("tag", "notag"), ("group", "nogroup"))


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A call of getEvents. id None: where the client was; the tuples are conditions, () does not restrict; with_…: which of a pair."""

    id: int | None = None
    count: int = GET_LIMIT
    categories: tuple[str, ...] = ()
    with_categories: bool = True
    tags: tuple[str, ...] = ()
    with_tags: bool = True
    groups: tuple[str, ...] = ()
    with_groups: bool = True

    @property
    def restricted(self) -> bool:
        """Whether any condition is set."""
        return bool(self.categories or self.tags or self.groups)


class _Node(msgspec.Struct):
    name: Any = msgspec.field(default=None, name="Name")
    kinds: Any = msgspec.field(default=None, name="Type")


class _Head(msgspec.Struct):
    category: Any = msgspec.field(default=None, name="Category")
    node: list[_Node] | None = msgspec.field(default=None, name="Node")


_head: Final = msgspec.json.Decoder(_Head, strict=False)


def asked(arguments: Mapping[str, Sequence[str]], *, limit: int = GET_LIMIT) -> tuple[Asked, tuple[Failure, ...]]:
    """What the arguments ask for, and what is wrong with them. Unknown arguments are not looked at; a bad number is as none."""
    given = {key: tuple(arguments.get(key, ()))[:MOST_VALUES] for pair in PAIRS for key in pair}
    failures = []
    for yes, no in PAIRS:
        if given[yes] and given[no]:
            text = f"Unrealizable conditions. Choose {yes} or {no} option."
            failures.append(Failure(code=422, message=text, more={yes: list(given[yes]), no: list(given[no])}))
    for keys, known in ((("cat", "nocat"), CATEGORIES), (("tag", "notag"), TAGS)):
        for key in keys:
            strange = [one for one in given[key] if one not in known]
            if strange and not failures:
                failures.append(Failure(code=422, message="Wrong tag or category used in query.", more={key: strange[:10]}))
    count = _number(arguments, "count")
    wanted = Asked(
        id=_number(arguments, "id"),
        count=limit if count is None else max(0, min(count, limit)),
        categories=given["cat"] or given["nocat"],
        with_categories=not given["nocat"],
        tags=given["tag"] or given["notag"],
        with_tags=not given["notag"],
        groups=tuple(one.lower() for one in given["group"] or given["nogroup"]),
        with_groups=not given["nogroup"],
    )
    return wanted, tuple(failures)


def _number(arguments: Mapping[str, Sequence[str]], key: str) -> int | None:
    try:
        return int(arguments[key][0]) if len(arguments[key][0]) <= 20 else None
    except (KeyError, IndexError, ValueError):
        return None


def start(wanted: Asked, *, remembered: int | None, top: int) -> int | None:
    """The serial after which to read; None for a client's very first call without an id: it begins now and gets no history.

    top: the highest serial there is; an id of 0 or below counts back from it (an empty table counts as 1, as in the reference).
    """
    if wanted.id is None:
        return remembered
    return wanted.id if wanted.id > 0 else max(0, (top or 1) + wanted.id)


def fits(wanted: Asked, document: bytes, *, client: str) -> bool:
    """Whether a document meets all conditions. client: the sender as the reader sees it, '' where it is not told."""
    if not wanted.restricted:
        return True
    try:
        head = _head.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        head = _Head()
    return (
        _met(wanted.categories, _categories(head.category), wanted=wanted.with_categories)
        and _met(wanted.tags, {kind for node in head.node or () for kind in _texts(node.kinds)}, wanted=wanted.with_tags)
        and _grouped(wanted.groups, client, wanted=wanted.with_groups)
    )


def _met(values: tuple[str, ...], held: set[str], *, wanted: bool) -> bool:
    return not values or (not held.isdisjoint(values)) == wanted


def _grouped(groups: tuple[str, ...], client: str, *, wanted: bool) -> bool:
    return not groups or any(client == one or client.startswith(f"{one}.") for one in groups) == wanted


def _categories(value: Any) -> set[str]:
    """Each category and its top level; what the vocabulary does not know is Other."""
    words = {one if one in CATEGORIES else "Other" for one in _texts(value)}
    return words | {one.partition(".")[0] for one in words}


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
