"""Administrators and numbers in eight bytes: route distinguishers (RFC 4364 section 4.2) and route targets of the same three shapes.

`65000:70000` a two-byte AS and four bytes, `192.0.2.1:5` an address and two bytes, `70000:5` a four-byte AS and two bytes. A four-byte
encoding of an AS that two bytes would hold is written `65000L:5`, so that every text has one encoding and every encoding one text.
Never: what a target is used for.
"""

from __future__ import annotations

import ipaddress
import re
import struct
from typing import Final

from hsoc.exchange.flowspec.terms import Unreadable, Unsayable

RD_BYTES: Final = 8
RD_NAMES: Final = frozenset({"rd", "route-distinguisher"})
AS2, ADDRESS, AS4 = 0, 1, 2  # the three shapes, numbered as RFC 4364 does
_SHAPE: Final = re.compile(r"(?:(\d{1,10})(L?)|(\d{1,3}(?:\.\d{1,3}){3})):(\d{1,10})")
_PACKING: Final[dict[int, str]] = {AS2: ">HI", ADDRESS: ">IH", AS4: ">IH"}


def shaped(text: str) -> tuple[int, bytes]:
    """(shape, six bytes) of an administrator and number. Raises Unsayable."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise Unsayable(f"`{text[:64]}` is neither AS:number nor address:number")
    number = int(found[4])
    if found[3] is not None:
        try:
            shape, administrator = ADDRESS, int(ipaddress.IPv4Address(found[3]))
        except ValueError as error:
            raise Unsayable(str(error)) from None
    else:
        administrator = int(found[1])
        shape = AS4 if found[2] or administrator > 0xFFFF else AS2
    most = 0xFFFFFFFF if shape == AS2 else 0xFFFF
    if administrator > 0xFFFFFFFF or number > most:
        raise Unsayable(f"`{text}`: the number is not in 0 … {most}, or the AS not in 0 … 4294967295")
    return shape, struct.pack(_PACKING[shape], administrator, number)


def unshaped(shape: int, six: bytes) -> str:
    """The text of six bytes in one of the three shapes."""
    administrator, number = struct.unpack(_PACKING[shape], six)
    if shape == ADDRESS:
        return f"{ipaddress.IPv4Address(administrator)}:{number}"
    return f"{administrator}{'L' if shape == AS4 and administrator <= 0xFFFF else ''}:{number}"


def spelled_rd(text: str) -> str:
    """The one spelling of a route distinguisher. Raises Unsayable."""
    return unshaped(*shaped(text))


def rd_bytes(text: str) -> bytes:
    """The eight bytes of a route distinguisher. Raises Unsayable."""
    shape, six = shaped(text)
    return shape.to_bytes(2, "big") + six


def rd_text(data: bytes, *, at: int) -> str:
    """The route distinguisher that `data` begins with; `at` is named in a refusal. Raises Unreadable."""
    if len(data) < RD_BYTES:
        raise Unreadable(f"byte {at}: the route distinguisher is cut")
    shape = int.from_bytes(data[:2], "big")
    if shape not in _PACKING:
        raise Unreadable(f"byte {at}: route distinguishers of type {shape} are unknown")
    return unshaped(shape, data[2:RD_BYTES])
