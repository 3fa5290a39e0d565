"""The printed contact sheet: its rows, the digest by which it is told whether it is still current, its QR code. Never: who may print it.

The code leads to a page that says yes or no and nothing else, so a lost sheet gives away no more than is written on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

import msgspec
import segno
from django.conf import settings
from django.urls import reverse

from hsoc.portal.members.models import Function
from hsoc.portal.members.share.links import SHEET, sealed

DIGEST = 16  # hex digits that are sealed: nobody has a reason to forge a sheet's date


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sheet."""

    organisation: str
    number: int
    function: str
    rank: int
    name: str
    email: str
    phone: str
    dark_email: str
    dark_phone: str
    confirmed: datetime | None


def lines(functions: Iterable[Function]) -> list[Line]:
    """The lines, organisation by organisation, duty contacts first."""
    found = [
        Line(
            organisation=one.organisation.name,
            number=one.organisation.number,
            function=one.kind,
            rank=one.rank,
            name=str(one.user),
            email=one.user.email,
            phone=one.user.phone,
            dark_email=one.user.dark_email,
            dark_phone=one.user.dark_phone,
            confirmed=one.confirmed,
        )
        for one in functions
    ]
    return sorted(found, key=lambda line: (line.number, line.function != "duty", line.function, line.rank, line.name))


def digest(rows: Iterable[Line]) -> str:
    """What changes when anything on the sheet does; a new confirmation of the same contact changes nothing."""
    told = [msgspec.structs.replace(row, confirmed=None) for row in rows]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:DIGEST]


def qr(organisation: int, rows: list[Line], issued: datetime) -> str:
    """The QR code as an image address (SVG in the page itself). organisation: 0 = the whole community."""
    token = sealed(SHEET, {"n": organisation, "d": digest(rows), "t": round(issued.timestamp())})
    return str(segno.make(f"{settings.URL}{reverse('sheet_check', args=[token])}", error="m").svg_data_uri(border=0))
