"""What a rule does with its packets: at most one deciding action, as extended communities and as words. Never: which packets.

RFC 8955 section 7. Deciding are discard, a rate and a redirect; a mark and a sample may stand beside one, or alone. Two deciding actions
together are refused: speakers take them without a word and routers differ in what they then do (perimeter.md 0.3).
"""

from __future__ import annotations

import math
import struct
from typing import Final

import msgspec

from hsoc.exchange.flowspec.rd import ADDRESS, AS2, AS4, shaped, spelled_rd, unshaped
from hsoc.exchange.flowspec.terms import TO_ADDRESS, Unreadable, Unsayable

RATE_BYTES: Final = 0x8006
ACTION: Final = 0x8007
MARK: Final = 0x8009
RATE_PACKETS: Final = 0x800C
REDIRECTS: Final[dict[int, int]] = {AS2: 0x8008, ADDRESS: 0x8108, AS4: 0x8208}  # by the shape of the route target
TO_ADDRESSES: Final = frozenset({0x0800, 0x0108, 0x010C, 0x000C, 0x800B})  # the encodings of `redirect to an address`
GO_ON, SAMPLE = 0x01, 0x02  # bits 47 and 46 of 0x8007
LARGEST_DSCP: Final = 63
MOST_RATE: Final = 10**12  # a second; ExaBGP cuts a higher one to this without a word
MOST_COMMUNITIES: Final = 255  # of one UPDATE that are looked at
_KNOWN: Final = {RATE_BYTES, ACTION, MARK, RATE_PACKETS, *REDIRECTS.values()}
_SHAPES: Final = {kind: shape for shape, kind in REDIRECTS.items()}


class Then(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """At most one of: discard, at most `packets` or `octets` (bytes) a second, redirect to the VRF that imports a route target (`rd.py`).

    mark: the DSCP written into what passes; sample: packets are sampled and logged; go_on: later rules are looked at as well (RFC 8955
    section 7.3, the T bit; ExaBGP calls it `terminal`). Rates are carried as 32-bit floats: beyond 2 ** 24 they are rounded by the wire.
    """

    discard: bool = False
    packets: int | None = None
    redirect: str = ""
    octets: float | None = None
    mark: int | None = None
    sample: bool = False
    go_on: bool = False

    def text(self) -> str:
        """ExaBGP's words for it, several joined by `; `. Raises Unsayable for no, several, or any action that ExaBGP would change."""
        self._checked()
        words = []
        if self.discard:
            words.append("discard")
        if self.packets is not None:
            words.append(f"extended-community [ rate-limit:{self.packets}:packets ]")
        if self.octets is not None:
            if self.octets != int(self.octets):
                raise Unsayable(f"ExaBGP reads whole bytes a second only, not {self.octets}")
            words.append(f"rate-limit {int(self.octets)}")
        if self.redirect:
            shape, _ = shaped(self.redirect)
            if shape == ADDRESS or "L" in self.redirect:
                raise Unsayable(f"ExaBGP has no words for the route target {self.redirect}; use AS:number")
            words.append(f"redirect {self.redirect}")
        if self.mark is not None:
            words.append(f"mark {self.mark}")
        if self.sample or self.go_on:
            words.append("action " + "-".join(word for word, on in (("sample", self.sample), ("terminal", self.go_on)) if on))
        return "; ".join(words)

    def communities(self) -> bytes:
        """The extended communities, eight bytes each, ascending by type as speakers sort them. Raises Unsayable."""
        self._checked()
        out = []
        if self.discard:
            out.append(struct.pack(">HHf", RATE_BYTES, 0, 0.0))
        if self.octets is not None:
            out.append(struct.pack(">HHf", RATE_BYTES, 0, self.octets))
        if self.packets is not None:
            out.append(struct.pack(">HHf", RATE_PACKETS, 0, float(self.packets)))
        if self.redirect:
            shape, six = shaped(self.redirect)
            out.append(struct.pack(">H", REDIRECTS[shape]) + six)
        if self.mark is not None:
            out.append(struct.pack(">HIH", MARK, 0, self.mark))
        if self.sample or self.go_on:
            out.append(struct.pack(">HIH", ACTION, 0, self.sample * SAMPLE | self.go_on * GO_ON))
        return b"".join(sorted(out))

    def _checked(self) -> None:
        named = (
            ("discard", self.discard),
            ("rate", self.packets is not None),
            ("rate in bytes", self.octets is not None),
            ("redirect", self.redirect),
        )
        given = [name for name, value in named if value]
        beside = self.mark is not None or self.sample or self.go_on
        if len(given) > 1 or not (given or beside):
            raise Unsayable(f"exactly one action is needed, here: {', '.join(given) or 'none'}")
        for rate, unit in ((self.packets, "packets"), (self.octets, "bytes")):
            if rate is not None and not 0 < rate <= MOST_RATE:
                raise Unsayable(
                    f"a rate of {rate} {unit} a second; say discard where nothing shall pass"
                    if rate <= 0
                    else f"a rate of {rate} {unit} a second; the most that can be said is {MOST_RATE}"
                )
        if self.redirect and spelled_rd(self.redirect) != self.redirect:
            raise Unsayable(f"the route target {self.redirect} is written {spelled_rd(self.redirect)}")
        if self.mark is not None and not 0 <= self.mark <= LARGEST_DSCP:
            raise Unsayable(f"mark: {self.mark} is not in 0 … {LARGEST_DSCP}")


def of_communities(data: bytes) -> tuple[Then, tuple[bytes, ...]]:
    """The action that extended communities say, and those of them that are no action (eight bytes each).

    Raises Unreadable for cut, doubled, contradicting or unknown actions, and for a redirect to an address.
    """
    if len(data) % 8 or len(data) > 8 * MOST_COMMUNITIES:
        raise Unreadable(f"{len(data)} bytes are not 1 to {MOST_COMMUNITIES} communities of eight bytes")
    fields: dict[str, object] = {}
    others: list[bytes] = []
    seen: set[int] = set()
    for at in range(0, len(data), 8):
        kind, value = int.from_bytes(data[at : at + 2], "big"), data[at + 2 : at + 8]
        if kind in TO_ADDRESSES:
            raise Unreadable(f"byte {at}: {TO_ADDRESS}")
        if kind not in _KNOWN:
            if kind >> 8 in {0x80, 0x81, 0x82}:
                raise Unreadable(f"byte {at}: action {kind:#06x} is unknown")
            others.append(data[at : at + 8])
            continue
        if kind in seen:
            raise Unreadable(f"byte {at}: action {kind:#06x} stands twice")
        seen.add(kind)
        fields |= _field(kind, value, at)
    if sum(kind in REDIRECTS.values() for kind in seen) > 1 or {RATE_BYTES, RATE_PACKETS} <= seen:
        raise Unreadable("exactly one action is needed, here: several")
    then = Then(**fields)  # type: ignore[arg-type]  # the names and values are _field's own
    try:
        then.communities()
    except Unsayable as error:
        raise Unreadable(str(error)) from None
    return then, tuple(others)


def _field(kind: int, value: bytes, at: int) -> dict[str, object]:
    if kind in _SHAPES:
        return {"redirect": unshaped(_SHAPES[kind], value)}
    if kind == ACTION:
        return {"sample": bool(value[5] & SAMPLE), "go_on": bool(value[5] & GO_ON)}
    if kind == MARK:
        return {"mark": value[5]}
    (rate,) = struct.unpack(">f", value[2:])
    if not math.isfinite(rate) or rate < 0:
        raise Unreadable(f"byte {at}: {rate} is no rate")
    if not rate:
        return {"discard": True}
    if kind == RATE_BYTES:
        return {"octets": rate}
    if rate != int(rate):
        raise Unreadable(f"byte {at}: {rate} packets a second are not whole packets")
    return {"packets": int(rate)}
