"""ExaFS' expressions for ports and lengths: `80`, `1024-2047`, `>1023`, `<=512`, `>=8080&<=8088`, several joined by `;`. As ranges.

ExaFS sends `>x` as `>=x` and `<x` as `<=x` (cesnet.md 8), one number too many; here `>1023` begins at 1024. Never: bare words, names.
"""

from __future__ import annotations

import re
from typing import Final

from hsoc.exchange.flowspec.sets import merged
from hsoc.exchange.flowspec.terms import LARGEST, Kind, Unreadable
from hsoc.records.scope import Range

MOST_EXPRESSIONS: Final = 5  # joined by `;`, as in ExaFS; more is a table, not a rule
LONGEST: Final = 128  # characters
_EXPRESSION: Final = re.compile(
    r"(?P<one>[0-9]+)|(?P<low>[0-9]+)-(?P<high>[0-9]+)"
    r"|(?P<sign>[<>]=?)(?P<bound>[0-9]+)(?:&(?P<sign2>[<>]=?)(?P<bound2>[0-9]+))?"
)


def parse_numbers(text: str, *, kind: Kind) -> tuple[Range, ...]:
    """Inclusive ranges, ascending and merged; an empty text is no restriction. Raises Unreadable with the expression and the reason."""
    if len(text) > LONGEST:
        raise Unreadable(f"{len(text)} characters, {LONGEST} are allowed")
    parts = [part for part in "".join(text.split()).split(";") if part]
    if len(parts) > MOST_EXPRESSIONS:
        raise Unreadable(f"{len(parts)} expressions, {MOST_EXPRESSIONS} are allowed")
    return merged(_range(part, kind) for part in parts)


def _range(part: str, kind: Kind) -> Range:
    largest = LARGEST[kind]
    found = _EXPRESSION.fullmatch(part)
    if found is None:
        raise Unreadable(f"`{part}` is none of x, x-y, >x, >=x, <x, <=x, >=x&<=y")
    low, high = 0, largest
    if found["one"]:
        low = high = int(found["one"])
    elif found["low"]:
        low, high = int(found["low"]), int(found["high"])
    else:
        for sign, bound in ((found["sign"], found["bound"]), (found["sign2"], found["bound2"])):
            if sign:
                low, high = _narrowed(low, high, sign, int(bound))
    named = [int(word) for word in re.findall(r"[0-9]+", part)]
    if max(named) > largest:
        raise Unreadable(f"`{part}`: {max(named)} is not in 0 … {largest}")
    if low > high:
        raise Unreadable(f"`{part}`: no number is in it")
    return low, high


def _narrowed(low: int, high: int, sign: str, bound: int) -> Range:
    if sign[0] == ">":
        return max(low, bound + (sign == ">")), high
    return low, min(high, bound - (sign == "<"))
