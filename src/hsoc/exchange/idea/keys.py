"""The keys of a usual IDEA0 document as tables for compiled code: which value may stand under which. Never: reading bytes (scan).

Less than `shape` and `sound` take, never more: what is rare or costly to judge (attachments, links, `_Mentat`) is NOTHING here, and a
document that bears it is looked at by them. Keys that nobody knows are not here. Words are looked up by three 64-bit pieces and their
length, so nobody can make up one that only hashes like another.
"""

from __future__ import annotations

from typing import Any, Final, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.idea import shape
from hsoc.exchange.idea.decode import MOST_COUNT
from hsoc.exchange.idea.terms import FORMAT

MOST_LETTERS: Final = 24  # bytes of a key or of a word of a vocabulary: three pieces of eight
SLOTS: Final = 128  # of one table, a power of two: at most a third of it is filled
HASH: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # odd numbers without pattern (xxHash, 64 bits)
SHIFT: Final = 57  # 64 - log2(SLOTS)

# contexts: the tables
DOCUMENT, SIDE, NODE, OWN, WORDS = range(5)
# kinds of values
(NOTHING, TIME, COUNT, SHARE, TEXT, FLAG, WORD, SMALL, SHORT, NAME, WINDOW, IDENTITY, FORMATTED, CATEGORIES, TAGS, PROTOS, TEXTS, IP4S,
 IP6S, PORTS, COUNTS, IDENTITIES, SIDES, NODES, OWNED) = range(25)  # fmt: skip

_BY_NAME: Final = {
    shape.Document: {
        "format": FORMATTED, "id": IDENTITY, "category": CATEGORIES, "confidence": SHARE, "source": SIDES, "target": SIDES, "node": NODES,
        "own": OWNED, "alt": IDENTITIES, "correl": IDENTITIES, "aggr": IDENTITIES, "pred": IDENTITIES, "rel": IDENTITIES,
        "tlp": SHORT, "description": TEXT, "note": TEXT,
        **dict.fromkeys(("detected", "event", "cease", "win_start", "win_end", "create"), TIME),
        **dict.fromkeys(("conns", "flows", "packets", "bytes", "dropped_flows", "dropped_packets", "dropped_bytes"), COUNT),
    },
    shape.Side: {
        "kinds": TAGS, "ip4": IP4S, "ip6": IP6S, "port": PORTS, "proto": PROTOS, "note": TEXT, "asn": COUNTS,
        **dict.fromkeys(("hostname", "url", "email", "router"), TEXTS),
        **dict.fromkeys(("spoofed", "imprecise", "anonymised"), FLAG),
    },
    shape.Node: {"name": NAME, "kinds": TAGS, "sw": TEXTS, "window": WINDOW, "note": TEXT},
    shape.Own: {
        **dict.fromkeys(("state", "disposition", "basis", "action"), WORD),
        **dict.fromkeys(("severity", "trust", "revision"), SMALL),
        **dict.fromkeys(("detector", "vector", "why"), SHORT),
        **dict.fromkeys(("sources", "targets", "member", "members", "detections"), COUNT),
        "dry_run": FLAG,
    },
}  # fmt: skip

_FROM_ONE: Final = (1, MOST_COUNT)  # least and most of a revision


# columns of a row of the table
PIECE, LENGTH, KIND, BIT, UNDER, LEAST, MOST, COLUMNS = 0, 3, 4, 5, 6, 7, 8, 9


def pieces_of(word: bytes) -> tuple[int, int, int]:
    """The three little-endian pieces of a word of at most MOST_LETTERS bytes."""
    padded = word.ljust(MOST_LETTERS, b"\0")
    return tuple(int.from_bytes(padded[at : at + 8], "little") for at in (0, 8, 16))  # type: ignore[return-value]


def slot_of(pieces: tuple[int, int, int]) -> int:
    """Where the search for a word begins in its table; `scan` reckons the same."""
    mixed = 0
    for piece, odd in zip(pieces, HASH, strict=True):
        mixed ^= piece * odd % 2**64
    return (mixed * HASH[0] % 2**64) >> SHIFT


def table() -> NDArray[np.int64]:
    """The tables of all contexts by open addressing, one below the other: int64 (5 x SLOTS, COLUMNS).

    A row has the three pieces (as signed numbers), the length of the word (0 = a free row), the kind of what stands under the key, the bit
    of the key in its context, of a word of a vocabulary the bits of the keys it may stand under, and of a SMALL key its least and most.
    """
    made = np.zeros((5 * SLOTS, COLUMNS), np.int64)

    def put(context: int, word: str, *, kind: int, bit: int, under: int = 0, least: int = 0, most: int = 0) -> None:
        pieces = pieces_of(word.encode())
        slot = slot_of(pieces)
        signed = np.array(pieces, np.uint64).view(np.int64)
        while made[row := context * SLOTS + slot, LENGTH] and (made[row, :LENGTH] != signed).any():
            slot = (slot + 1) % SLOTS
        made[row] = (*signed, len(word), kind, bit, made[row, UNDER] | under, least, most)

    for context, struct in ((DOCUMENT, shape.Document), (SIDE, shape.Side), (NODE, shape.Node), (OWN, shape.Own)):
        kinds = _BY_NAME[struct]
        for bit, field in enumerate(msgspec.structs.fields(struct)):
            kind = kinds.get(field.name, NOTHING)  # known and left to others, unlike a key that nobody knows
            least, most = _bounds(field) if kind == SMALL else (0, 0)
            put(context, field.encode_name, kind=kind, bit=bit, least=least, most=most)
            if kind == WORD:
                for word in _literals(field.type):
                    put(WORDS, word, kind=WORD, bit=0, under=1 << bit)
    put(WORDS, FORMAT, kind=FORMATTED, bit=0)
    return made


def _bounds(field: msgspec.structs.FieldInfo) -> tuple[int, int]:
    if field.name == "revision":
        return _FROM_ONE
    numbers = sorted(_literals(field.type))
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise TypeError(f"{field.name} has gaps: {numbers}")  # a fault of ours, no reader meets it
    return numbers[0], numbers[-1]


def _literals(given: Any) -> list[Any]:
    """The plain values of a type such as Literal[...] | None."""
    inner = [one for part in get_args(given) for one in (get_args(part) or (part,))]
    return [one for one in inner if isinstance(one, str | int)]
