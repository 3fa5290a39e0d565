"""JSON of Routinator, rpki-client or StayRTR → VRPs and ASPAs. Belongs here: checking. Never: reading a file.

One bad entry refuses the whole file: half a set of VRPs makes sound routes invalid.
"""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.exchange.rpki.terms import LARGEST, File, Number, Roa
from hsoc.records.address import network
from hsoc.records.route import Aspa, Vrp

_FILE: Final = msgspec.json.Decoder(File)


class Unreadable(ValueError):
    """Bytes that are no VRPs; the text names the entry and the reason."""


def decode(content: bytes) -> tuple[tuple[Vrp, ...], tuple[Aspa, ...]]:
    """All VRPs and ASPAs. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(f"{len(content)} bytes, at most {LARGEST}")
    try:
        said = _FILE.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    vrps = []
    for n, one in enumerate(said.roas):
        try:
            vrps.append(Vrp(one.prefix, _most(one), _number(one.asn)))
        except ValueError as error:
            raise Unreadable(f"roas[{n}]: {error}") from None
    aspas = []
    for n, entry in enumerate(said.aspas):
        try:
            customer = entry.customer if entry.customer is not None else entry.customer_asid
            aspas.append(Aspa(_number(customer), tuple(sorted({_number(one) for one in entry.providers}))))
        except ValueError as error:
            raise Unreadable(f"aspas[{n}]: {error}") from None
    return tuple(vrps), tuple(aspas)


def _most(one: Roa) -> int:
    """The longest length. Raises ValueError for a prefix or a length that is none."""
    net = network(one.prefix)
    most = net.prefixlen if one.maxLength is None else one.maxLength
    if not net.prefixlen <= most <= net.max_prefixlen:
        raise ValueError(f"maxLength {most} of {one.prefix}")
    return most


def _number(said: Number | None) -> int:
    if said is None:
        raise ValueError("an AS number is missing")
    text = said[2:] if isinstance(said, str) and said[:2].upper() == "AS" else said
    number = int(text)
    if not 0 <= number <= 0xFFFF_FFFF:
        raise ValueError(f"{said} is no AS number")
    return number
