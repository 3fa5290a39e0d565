"""What a rule does with its packets: exactly one terminal action (RFC 8955 section 7). Never: which packets."""

from __future__ import annotations

import re
import struct
from typing import Final

import msgspec

from hsoc.exchange.flowspec.terms import Unsayable

RATE_BYTES: Final = 0x8006
RATE_PACKETS: Final = 0x800C
REDIRECT: Final = 0x8008  # route target of a two-byte AS; the encoding that three speakers agreed on (perimeter.md 0.11)
_TARGET: Final = re.compile(r"(\d{1,5}):(\d{1,10})")


class Then(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of: discard, at most `packets` a second, redirect to the VRF that imports the route target `AS:number`."""

    discard: bool = False
    packets: int | None = None
    redirect: str = ""

    def text(self) -> str:
        """ExaBGP's word for it. Raises Unsayable for none or several actions: ExaBGP would take either without a word."""
        self._checked()
        if self.discard:
            return "discard"
        if self.redirect:
            return f"redirect {self.redirect}"
        return f"extended-community [ rate-limit:{self.packets}:packets ]"

    def community(self) -> bytes:
        """The extended community, eight bytes. Raises Unsayable."""
        self._checked()
        if self.redirect:
            asn, number = (int(part) for part in self.redirect.split(":"))
            return struct.pack(">HHI", REDIRECT, asn, number)
        if self.discard:
            return struct.pack(">HHf", RATE_BYTES, 0, 0.0)
        return struct.pack(">HHf", RATE_PACKETS, 0, float(self.packets or 0))

    def _checked(self) -> None:
        given = [
            name for name, value in (("discard", self.discard), ("rate", self.packets is not None), ("redirect", self.redirect)) if value
        ]
        if len(given) != 1:
            raise Unsayable(f"exactly one action is needed, here: {', '.join(given) or 'none'}")
        if self.packets is not None and self.packets <= 0:
            raise Unsayable(f"a rate of {self.packets} packets a second; say discard where nothing shall pass")
        found = _TARGET.fullmatch(self.redirect) if self.redirect else None
        if self.redirect and (found is None or int(found[1]) > 0xFFFF or int(found[2]) > 0xFFFFFFFF):
            raise Unsayable(f"`{self.redirect}` is no route target AS:number")
