"""The bytes of a Warden call read once, compiled: where each document lies, and which of them are plainly right. Never: Python objects.

A document is plain where every key, value and word is one that `shape` and `sound` would take as it stands; anything else (a rare
key, an escape in a word, a bare value for a list; white space is fine) makes it not plain, which says nothing but that they must look. All
functions take the text and a place and give the place after what they read, or -1; `table` is that of `keys`, handed in, since what is
compiled is kept as long as this file is the same. The text ends where `end` says, and is valid UTF-8.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from hsoc.exchange.idea import keys
from hsoc.exchange.idea.decode import MOST_COUNT
from hsoc.exchange.idea.letters import (
    CLASS,
    DIGIT,
    DOT,
    LETTER,
    MORE,
    MOST_TAG,
    blank,
    compiled,
    flag,
    is_dotted,
    is_ip4,
    is_ip6,
    is_of,
    is_time,
    is_window,
    pointer,
    quoted,
    share,
    spoken,
    whole,
)
from hsoc.records.event import MOST_ENDPOINTS

MOST_ITEMS: Final = 1_000  # of a list inside a document; a longer one is looked at slowly
MOST_CATEGORIES: Final = 64
MOST_DEPTH: Final = 64  # brackets in what is not plain; deeper is not split here
MOST_SHORT: Final = 64  # bytes
MOST_ID: Final = 256  # letters
MOST_LABELS: Final = 32  # of a node's name

_ODD0, _ODD1, _ODD2 = (np.uint64(one) for one in keys.HASH)
_SHIFT: Final = np.uint64(keys.SHIFT)


_REQUIRED: Final = sum(1 << place for place in range(4))  # Format, ID, DetectTime, Category: the first four of the shape


@compiled("I", "TIIAI")
def _found(text: Any, at: Any, close: Any, table: Any, context: Any) -> Any:
    """The row of the table for the word between `at` and `close`; -1 where it has none."""
    length = close - at
    if length < 1 or length > keys.MOST_LETTERS:
        return -1
    first, second, third = np.uint64(0), np.uint64(0), np.uint64(0)
    for place in range(min(length, 8)):
        first |= np.uint64(text[at + place]) << np.uint64(8 * place)
    for place in range(8, min(length, 16)):
        second |= np.uint64(text[at + place]) << np.uint64(8 * place - 64)
    for place in range(16, length):
        third |= np.uint64(text[at + place]) << np.uint64(8 * place - 128)
    mixed = (first * _ODD0) ^ (second * _ODD1) ^ (third * _ODD2)
    slot = np.int64((mixed * _ODD0) >> _SHIFT)
    for _ in range(keys.SLOTS):
        row = context * keys.SLOTS + slot
        if table[row * keys.COLUMNS + keys.LENGTH] == 0:
            return -1
        if (
            table[row * keys.COLUMNS + keys.LENGTH] == length
            and table[row * keys.COLUMNS + keys.PIECE] == np.int64(first)
            and table[row * keys.COLUMNS + keys.PIECE + 1] == np.int64(second)
            and table[row * keys.COLUMNS + keys.PIECE + 2] == np.int64(third)
        ):
            return row
        slot = (slot + 1) % keys.SLOTS
    return -1


@compiled("I", "TIIAI")
def _word(text: Any, at: Any, end: Any, table: Any, kind: Any) -> Any:
    """After one text of a kind."""
    close = spoken(text, at, end) if kind == keys.TEXT or kind == keys.TEXTS else quoted(text, at, end)
    if close < 0:
        return -1
    at += 1
    good = True
    if kind == keys.TIME:
        good = is_time(text, at, close)
    elif kind == keys.CATEGORIES:
        good = is_dotted(text, at, close, 2)
    elif kind == keys.NAME:
        good = is_dotted(text, at, close, MOST_LABELS)
    elif kind == keys.TAGS:
        good = is_of(text, at, close, LETTER, MOST_TAG)
    elif kind == keys.PROTOS:
        good = is_of(text, at, close, LETTER | DOT | MORE, MOST_TAG)
    elif kind == keys.IDENTITY or kind == keys.IDENTITIES:
        good = is_of(text, at, close, LETTER | DOT, MOST_ID)
    elif kind == keys.IP4S:
        good = is_ip4(text, at, close)
    elif kind == keys.IP6S:
        good = is_ip6(text, at, close)
    elif kind == keys.WINDOW:
        good = is_window(text, at, close)
    elif kind == keys.SHORT:
        good = close - at <= MOST_SHORT
    elif kind == keys.FORMATTED:
        row = _found(text, at, close, table, keys.WORDS)
        good = row >= 0 and table[row * keys.COLUMNS + keys.KIND] == keys.FORMATTED
    return close + 1 if good else -1


@compiled("IIB", "TIIAI")
def _listed(text: Any, at: Any, end: Any, table: Any, kind: Any) -> Any:
    """(place after, items, whether one is the category Test) of a list of texts or numbers."""
    test, items = False, 0
    if at >= end or text[at] != 91:
        return -1, items, test
    at = blank(text, at + 1, end)
    if at < end and text[at] == 93:
        return at + 1, items, test
    while at < end and items < MOST_ITEMS:
        begin = at
        if kind == keys.PORTS:
            at, _ = whole(text, at, end, 0xFFFF)
        elif kind == keys.COUNTS:
            at, _ = whole(text, at, end, MOST_COUNT)
        else:
            at = _word(text, at, end, table, kind)
        if at < 0:
            return -1, items, test
        items += 1
        # "Test"
        if kind == keys.CATEGORIES and at - begin == 6 and text[begin + 1] == 84 and text[begin + 2] == 101 and text[begin + 3] == 115:
            test = test or text[begin + 4] == 116
        at = blank(text, at, end)
        if at >= end:
            return -1, items, test
        if text[at] == 93:
            return at + 1, items, test
        if text[at] != 44:
            return -1, items, test
        at = blank(text, at + 1, end)
    return -1, items, test


@compiled("I", "TII")
def _free(text: Any, at: Any, end: Any) -> Any:
    """After a text, a whole number, true or false under a key that nobody knows; anything else is left to others."""
    if at < end and text[at] == 34:
        close = spoken(text, at, end)
        return close + 1 if close >= 0 else -1
    if at < end and CLASS[text[at]] & DIGIT:
        at, _value = whole(text, at, end, MOST_COUNT)
        return at
    return flag(text, at, end)


@compiled("I", "TIIAI")
def _plain_value(text: Any, at: Any, end: Any, table: Any, row: Any) -> Any:
    """After a value that is no object and holds none; `row` is that of its key, -1 for one that nobody knows."""
    if row < 0:
        return _free(text, at, end)
    kind = table[row * keys.COLUMNS + keys.KIND]
    if kind >= keys.CATEGORIES:
        at, _items, _test = _listed(text, at, end, table, kind)
        return at
    if kind == keys.NOTHING:
        return -1
    if kind == keys.COUNT:
        at, _value = whole(text, at, end, MOST_COUNT)
        return at
    if kind == keys.SMALL:
        at, value = whole(text, at, end, table[row * keys.COLUMNS + keys.MOST])
        return at if value >= table[row * keys.COLUMNS + keys.LEAST] else -1
    if kind == keys.SHARE:
        return share(text, at, end)
    if kind == keys.FLAG:
        return flag(text, at, end)
    if kind == keys.WORD:
        close = quoted(text, at, end)
        if close < 0:
            return -1
        word = _found(text, at + 1, close, table, keys.WORDS)
        return close + 1 if word >= 0 and (table[word * keys.COLUMNS + keys.UNDER] >> table[row * keys.COLUMNS + keys.BIT]) & 1 else -1
    return _word(text, at, end, table, kind)


@compiled("II", "TIIAI")
def _key(text: Any, at: Any, end: Any, table: Any, context: Any) -> Any:
    """(place of the value, row of the key or -1 for one that nobody knows) of `"key":`."""
    close = quoted(text, at, end)
    if close < 0:
        return -1, -1
    row = _found(text, at + 1, close, table, context)
    at = blank(text, close + 1, end)
    if at >= end or text[at] != 58:
        return -1, -1
    return blank(text, at + 1, end), row


@compiled("III", "TIIAI")
def _flat(text: Any, at: Any, end: Any, table: Any, context: Any) -> Any:
    """(place after, begin and end of its Name) of a side, a node or what is ours."""
    begin, close = 0, 0
    if at >= end or text[at] != 123:
        return -1, begin, close
    at = blank(text, at + 1, end)
    if at < end and text[at] == 125:
        return at + 1, begin, close
    seen = np.int64(0)
    while at < end:
        at, row = _key(text, at, end, table, context)
        kind, bit = (table[row * keys.COLUMNS + keys.KIND], table[row * keys.COLUMNS + keys.BIT]) if row >= 0 else (keys.NOTHING, 63)
        if at < 0 or (row >= 0 and (seen >> bit) & 1):
            return -1, begin, close
        seen |= np.int64(1) << bit
        value = at
        at = _plain_value(text, at, end, table, row)
        if at < 0:
            return -1, begin, close
        if kind == keys.NAME:
            begin, close = value + 1, at - 1
        at = blank(text, at, end)
        if at >= end:
            return -1, begin, close
        if text[at] == 125:
            return at + 1, begin, close
        if text[at] != 44:
            return -1, begin, close
        at = blank(text, at + 1, end)
    return -1, begin, close


@compiled("III", "TIIAI")
def _flats(text: Any, at: Any, end: Any, table: Any, context: Any) -> Any:
    """(place after, begin and end of the first one's Name) of a list of them."""
    begin, close, items = 0, 0, 0
    if at >= end or text[at] != 91:
        return -1, begin, close
    at = blank(text, at + 1, end)
    if at < end and text[at] == 93:
        return at + 1, begin, close
    while at < end and items < MOST_ENDPOINTS:
        at, first, last = _flat(text, at, end, table, context)
        if at < 0:
            return -1, begin, close
        if items == 0:
            begin, close = first, last
        items += 1
        at = blank(text, at, end)
        if at >= end:
            return -1, begin, close
        if text[at] == 93:
            return at + 1, begin, close
        if text[at] != 44:
            return -1, begin, close
        at = blank(text, at + 1, end)
    return -1, begin, close


@compiled("IIIB", "TIIA")
def _document(text: Any, at: Any, end: Any, table: Any) -> Any:
    """(place after, begin and end of the first node's name, whether it is of the category Test) of one plain document."""
    begin, close, test = 0, 0, False
    if at >= end or text[at] != 123:
        return -1, begin, close, test
    at = blank(text, at + 1, end)
    seen = np.int64(0)
    while at < end:
        at, row = _key(text, at, end, table, keys.DOCUMENT)
        kind, bit = (table[row * keys.COLUMNS + keys.KIND], table[row * keys.COLUMNS + keys.BIT]) if row >= 0 else (keys.NOTHING, 63)
        if at < 0 or (row >= 0 and (seen >> bit) & 1):
            return -1, begin, close, test
        seen |= np.int64(1) << bit
        if kind == keys.SIDES:
            at, _begin, _close = _flats(text, at, end, table, keys.SIDE)
        elif kind == keys.NODES:
            at, begin, close = _flats(text, at, end, table, keys.NODE)
        elif kind == keys.OWNED:
            at, _begin, _close = _flat(text, at, end, table, keys.OWN)
        elif kind == keys.CATEGORIES:
            at, items, test = _listed(text, at, end, table, kind)
            if items < 1 or items > MOST_CATEGORIES:
                at = -1
        else:
            at = _plain_value(text, at, end, table, row)
        if at < 0:
            return -1, begin, close, test
        at = blank(text, at, end)
        if at >= end:
            return -1, begin, close, test
        if text[at] == 125:
            return at + 1 if seen & _REQUIRED == _REQUIRED else -1, begin, close, test
        if text[at] != 44:
            return -1, begin, close, test
        at = blank(text, at + 1, end)
    return -1, begin, close, test


@compiled("I", "TII")
def _skipped(text: Any, at: Any, end: Any) -> Any:
    """After an object of whatever is in it, by its quotes and brackets; whether it is JSON is for others to say."""
    if at >= end or text[at] != 123:
        return -1
    depth, inside = 0, False
    while at < end:
        byte = text[at]
        if inside:
            if byte == 92:
                at += 1
            elif byte == 34:
                inside = False
        elif byte == 34:
            inside = True
        elif byte == 123 or byte == 91:
            depth += 1
            if depth > MOST_DEPTH:
                return -1
        elif byte == 125 or byte == 93:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return -1


@compiled("I", "NRNBPPM")
def documents(given: Any, tables: Any, name: Any, test: Any, begins: Any, ends: Any, plain: Any) -> Any:
    """How many documents the list holds; -1 where it is not to be split here (no list, no objects, more than there is room for).

    given, name: uint8, `name` in lower case; tables: of `keys`; test: whether only the category Test will do; begins, ends (int64) and
    plain (bool): filled with the place of each document and whether it is plainly right and of that node.
    """
    text, table, end = pointer(given), pointer(tables), np.int64(len(given))
    at = blank(text, np.int64(0), end)
    if at >= end or text[at] != 91:
        return -1
    at = blank(text, at + 1, end)
    found = 0
    while at < end and found < len(begins):
        after, first, last, tested = _document(text, at, end, table)
        good = after >= 0 and last - first == len(name) and (tested or not test)
        if good:
            for place in range(len(name)):
                letter = text[first + place]
                if 65 <= letter <= 90:
                    letter += 32
                if letter != name[place]:
                    good = False
                    break
        if after < 0:
            after = _skipped(text, at, end)
            if after < 0:
                return -1
        begins[found], ends[found], plain[found] = at, after, good
        found += 1
        at = blank(text, after, end)
        if at >= end:
            return -1
        if text[at] == 93:
            return found if blank(text, at + 1, end) == end else -1
        if text[at] != 44:
            return -1
        at = blank(text, at + 1, end)
    return -1
