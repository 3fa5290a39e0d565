"""Templates: what a router says its records look like (RFC 7011 section 3.4, RFC 3954 section 5). Never: reading records.

Every count and size comes from a stranger, so each has a ceiling and each refusal says where and why.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np

from hsoc.perimeter.collect.elements import V9_SCOPES, Kind, element, fits

VARIABLE: Final = 65535  # RFC 7011, 7: the length is in the record
MOST_FIELDS: Final = 512  # fields; vendor samples need at most 100
LONGEST_RECORD: Final = 16_384  # bytes of the fixed part; a datagram carries at most 65,535
FIRST_DATA_ID: Final = 256


class Malformed(ValueError):
    """Bytes that do not mean what they claim. `offset` is the place in the message, in bytes."""

    def __init__(self, offset: int, reason: str) -> None:
        """Place and reason."""
        super().__init__(f"offset {offset}: {reason}")
        self.offset = offset
        self.reason = reason


class Field(msgspec.Struct, frozen=True):
    """One field of a template; `scope` fields of an options template say what the rest is about."""

    pen: int
    number: int
    length: int
    scope: bool = False


class Read(msgspec.Struct, frozen=True):
    """One field that a column needs: its place among the fields, its offset where the template is fixed."""

    name: str
    kind: Kind
    field: int
    offset: int
    length: int
    scope: bool


class Template(msgspec.Struct, frozen=True, dict=True):
    """A template: equal fields are equal templates, so a refresh is recognised by comparison."""

    id: int
    fields: tuple[Field, ...]
    options: bool = False

    @cached_property
    def fixed(self) -> bool:
        """True where every record has the same length."""
        return all(f.length != VARIABLE for f in self.fields)

    @cached_property
    def least(self) -> int:
        """Bytes of the shortest record: all of it where fixed, one length byte per variable field otherwise."""
        return sum(1 if f.length == VARIABLE else f.length for f in self.fields)

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        """Fields that a column needs; a length that cannot be is left out.

        Of repeated elements the last counts: routers describe a tunnel from the outside in (RFC 7011, 8), and the innermost flow is
        the one that matters.
        """
        out: dict[str, Read] = {}
        offset = 0
        for place, field in enumerate(self.fields):
            what = element(field.pen, field.number)
            if what and fits(what, field.length):
                out[what.name] = Read(what.name, what.kind, place, offset, field.length, field.scope)
            offset += 0 if field.length == VARIABLE else field.length
        return tuple(out.values())

    @cached_property
    def view(self) -> np.dtype[Any]:
        """Structured big-endian type of a record (fixed templates): parts `name.0`, `name.1` … of 8, 4, 2 and 1 bytes."""
        names, formats, offsets = [], [], []
        for read in self.reads:
            if read.kind is Kind.BYTES:
                continue
            offset = read.offset
            for part, size in enumerate(parts(read.length)):
                names.append(f"{read.name}.{part}")
                formats.append({8: ">i8", 4: ">u4", 2: ">u2", 1: "u1"}[size])
                offsets.append(offset)
                offset += size
        return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": self.least})


def parts(length: int) -> tuple[int, ...]:
    """Powers of two that add up to a field's length, largest first: 7 = 4 + 2 + 1."""
    out: list[int] = []
    for size in (8, 4, 2, 1):
        while length >= size:
            out.append(size)
            length -= size
    return tuple(out)


def _u16(data: bytes, at: int) -> int:
    return data[at] << 8 | data[at + 1]


def _checked(number: int, fields: tuple[Field, ...], *, options: bool, at: int) -> Template:
    if number < FIRST_DATA_ID:
        raise Malformed(at, f"template number {number} is below 256")
    template = Template(number, fields, options)
    if not 0 < template.least <= LONGEST_RECORD:
        raise Malformed(at, f"template {number}: record of {template.least} bytes")
    return template


def _fields(data: bytes, at: int, end: int, count: int, *, enterprise: bool) -> tuple[list[Field], int]:
    if count > MOST_FIELDS:
        raise Malformed(at, f"{count} fields, at most {MOST_FIELDS}")
    out = []
    for _ in range(count):
        if at + 4 > end:
            raise Malformed(at, "field specifier beyond the end of the set")
        number, length, pen = _u16(data, at), _u16(data, at + 2), 0
        at += 4
        if enterprise and number & 0x8000:
            if at + 4 > end:
                raise Malformed(at, "enterprise number beyond the end of the set")
            number, pen = number & 0x7FFF, _u16(data, at) << 16 | _u16(data, at + 2)
            at += 4
        if not enterprise and length == VARIABLE:
            raise Malformed(at - 4, "NetFlow v9 knows no variable length")
        out.append(Field(pen, number, length))
    return out, at


def ipfix_templates(data: bytes, *, start: int, end: int, options: bool) -> tuple[list[Template | int], Malformed | None]:
    """Templates and withdrawals (a bare number) of an IPFIX set 2 or 3 at data[start:end], and what ended the reading early."""
    out: list[Template | int] = []
    at = start
    try:
        while end - at >= 4:  # less is padding
            here, number, count = at, _u16(data, at), _u16(data, at + 2)
            at += 4
            if count == 0:
                if number == 0:
                    break  # padding
                out.append(number)
                continue
            scopes = 0
            if options:
                if at + 2 > end:
                    raise Malformed(at, "options template without scope count")  # noqa: TRY301
                scopes = _u16(data, at)
                at += 2
            fields, at = _fields(data, at, end, count, enterprise=True)
            fields = [Field(f.pen, f.number, f.length, place < scopes) for place, f in enumerate(fields)]
            out.append(_checked(number, tuple(fields), options=options, at=here))
    except Malformed as error:
        return out, error
    return out, None


def v9_templates(data: bytes, *, start: int, end: int, options: bool) -> tuple[list[Template | int], Malformed | None]:
    """The same for NetFlow v9 flow sets 0 and 1 (RFC 3954, 5.2 and 6.1); v9 has no withdrawal."""
    out: list[Template | int] = []
    at = start
    try:
        while end - at >= (6 if options else 4):
            here, number, count = at, _u16(data, at), _u16(data, at + 2)
            if number == 0:
                break  # padding
            if options:
                scopes, count = count // 4, count // 4 + _u16(data, at + 4) // 4
                fields, at = _fields(data, at + 6, end, count, enterprise=False)
                fields = [Field(0, V9_SCOPES.get(f.number, 0), f.length, True) if i < scopes else f for i, f in enumerate(fields)]
            else:
                fields, at = _fields(data, at + 4, end, count, enterprise=False)
            out.append(_checked(number, tuple(fields), options=options, at=here))
    except Malformed as error:
        return out, error
    return out, None
