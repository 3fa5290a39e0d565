"""The bytes of a Warden call read once, compiled: where each document lies, and which of them are plainly right. Never: Python objects.

A document is plain where every key, value and word is one that `shape` and `sound` would take as it stands; anything else (an unknown key,
an escape in a word, a bare value for a list, white space is fine) makes it not plain, which says nothing but that they must look. All
functions take the text and a place and give the place after what they read, or -1; `table` is that of `keys`, handed in, since what is
compiled is kept as long as this file is the same. The text ends where `end` says, and is valid UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

from hsoc.exchange.idea.decode import MOST_COUNT
from hsoc.exchange.idea.keys import (
    BIT,
    CATEGORIES,
    COLUMNS,
    COUNT,
    COUNTS,
    DOCUMENT,
    FLAG,
    FORMATTED,
    HASH,
    IDENTITIES,
    IDENTITY,
    IP4S,
    IP6S,
    KIND,
    LEAST,
    LENGTH,
    MOST,
    MOST_LETTERS,
    NAME,
    NODE,
    NODES,
    NOTHING,
    OWN,
    OWNED,
    PIECE,
    PORTS,
    PROTOS,
    SHARE,
    SHIFT,
    SHORT,
    SIDE,
    SIDES,
    SLOTS,
    SMALL,
    TAGS,
    TEXT,
    TEXTS,
    TIME,
    UNDER,
    WINDOW,
    WORD,
    WORDS,
)
from hsoc.records.event import MOST_ENDPOINTS

MOST_ITEMS: Final = 1_000  # of a list inside a document; a longer one is looked at slowly
MOST_CATEGORIES: Final = 64
MOST_DEPTH: Final = 64  # brackets in what is not plain; deeper is not split here
MOST_SHORT: Final = 64  # bytes
MOST_TAG, MOST_ID = 64, 256  # letters, of terms' patterns
MOST_LABELS: Final = 32  # of a node's name
YEARS: Final = (1970, 2200)

_ODD0, _ODD1, _ODD2 = (np.uint64(one) for one in HASH)
_SHIFT: Final = np.uint64(SHIFT)
# of a byte: 1 = letter, digit, underscore or hyphen; 2 = dot; 4 = plus or slash; 8 = digit; 16 = hex digit
_LETTER, _DOT, _MORE, _DIGIT, _HEX = 1, 2, 4, 8, 16


def _classes() -> Any:
    found = np.zeros(256, np.uint8)
    for byte in range(256):
        sign = chr(byte)
        plain = byte < 128 and (sign.isalnum() or sign in "_-")
        found[byte] = (
            _LETTER * plain
            | _DOT * (sign == ".")
            | _MORE * (sign in "+/")
            | _DIGIT * ("0" <= sign <= "9")
            | _HEX * (sign in "0123456789abcdefABCDEF")
        )
    return found


_CLASS: Final = _classes()
_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
_REQUIRED: Final = sum(1 << place for place in range(4))  # Format, ID, DetectTime, Category: the first four of the shape

_TYPES: Final = {
    "I": types.int64,
    "B": types.boolean,
    "T": types.CPointer(types.uint8),  # bare pointers: arrays are counted as they are handed on, and counting was half of the work
    "A": types.CPointer(types.int64),
    "N": types.Array(types.uint8, 1, "C", readonly=True),
    "R": types.Array(types.int64, 2, "C", readonly=True),
    "P": types.int64[::1],
    "M": types.boolean[::1],
}


def compiled(gives: str, takes: str) -> Callable[[Callable[..., Any]], Any]:
    """Compile for these types alone (letters of _TYPES): left to itself Numba compiles most functions once for every constant given."""
    outcome = [_TYPES[letter] for letter in gives]
    given = outcome[0] if len(outcome) == 1 else types.Tuple(outcome)
    return numba.njit(given(*(_TYPES[letter] for letter in takes)), cache=True, nogil=True)  # type: ignore[no-any-return]


@intrinsic
def _pointer(typing: Any, array: Any) -> Any:
    """To the first item of an array, which the caller keeps."""
    del typing

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), code


@compiled("I", "TII")
def _blank(text: Any, at: Any, end: Any) -> Any:
    """After white space."""
    while at < end and (text[at] == 32 or text[at] == 10 or text[at] == 13 or text[at] == 9):
        at += 1
    return at


@compiled("I", "TII")
def _quoted(text: Any, at: Any, end: Any) -> Any:
    """The closing quote of a text without escapes that opens at `at`."""
    if at >= end or text[at] != 34:
        return -1
    at += 1
    while at < end:
        byte = text[at]
        if byte == 34:
            return at
        if byte == 92 or byte < 32:
            return -1
        at += 1
    return -1


@compiled("I", "TII")
def _spoken(text: Any, at: Any, end: Any) -> Any:
    """The closing quote of any text; an escape by number is left to others, since half of a pair is no character."""
    if at >= end or text[at] != 34:
        return -1
    at += 1
    while at < end:
        byte = text[at]
        if byte == 34:
            return at
        if byte < 32:
            return -1
        if byte == 92:
            at += 1
            if at >= end:
                return -1
            sign = text[at]
            # " \ / b f n r t
            if not (sign == 34 or sign == 92 or sign == 47 or sign == 98 or sign == 102 or sign == 110 or sign == 114 or sign == 116):
                return -1
        at += 1
    return -1


@compiled("I", "TIIAI")
def _found(text: Any, at: Any, close: Any, table: Any, context: Any) -> Any:
    """The row of the table for the word between `at` and `close`; -1 where it has none."""
    length = close - at
    if length < 1 or length > MOST_LETTERS:
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
    for _ in range(SLOTS):
        row = context * SLOTS + slot
        if table[row * COLUMNS + LENGTH] == 0:
            return -1
        if (
            table[row * COLUMNS + LENGTH] == length
            and table[row * COLUMNS + PIECE] == np.int64(first)
            and table[row * COLUMNS + PIECE + 1] == np.int64(second)
            and table[row * COLUMNS + PIECE + 2] == np.int64(third)
        ):
            return row
        slot = (slot + 1) % SLOTS
    return -1


@compiled("II", "TIII")
def _number(text: Any, at: Any, end: Any, most: Any) -> Any:
    """(place after, value) of a whole number from 0 to most, written without sign, point or leading zero."""
    begin, value = at, np.int64(0)
    while at < end and _CLASS[text[at]] & _DIGIT and at - begin < 17:
        value = value * 10 + np.int64(text[at] - 48)
        at += 1
    length = at - begin
    if length < 1 or length > 16 or value > most or (length > 1 and text[begin] == 48):
        return -1, value
    if at < end and (_CLASS[text[at]] & (_DIGIT | _DOT) or text[at] == 101 or text[at] == 69):
        return -1, value
    return at, value


@compiled("I", "TII")
def _share(text: Any, at: Any, end: Any) -> Any:
    """0, 1, or 0.… with at most 17 digits; 1.0 too."""
    if at >= end or (text[at] != 48 and text[at] != 49):
        return -1
    one = text[at] == 49
    at += 1
    if at < end and text[at] == 46:
        at += 1
        begin = at
        while at < end and _CLASS[text[at]] & _DIGIT:
            if one and text[at] != 48:
                return -1
            at += 1
        if at == begin or at - begin > 17:
            return -1
    if at < end and (_CLASS[text[at]] & (_DIGIT | _DOT) or text[at] == 101 or text[at] == 69):
        return -1
    return at


@compiled("I", "TI")
def _two(text: Any, at: Any) -> Any:
    """The value of two digits; -1 where they are none."""
    if not (_CLASS[text[at]] & _DIGIT and _CLASS[text[at + 1]] & _DIGIT):
        return -1
    return np.int64(text[at] - 48) * 10 + np.int64(text[at + 1] - 48)


@compiled("B", "TI")
def _clock(text: Any, at: Any) -> Any:
    """True for HH:MM:SS at `at`; its eight bytes are there."""
    hour, minute, second = _two(text, at), _two(text, at + 3), _two(text, at + 6)
    return text[at + 2] == 58 and text[at + 5] == 58 and 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59


@compiled("I", "TII")
def _fraction(text: Any, at: Any, close: Any) -> Any:
    """After a fraction of at most six digits, or where there is none; -1 for a wrong one."""
    if at < close and text[at] == 46:
        begin = at + 1
        at = begin
        while at < close and _CLASS[text[at]] & _DIGIT:
            at += 1
        if at == begin or at - begin > 6:
            return -1
    return at


@compiled("B", "TII")
def _is_time(text: Any, at: Any, close: Any) -> Any:
    """RFC 3339 with a zone, in the years that we live in."""
    if close - at < 20 or text[at + 4] != 45 or text[at + 7] != 45 or text[at + 10] != 84:
        return False
    head, tail, month, day = _two(text, at), _two(text, at + 2), _two(text, at + 5), _two(text, at + 8)
    if head < 0 or tail < 0 or month < 1 or month > 12 or day < 1:
        return False
    year = head * 100 + tail
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if year < YEARS[0] or year > YEARS[1] or day > _DAYS[month] + (1 if leap else 0) or not _clock(text, at + 11):
        return False
    at = _fraction(text, at + 19, close)
    if at < 0:
        return False
    if close - at == 1:
        return text[at] == 90
    if close - at != 6 or (text[at] != 43 and text[at] != 45) or text[at + 3] != 58:
        return False
    hours, minutes = _two(text, at + 1), _two(text, at + 4)
    return 0 <= hours <= 23 and 0 <= minutes <= 59


@compiled("B", "TII")
def _is_window(text: Any, at: Any, close: Any) -> Any:
    """A duration without days."""
    return close - at >= 8 and _clock(text, at) and _fraction(text, at + 8, close) == close


@compiled("B", "TIIII")
def _is_of(text: Any, at: Any, close: Any, allowed: Any, most: Any) -> Any:
    """One to `most` signs of the allowed classes."""
    if close - at < 1 or close - at > most:
        return False
    for place in range(at, close):
        if not _CLASS[text[place]] & allowed:
            return False
    return True


@compiled("B", "TIII")
def _is_dotted(text: Any, at: Any, close: Any, most: Any) -> Any:
    """One to `most` labels with dots between."""
    labels, begin = 1, at
    for place in range(at, close):
        kind = _CLASS[text[place]]
        if kind & _LETTER:
            continue
        if not kind & _DOT or place == begin or place - begin > MOST_TAG:
            return False
        labels += 1
        begin = place + 1
    return labels <= most and 0 < close - begin <= MOST_TAG


@compiled("B", "TII")
def _is_ip4(text: Any, at: Any, close: Any) -> Any:
    """Four numbers to 255, without leading zeros (inet_pton of the C library takes no others)."""
    if close - at < 7 or close - at > 15:
        return False
    parts, value, digits = 0, np.int64(0), 0
    for place in range(at, close):
        kind = _CLASS[text[place]]
        if kind & _DIGIT:
            if digits and value == 0:
                return False
            value = value * 10 + np.int64(text[place] - 48)
            digits += 1
            if value > 255:
                return False
        elif kind & _DOT and digits and parts < 3:
            parts += 1
            value, digits = np.int64(0), 0
        else:
            return False
    return parts == 3 and digits > 0


@compiled("B", "TII")
def _is_ip6(text: Any, at: Any, close: Any) -> Any:
    """Groups of one to four hex digits, eight of them or fewer around one `::`; no dotted part, no zone."""
    if close - at < 2 or close - at > 39:
        return False
    groups, digits, gap, place = 0, 0, False, at
    if text[at] == 58:
        if text[at + 1] != 58:
            return False
        gap = True
        place = at + 2
    while place < close:
        if _CLASS[text[place]] & _HEX:
            digits += 1
            if digits > 4:
                return False
            place += 1
        elif text[place] == 58 and digits:
            groups += 1
            digits = 0
            place += 1
            if place < close and text[place] == 58:
                if gap:
                    return False
                gap = True
                place += 1
            elif place == close:
                return False
        else:
            return False
    if digits:
        groups += 1
    return groups == 8 if not gap else groups < 8


@compiled("I", "TIIAI")
def _word(text: Any, at: Any, end: Any, table: Any, kind: Any) -> Any:
    """After one text of a kind."""
    close = _spoken(text, at, end) if kind == TEXT or kind == TEXTS else _quoted(text, at, end)
    if close < 0:
        return -1
    at += 1
    good = True
    if kind == TIME:
        good = _is_time(text, at, close)
    elif kind == CATEGORIES:
        good = _is_dotted(text, at, close, 2)
    elif kind == NAME:
        good = _is_dotted(text, at, close, MOST_LABELS)
    elif kind == TAGS:
        good = _is_of(text, at, close, _LETTER, MOST_TAG)
    elif kind == PROTOS:
        good = _is_of(text, at, close, _LETTER | _DOT | _MORE, MOST_TAG)
    elif kind == IDENTITY or kind == IDENTITIES:
        good = _is_of(text, at, close, _LETTER | _DOT, MOST_ID)
    elif kind == IP4S:
        good = _is_ip4(text, at, close)
    elif kind == IP6S:
        good = _is_ip6(text, at, close)
    elif kind == WINDOW:
        good = _is_window(text, at, close)
    elif kind == SHORT:
        good = close - at <= MOST_SHORT
    elif kind == FORMATTED:
        row = _found(text, at, close, table, WORDS)
        good = row >= 0 and table[row * COLUMNS + KIND] == FORMATTED
    return close + 1 if good else -1


@compiled("IIB", "TIIAI")
def _listed(text: Any, at: Any, end: Any, table: Any, kind: Any) -> Any:
    """(place after, items, whether one is the category Test) of a list of texts or numbers."""
    test, items = False, 0
    if at >= end or text[at] != 91:
        return -1, items, test
    at = _blank(text, at + 1, end)
    if at < end and text[at] == 93:
        return at + 1, items, test
    while at < end and items < MOST_ITEMS:
        begin = at
        if kind == PORTS:
            at, _ = _number(text, at, end, 0xFFFF)
        elif kind == COUNTS:
            at, _ = _number(text, at, end, MOST_COUNT)
        else:
            at = _word(text, at, end, table, kind)
        if at < 0:
            return -1, items, test
        items += 1
        # "Test"
        if kind == CATEGORIES and at - begin == 6 and text[begin + 1] == 84 and text[begin + 2] == 101 and text[begin + 3] == 115:
            test = test or text[begin + 4] == 116
        at = _blank(text, at, end)
        if at >= end:
            return -1, items, test
        if text[at] == 93:
            return at + 1, items, test
        if text[at] != 44:
            return -1, items, test
        at = _blank(text, at + 1, end)
    return -1, items, test


@compiled("I", "TII")
def _flag(text: Any, at: Any, end: Any) -> Any:
    """After true or false."""
    if end - at >= 4 and text[at] == 116 and text[at + 1] == 114 and text[at + 2] == 117 and text[at + 3] == 101:
        return at + 4
    if end - at >= 5 and text[at] == 102 and text[at + 1] == 97 and text[at + 2] == 108 and text[at + 3] == 115 and text[at + 4] == 101:
        return at + 5
    return -1


@compiled("I", "TII")
def _free(text: Any, at: Any, end: Any) -> Any:
    """After a text, a whole number, true or false under a key that nobody knows; anything else is left to others."""
    if at < end and text[at] == 34:
        close = _spoken(text, at, end)
        return close + 1 if close >= 0 else -1
    if at < end and _CLASS[text[at]] & _DIGIT:
        at, _value = _number(text, at, end, MOST_COUNT)
        return at
    return _flag(text, at, end)


@compiled("I", "TIIAI")
def _plain_value(text: Any, at: Any, end: Any, table: Any, row: Any) -> Any:
    """After a value that is no object and holds none; `row` is that of its key, -1 for one that nobody knows."""
    if row < 0:
        return _free(text, at, end)
    kind = table[row * COLUMNS + KIND]
    if kind >= CATEGORIES:
        at, _items, _test = _listed(text, at, end, table, kind)
        return at
    if kind == NOTHING:
        return -1
    if kind == COUNT:
        at, _value = _number(text, at, end, MOST_COUNT)
        return at
    if kind == SMALL:
        at, value = _number(text, at, end, table[row * COLUMNS + MOST])
        return at if value >= table[row * COLUMNS + LEAST] else -1
    if kind == SHARE:
        return _share(text, at, end)
    if kind == FLAG:
        return _flag(text, at, end)
    if kind == WORD:
        close = _quoted(text, at, end)
        if close < 0:
            return -1
        word = _found(text, at + 1, close, table, WORDS)
        return close + 1 if word >= 0 and (table[word * COLUMNS + UNDER] >> table[row * COLUMNS + BIT]) & 1 else -1
    return _word(text, at, end, table, kind)


@compiled("II", "TIIAI")
def _key(text: Any, at: Any, end: Any, table: Any, context: Any) -> Any:
    """(place of the value, row of the key or -1 for one that nobody knows) of `"key":`."""
    close = _quoted(text, at, end)
    if close < 0:
        return -1, -1
    row = _found(text, at + 1, close, table, context)
    at = _blank(text, close + 1, end)
    if at >= end or text[at] != 58:
        return -1, -1
    return _blank(text, at + 1, end), row


@compiled("III", "TIIAI")
def _flat(text: Any, at: Any, end: Any, table: Any, context: Any) -> Any:
    """(place after, begin and end of its Name) of a side, a node or what is ours."""
    begin, close = 0, 0
    if at >= end or text[at] != 123:
        return -1, begin, close
    at = _blank(text, at + 1, end)
    if at < end and text[at] == 125:
        return at + 1, begin, close
    seen = np.int64(0)
    while at < end:
        at, row = _key(text, at, end, table, context)
        kind, bit = (table[row * COLUMNS + KIND], table[row * COLUMNS + BIT]) if row >= 0 else (NOTHING, 63)
        if at < 0 or (row >= 0 and (seen >> bit) & 1):
            return -1, begin, close
        seen |= np.int64(1) << bit
        value = at
        at = _plain_value(text, at, end, table, row)
        if at < 0:
            return -1, begin, close
        if kind == NAME:
            begin, close = value + 1, at - 1
        at = _blank(text, at, end)
        if at >= end:
            return -1, begin, close
        if text[at] == 125:
            return at + 1, begin, close
        if text[at] != 44:
            return -1, begin, close
        at = _blank(text, at + 1, end)
    return -1, begin, close


@compiled("III", "TIIAI")
def _flats(text: Any, at: Any, end: Any, table: Any, context: Any) -> Any:
    """(place after, begin and end of the first one's Name) of a list of them."""
    begin, close, items = 0, 0, 0
    if at >= end or text[at] != 91:
        return -1, begin, close
    at = _blank(text, at + 1, end)
    if at < end and text[at] == 93:
        return at + 1, begin, close
    while at < end and items < MOST_ENDPOINTS:
        at, first, last = _flat(text, at, end, table, context)
        if at < 0:
            return -1, begin, close
        if items == 0:
            begin, close = first, last
        items += 1
        at = _blank(text, at, end)
        if at >= end:
            return -1, begin, close
        if text[at] == 93:
            return at + 1, begin, close
        if text[at] != 44:
            return -1, begin, close
        at = _blank(text, at + 1, end)
    return -1, begin, close


@compiled("IIIB", "TIIA")
def _document(text: Any, at: Any, end: Any, table: Any) -> Any:
    """(place after, begin and end of the first node's name, whether it is of the category Test) of one plain document."""
    begin, close, test = 0, 0, False
    if at >= end or text[at] != 123:
        return -1, begin, close, test
    at = _blank(text, at + 1, end)
    seen = np.int64(0)
    while at < end:
        at, row = _key(text, at, end, table, DOCUMENT)
        kind, bit = (table[row * COLUMNS + KIND], table[row * COLUMNS + BIT]) if row >= 0 else (NOTHING, 63)
        if at < 0 or (row >= 0 and (seen >> bit) & 1):
            return -1, begin, close, test
        seen |= np.int64(1) << bit
        if kind == SIDES:
            at, _begin, _close = _flats(text, at, end, table, SIDE)
        elif kind == NODES:
            at, begin, close = _flats(text, at, end, table, NODE)
        elif kind == OWNED:
            at, _begin, _close = _flat(text, at, end, table, OWN)
        elif kind == CATEGORIES:
            at, items, test = _listed(text, at, end, table, kind)
            if items < 1 or items > MOST_CATEGORIES:
                at = -1
        else:
            at = _plain_value(text, at, end, table, row)
        if at < 0:
            return -1, begin, close, test
        at = _blank(text, at, end)
        if at >= end:
            return -1, begin, close, test
        if text[at] == 125:
            return at + 1 if seen & _REQUIRED == _REQUIRED else -1, begin, close, test
        if text[at] != 44:
            return -1, begin, close, test
        at = _blank(text, at + 1, end)
    return -1, begin, close, test


@compiled("I", "TII")
def _skipped(text: Any, at: Any, end: Any) -> Any:
    """After an object of whatever is in it, by its quotes and brackets; whether it is JSON is for others to say."""
    if at >= end or text[at] != 123:
        return -1
    depth, quoted = 0, False
    while at < end:
        byte = text[at]
        if quoted:
            if byte == 92:
                at += 1
            elif byte == 34:
                quoted = False
        elif byte == 34:
            quoted = True
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
    text, table, end = _pointer(given), _pointer(tables), np.int64(len(given))
    at = _blank(text, np.int64(0), end)
    if at >= end or text[at] != 91:
        return -1
    at = _blank(text, at + 1, end)
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
        at = _blank(text, after, end)
        if at >= end:
            return -1
        if text[at] == 93:
            return found if _blank(text, at + 1, end) == end else -1
        if text[at] != 44:
            return -1
        at = _blank(text, at + 1, end)
    return -1
