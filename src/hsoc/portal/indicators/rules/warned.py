"""Warning lists: what is met so often by honest people that it tells nothing. Pure: reading a list, matching values. Never: rows, rights.

A list holds prefixes and domain suffixes. Prefixes match by the longest one that holds all of an address or prefix, or lies within it;
everything is looked up for many values at once. Text files have one value a line, `#` begins a remark, and remarks `# name:`, `# source:`,
`# version:`, `# reason:` describe the list; MISP's JSON (name, version, description, list) is read too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hsoc.records import address
from hsoc.records.indicator import Kind, canonical

MOST_ENTRIES: Final = 200_000  # of one list
LARGEST: Final = 8 * 1024 * 1024  # bytes of a file
MOST_FAULTS: Final = 20  # named; all are counted
DEEPEST: Final = 8  # labels of a domain suffix
ABOUT: Final = ("name", "source", "version", "reason")
LENGTHS: Final = {"name": 120, "source": 300, "version": 60, "reason": 500}
NONE: Final = -1
_HOST: Final = r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^@/?#]*@)?(?P<host>[^/?#:@]+)"  # of a name, a URL, a mail address
_LABEL: Final = re.compile(r"[a-z0-9-]{1,63}")

Int64s = NDArray[np.int64]


class Unusable(ValueError):
    """A file that is no list; the text says where and why."""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A list as read: canonical prefixes and domains, what the file says of itself, and lines that are neither (line, text)."""

    nets: tuple[str, ...]
    domains: tuple[str, ...]
    about: dict[str, str]
    faults: tuple[tuple[int, str], ...]
    faulty: int


def read(body: bytes) -> Read:
    """A list of a file or of pasted rows. Raises Unusable."""
    if len(body) > LARGEST:
        raise Unusable(f"{len(body)} bytes, at most {LARGEST}")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"no UTF-8 text at byte {error.start}") from error
    about, lines = _json(text) if text.lstrip().startswith("{") else _lines(text)
    nets: dict[str, None] = {}
    domains: dict[str, None] = {}
    faults: list[tuple[int, str]] = []
    faulty = 0
    for number, value in lines:
        try:
            kind, found = _value(value)
        except ValueError:
            faulty += 1
            faults += [(number, value[:80])] if len(faults) < MOST_FAULTS else []
            continue
        (nets if kind == Kind.NET else domains)[found] = None
        if len(nets) + len(domains) > MOST_ENTRIES:
            raise Unusable(f"line {number}: more than {MOST_ENTRIES} values")
    return Read(nets=tuple(nets), domains=tuple(domains), about=about, faults=tuple(faults), faulty=faulty)


def _lines(text: str) -> tuple[dict[str, str], list[tuple[int, str]]]:
    about: dict[str, str] = {}
    found = []
    for number, whole in enumerate(text.splitlines(), 1):
        value, _mark, remark = whole.partition("#")
        name, colon, said = remark.strip().partition(":")
        if not value.strip() and colon and name.strip().lower() in ABOUT:
            about[name.strip().lower()] = said.strip()[: LENGTHS[name.strip().lower()]]
        elif value.strip():
            found.append((number, value.strip()))
    return about, found


def _json(text: str) -> tuple[dict[str, str], list[tuple[int, str]]]:
    try:
        told: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unusable(str(error)) from error
    rows = told.get("list") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise Unusable("the JSON has no `list`")
    about = {"name": str(told.get("name", "")), "version": str(told.get("version", "")), "reason": str(told.get("description", ""))}
    return {name: value[: LENGTHS[name]] for name, value in about.items()}, [(place, str(one)) for place, one in enumerate(rows, 1)]


def _value(text: str) -> tuple[Kind, str]:
    if "/" in text or ":" in text or text.replace(".", "").isdigit():
        net = address.network(text if "/" in text else f"{text}/{128 if ':' in text else 32}")
        return Kind.NET, str(net)
    bare = text.removeprefix("*").lstrip(".").lower()
    name = bare if _LABEL.fullmatch(bare) and not bare.isdigit() else canonical(Kind.DOMAIN, bare)
    if name.count(".") >= DEEPEST:
        raise ValueError("too many labels")
    return Kind.DOMAIN, name


# --- matching ------------------------------------------------------------------------------------------------------------------------
class Matcher:
    """Lists made ready. Each value is matched with the number that its entry was given."""

    def __init__(self, nets: Sequence[tuple[str, str, int]], domains: Sequence[tuple[str, int]]) -> None:
        """nets: (first, last address as 32 hex digits, number); domains: (suffix, number)."""
        rows = sorted((int(high, 16) - int(low, 16), low, high, number) for low, high, number in nets)
        self._size = len(rows)
        self._numbers = np.array([row[3] for row in rows], np.int64)
        self._by_width: dict[int, tuple[NDArray[np.bytes_], Int64s]] = {}
        widths = np.array([(row[0] + 1).bit_length() - 1 for row in rows], np.int64)
        keys = np.array([row[1] for row in rows], "S32")
        for width in np.unique(widths).tolist():
            mine = np.flatnonzero(widths == width)
            order = np.argsort(keys[mine], kind="stable")
            self._by_width[width] = keys[mine][order], self._numbers[mine][order]
        order = np.argsort(keys, kind="stable")
        self._lows, self._low_numbers = keys[order], self._numbers[order]
        self._suffixes = pa.array([suffix for suffix, _ in domains], pa.string())
        self._suffix_numbers = np.array([number for _, number in domains], np.int64)
        self._labels = sorted({suffix.count(".") + 1 for suffix, _ in domains}, reverse=True)

    @property
    def empty(self) -> bool:
        """True where nothing is listed."""
        return not (self._size or len(self._suffixes))

    def nets(self, lows: Sequence[str] | NDArray[np.bytes_], highs: Sequence[str] | NDArray[np.bytes_]) -> Int64s:
        """For each range (first, last address as 32 hex digits) the number of the narrowest entry that holds it, else of one within it.

        NONE where there is neither.
        """
        found = np.full(len(lows), NONE, np.int64)
        if not self._size or not len(lows):
            return found
        first, last = np.array(lows, "S32"), np.array(highs, "S32")
        for width, (keys, numbers) in sorted(self._by_width.items()):
            open_ = np.flatnonzero(found == NONE)
            if not len(open_):
                break
            head = _masked(first[open_], width)
            place = np.minimum(np.searchsorted(keys, head), len(keys) - 1)
            hit = (keys[place] == head) & (_masked(last[open_], width) == head)
            found[open_[hit]] = numbers[place[hit]]
        open_ = np.flatnonzero(found == NONE)
        place = np.searchsorted(self._lows, first[open_])
        inside = place < len(self._lows)
        held = np.zeros(len(open_), np.bool_)
        held[inside] = self._lows[place[inside]] <= last[open_][inside]
        found[open_[held]] = self._low_numbers[place[held]]
        return found

    def named(self, names: Sequence[str]) -> Int64s:
        """For each canonical domain, URL or mail address the number of the longest suffix of its host that is listed, else NONE."""
        found = np.full(len(names), NONE, np.int64)
        if not len(self._suffixes) or not len(names):
            return found
        column = pc.struct_field(pc.extract_regex(pa.array(names, pa.string()), _HOST), "host")
        for labels in self._labels:
            tails = pc.extract_regex(column, rf"(?:^|\.)(?P<tail>[^.]+(?:\.[^.]+){{{labels - 1}}})$")
            place = pc.index_in(pc.struct_field(tails, "tail"), value_set=self._suffixes)
            there = place.is_valid().to_numpy(zero_copy_only=False) & (found == NONE)
            found[there] = self._suffix_numbers[place.fill_null(0).to_numpy()[there]]
        return found


def _masked(keys: NDArray[np.bytes_], width: int) -> NDArray[np.bytes_]:
    """The first address of the block of 2**width addresses that each address (32 hex digits) lies in."""
    digits, bits = divmod(width, 4)
    letters = np.ascontiguousarray(keys).view("S1").reshape(-1, 32).copy() if len(keys) else np.empty((0, 32), "S1")
    if digits:
        letters[:, 32 - digits :] = b"0"
    if bits and digits < 32:
        letters[:, 31 - digits] = _CUT[bits][letters[:, 31 - digits].view(np.uint8)]
    return letters.reshape(-1).view("S32") if len(keys) else np.empty(0, "S32")


def _cut(bits: int) -> NDArray[np.bytes_]:
    """A table from a hex digit's letter to that digit without its last bits."""
    table = np.full(256, b"0", "S1")
    for digit in range(16):
        table[ord(f"{digit:x}")] = f"{digit >> bits << bits:x}".encode()
    return table


_CUT: Final = {bits: _cut(bits) for bits in (1, 2, 3)}
