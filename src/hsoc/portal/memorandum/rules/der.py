"""DER as far as a CMS signature needs it (X.690): tag, length, value. Pure. Never: certificates (cryptography reads them), meaning."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


class Piece(msgspec.Struct, frozen=True):
    """One element: its tag byte, its value, and all of its bytes."""

    tag: int
    value: bytes
    whole: bytes


def piece(data: bytes, at: int = 0) -> Piece:
    """The element that begins at a place. Raises ValueError on what is not DER, on tags above 30 and lengths above four bytes."""
    if at + 2 > len(data):
        raise ValueError("the element is cut off")
    tag, length = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise ValueError("a long tag")
    begin = at + 2
    if length >= 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4 or begin + size > len(data):
            raise ValueError("a length without end or too long")
        length = int.from_bytes(data[begin : begin + size], "big")
        begin += size
    if begin + length > len(data):
        raise ValueError("the element is cut off")
    return Piece(tag, data[begin : begin + length], data[at : begin + length])


def pieces(data: bytes) -> Iterator[Piece]:
    """The elements inside a constructed one, in order. Raises ValueError like `piece`."""
    at = 0
    while at < len(data):
        found = piece(data, at)
        at += len(found.whole)
        yield found


def oid(value: bytes) -> str:
    """An object identifier in dots. Raises ValueError on an empty one."""
    if not value or value[-1] & 0x80:
        raise ValueError("an object identifier without end")
    numbers, number = [], 0
    for byte in value:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(str(one) for one in (first, numbers[0] - 40 * first, *numbers[1:]))
