"""Signs, words and numbers in a text of bytes, compiled: where each ends and whether it is spelt in the usual way. Never: documents (scan).

The functions take the text and a place and give the place after what they read, or -1; those named `is_` judge what lies between two
places. All of them say no where they are not sure. The text ends where `end` says, and is valid UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

MOST_TAG: Final = 64  # letters of a label, of terms' patterns
YEARS: Final = (1970, 2200)

# of a byte: 1 = letter, digit, underscore or hyphen; 2 = dot; 4 = plus or slash; 8 = digit; 16 = hex digit
LETTER, DOT, MORE, DIGIT, HEX = 1, 2, 4, 8, 16


def _classes() -> Any:
    found = np.zeros(256, np.uint8)
    for byte in range(256):
        sign = chr(byte)
        plain = byte < 128 and (sign.isalnum() or sign in "_-")
        found[byte] = (
            LETTER * plain
            | DOT * (sign == ".")
            | MORE * (sign in "+/")
            | DIGIT * ("0" <= sign <= "9")
            | HEX * (sign in "0123456789abcdefABCDEF")
        )
    return found


CLASS: Final = _classes()
_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)

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
def pointer(typing: Any, array: Any) -> Any:
    """To the first item of an array, which the caller keeps."""
    del typing

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), code


@compiled("I", "TII")
def blank(text: Any, at: Any, end: Any) -> Any:
    """After white space."""
    while at < end and (text[at] == 32 or text[at] == 10 or text[at] == 13 or text[at] == 9):
        at += 1
    return at


@compiled("I", "TII")
def quoted(text: Any, at: Any, end: Any) -> Any:
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
def spoken(text: Any, at: Any, end: Any) -> Any:
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


@compiled("II", "TIII")
def whole(text: Any, at: Any, end: Any, most: Any) -> Any:
    """(place after, value) of a whole number from 0 to most, written without sign, point or leading zero."""
    begin, value = at, np.int64(0)
    while at < end and CLASS[text[at]] & DIGIT and at - begin < 17:
        value = value * 10 + np.int64(text[at] - 48)
        at += 1
    length = at - begin
    if length < 1 or length > 16 or value > most or (length > 1 and text[begin] == 48):
        return -1, value
    if at < end and (CLASS[text[at]] & (DIGIT | DOT) or text[at] == 101 or text[at] == 69):
        return -1, value
    return at, value


@compiled("I", "TII")
def share(text: Any, at: Any, end: Any) -> Any:
    """0, 1, or 0.… with at most 17 digits; 1.0 too."""
    if at >= end or (text[at] != 48 and text[at] != 49):
        return -1
    one = text[at] == 49
    at += 1
    if at < end and text[at] == 46:
        at += 1
        begin = at
        while at < end and CLASS[text[at]] & DIGIT:
            if one and text[at] != 48:
                return -1
            at += 1
        if at == begin or at - begin > 17:
            return -1
    if at < end and (CLASS[text[at]] & (DIGIT | DOT) or text[at] == 101 or text[at] == 69):
        return -1
    return at


@compiled("I", "TI")
def _two(text: Any, at: Any) -> Any:
    """The value of two digits; -1 where they are none."""
    if not (CLASS[text[at]] & DIGIT and CLASS[text[at + 1]] & DIGIT):
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
        while at < close and CLASS[text[at]] & DIGIT:
            at += 1
        if at == begin or at - begin > 6:
            return -1
    return at


@compiled("B", "TII")
def is_time(text: Any, at: Any, close: Any) -> Any:
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
def is_window(text: Any, at: Any, close: Any) -> Any:
    """A duration without days."""
    return close - at >= 8 and _clock(text, at) and _fraction(text, at + 8, close) == close


@compiled("B", "TIIII")
def is_of(text: Any, at: Any, close: Any, allowed: Any, most: Any) -> Any:
    """One to `most` signs of the allowed classes."""
    if close - at < 1 or close - at > most:
        return False
    for place in range(at, close):
        if not CLASS[text[place]] & allowed:
            return False
    return True


@compiled("B", "TIII")
def is_dotted(text: Any, at: Any, close: Any, most: Any) -> Any:
    """One to `most` labels with dots between."""
    labels, begin = 1, at
    for place in range(at, close):
        kind = CLASS[text[place]]
        if kind & LETTER:
            continue
        if not kind & DOT or place == begin or place - begin > MOST_TAG:
            return False
        labels += 1
        begin = place + 1
    return labels <= most and 0 < close - begin <= MOST_TAG


@compiled("B", "TII")
def is_ip4(text: Any, at: Any, close: Any) -> Any:
    """Four numbers to 255, without leading zeros (inet_pton of the C library takes no others)."""
    if close - at < 7 or close - at > 15:
        return False
    parts, value, digits = 0, np.int64(0), 0
    for place in range(at, close):
        kind = CLASS[text[place]]
        if kind & DIGIT:
            if digits and value == 0:
                return False
            value = value * 10 + np.int64(text[place] - 48)
            digits += 1
            if value > 255:
                return False
        elif kind & DOT and digits and parts < 3:
            parts += 1
            value, digits = np.int64(0), 0
        else:
            return False
    return parts == 3 and digits > 0


@compiled("B", "TII")
def is_ip6(text: Any, at: Any, close: Any) -> Any:
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
        if CLASS[text[place]] & HEX:
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


@compiled("I", "TII")
def flag(text: Any, at: Any, end: Any) -> Any:
    """After true or false."""
    if end - at >= 4 and text[at] == 116 and text[at + 1] == 114 and text[at + 2] == 117 and text[at + 3] == 101:
        return at + 4
    if end - at >= 5 and text[at] == 102 and text[at + 1] == 97 and text[at + 2] == 108 and text[at + 3] == 115 and text[at + 4] == 101:
        return at + 5
    return -1
