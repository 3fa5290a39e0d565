"""What the Warden door refuses and how it says so (cesnet.md 1.1, 1.2). Pure: documents in, failures out. Never: HTTP, storage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from hsoc.exchange.idea.columns import event_columns, typed
from hsoc.exchange.idea.fault import Fault, Unreadable
from hsoc.exchange.idea.schema import faults
from hsoc.exchange.idea.shape import Document

SEND_LIMIT: Final = 500  # events of one call, the reference's default
EVENT_BYTES: Final = 5 * 1024 * 1024  # bytes of one event as received, the reference's default
TEST: Final = "Test"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One thing refused. `place` is the index of the event in the call, None = the whole call; `more` are extra keys of the protocol."""

    code: int
    message: str
    place: int | None = None
    id: str | None = None
    more: dict[str, Any] = {}


class Refusal(Exception):
    """The whole call is refused."""

    def __init__(self, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.failure = Failure(code=code, message=message, more=more)


class Several(Exception):
    """Some events are refused, the others are kept."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(f"{len(failures)} failures")
        self.failures = failures


class Head(msgspec.Struct):
    """What the door itself looks at in an event, whatever its type."""

    id: Any = msgspec.field(default=None, name="ID")
    node: Any = msgspec.field(default=None, name="Node")
    category: Any = msgspec.field(default=None, name="Category")


_head = msgspec.json.Decoder(Head)
_Found = list[tuple[int, str, dict[str, Any]]]


def checked(
    items: Sequence[bytes],
    *,
    name: str,
    test: bool,
    ours: bool,
    plain: Sequence[bool] = (),
    limit: int = SEND_LIMIT,
    most: int = EVENT_BYTES,
) -> tuple[list[bytes], list[Failure]]:
    """The events to keep and what is wrong with the others.

    items: JSON as received; name: of the client; test: a test client; plain: for each item whether `glance` has found it right for this
    very client, or nothing.
    """
    if plain and all(plain) and len(items) <= limit and max(map(len, items)) <= most:
        return list(items), []  # as nearly every large call
    good: list[bytes] = []
    failures: list[Failure] = []
    for place, raw in enumerate(items[:limit]):
        right = plain[place] if plain else False
        if len(raw) <= most and (right or _plainly_right(typed(raw), name=name, test=test)):
            good.append(raw)
            continue
        head = _headed(raw)
        found = _refused(raw, head, name=name, test=test, ours=ours, most=most)
        if not found:
            good.append(raw)
            continue
        shown = head.id if isinstance(head.id, str) else None
        failures += [Failure(code=code, message=message, place=place, id=shown, more=more) for code, message, more in found]
    surplus = Failure(code=507, message="Too much events in one batch.", more={"send_events_limit": limit})
    failures += [msgspec.structs.replace(surplus, place=place) for place in range(limit, len(items))]
    return good, failures


def _plainly_right(found: Document | None, *, name: str, test: bool) -> bool:
    """True for nearly every event: nothing to say about it. Of the others all is found out that is wrong, or that nothing is."""
    if found is None or not found.node:
        return False
    first = found.node[0].name
    return first is not None and first.lower() == name and (not test or TEST in found.category)


def _headed(raw: bytes) -> Head:
    try:
        return _head.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Head()


def _refused(raw: bytes, head: Head, *, name: str, test: bool, ours: bool, most: int) -> _Found:
    wrong = _faults(raw, ours=ours, large=len(raw) > most)
    if wrong:
        return [(460, fault.message, {"expected": fault.expected}) for fault in wrong]
    first = _node(head)
    if first is None:
        return [(422, "Event does not bear valid Node attribute", {})]
    if first.lower() != name:
        return [(422, "Node does not correspond with saving client", {})]
    categories = head.category if isinstance(head.category, list) else [head.category]
    if test and TEST not in categories:
        return [(422, 'You\'re allowed to send only messages, containing "Test" among categories.', {"categories": categories[:10]})]
    if len(raw) > most:
        return [(413, f"Event too long (>{most} B)", {})]
    return []


def _faults(raw: bytes, *, ours: bool, large: bool) -> tuple[Fault, ...]:
    try:
        if large:  # refused for its size in the end, but only if nothing else is wrong
            return faults(msgspec.json.decode(raw))
        event_columns(raw, ours=ours)
    except Unreadable as error:
        return error.faults
    return ()


def _node(head: Head) -> str | None:
    """Name of the last visited node."""
    nodes = head.node if isinstance(head.node, list) else [head.node]
    name = nodes[0].get("Name") if nodes and isinstance(nodes[0], dict) else None
    return name if isinstance(name, str) else None


def merged(failures: Sequence[Failure]) -> list[dict[str, Any]]:
    """The `errors` of the answer: what is the same for several events is said once, with the indexes of all."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in failures:
        key = (one.code, one.message, str(one.more), one.place is None)
        group = groups.setdefault(key, {"error": one.code, "message": one.message, **one.more})
        if one.place is not None:
            group.setdefault("events", []).append(one.place)
            group.setdefault("events_id", []).append(one.id)
    return list(groups.values())


def answered(failures: Sequence[Failure]) -> tuple[int, str]:
    """HTTP status and reason phrase: the code if all agree, else the highest class as 400 or 500."""
    codes = {one.code for one in failures}
    messages = {one.message for one in failures}
    reason = _phrase(messages.pop()) if len(messages) == 1 else "Multiple errors"
    if len(codes) == 1:
        return codes.pop(), reason
    return (500 if max(codes) >= 500 else 400), reason


def _phrase(message: str) -> str:
    """A message as a reason phrase: printable ASCII in one line, since it echoes what strangers sent."""
    return "".join(sign if " " <= sign <= "~" else "?" for sign in message)[:120]
