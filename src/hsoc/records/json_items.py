"""A JSON document cut into objects, each with its own bytes. Belongs here: one object, a list or one per line. Never: what a key means.

Nothing is decoded before its size is known. An object's own text stays byte for byte, so that what is kept beside an event is what came.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

import msgspec

from hsoc.records.delimited import BOM
from hsoc.records.indicator import Indicator
from hsoc.records.parcel import LONGEST_ORIGINAL, MOST_BYTES, MOST_ITEMS, Parcel, Rejects, Taken, Tally, Unreadable

MEDIA: Final = "application/json"
MOST_LINES: Final = 2 * MOST_ITEMS  # blank ones between
_RAW: Final = msgspec.json.Decoder(msgspec.Raw)
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ANY: Final = msgspec.json.Decoder(strict=True)


class Item(NamedTuple):
    """at: its index from 0; document: None where it is no object, then `fault` says why; own: its bytes; place: where it stands."""

    at: int
    document: dict[str, Any] | None
    own: bytes
    place: str
    fault: str = ""


def items(content: bytes) -> Iterator[Item]:
    """Every item of a list, of lines, or the only object. Raises Unreadable where the whole cannot be cut."""
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    content = content.removeprefix(BOM).strip()
    if content.startswith(b"["):
        try:
            found = _LIST.decode(content)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise Unreadable("", _reason(error)) from error
        if len(found) > MOST_ITEMS:
            raise Unreadable("", f"{len(found)} items; at most {MOST_ITEMS} are read, split the file")
        return (_item(at, bytes(raw), f"item {at}") for at, raw in enumerate(found))
    if _is_one(content):
        return iter([_item(0, content, "")])
    if (lines := content.count(b"\n")) > MOST_LINES:
        raise Unreadable("", f"{lines} lines; at most {MOST_ITEMS} items are read, split the file")
    return _of_lines(content.split(b"\n"))


Read = Callable[[dict[str, Any], bytes], Iterable[Taken | Indicator] | str]


def gathered(found: Iterable[Item], read: Read, *, known: Collection[str] = ()) -> Parcel:
    """The parcel of all items. read: what an object and its bytes hold, or the name of a kind of object that is none of ours.

    An item that read calls Unreadable is left out with its place; known: the keys that read understands, others are counted.
    """
    events: list[Taken] = []
    indicators: dict[str, Indicator] = {}
    rejects, unknown, total = Rejects(), Tally(), 0
    for one in found:
        total += 1
        if one.document is None:
            rejects.add(one.at, one.place, one.fault)
            continue
        try:
            held = read(one.document, one.own)
        except Unreadable as error:
            rejects.add(one.at, ", ".join(filter(None, (one.place, error.place))), error.reason)
            continue
        if isinstance(held, str):
            unknown.add(held)
            continue
        for part in held:
            if isinstance(part, Taken):
                events.append(part)
            else:
                indicators[part.id] = part
        for key in one.document if known else ():
            if key not in known:
                unknown.add(key)
    return Parcel(
        events=tuple(events), indicators=tuple(indicators.values()), items=total, rejected=rejects.count, rejects=tuple(rejects.told),
        unknown=unknown.counts,
    )  # fmt: skip


def _of_lines(lines: list[bytes]) -> Iterator[Item]:
    index = 0
    for number, line in enumerate(lines):
        if own := line.strip():
            if index >= MOST_ITEMS:
                raise Unreadable(f"line {number + 1}", f"more than {MOST_ITEMS} items; split the file")
            yield _item(index, own, f"line {number + 1}")
            index += 1


def _is_one(content: bytes) -> bool:
    try:
        _RAW.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return True


def _item(index: int, own: bytes, place: str) -> Item:
    if len(own) > LONGEST_ORIGINAL:
        return Item(index, None, own[:200], place, f"longer than {LONGEST_ORIGINAL // 1024} KiB")
    try:
        document = _ANY.decode(own)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return Item(index, None, own, place, _reason(error))
    if not isinstance(document, dict):
        return Item(index, None, own, place, "an object expected")
    return Item(index, document, own, place)


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else f"not JSON: {error}"
