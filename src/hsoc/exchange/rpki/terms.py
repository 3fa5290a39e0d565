"""The words of validated RPKI data: JSON members, PDU types, what is carried. Never: a connection."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

LARGEST: Final = 1 << 30  # bytes of a JSON file; the whole world has some 100 MB
MOST_VRPS: Final = 5_000_000
MOST_PROVIDERS: Final = 10_000

Number = str | int  # 64500 or "AS64500", both are written


class Roa(msgspec.Struct):
    """A VRP as Routinator, rpki-client and StayRTR write it."""

    prefix: str
    asn: Number
    maxLength: int | None = None


class AspaEntry(msgspec.Struct):
    """An ASPA; `customer` (Routinator) or `customer_asid` (rpki-client)."""

    providers: Annotated[list[Number], Meta(max_length=MOST_PROVIDERS)] = []
    customer: Number | None = None
    customer_asid: Number | None = None


class File(msgspec.Struct):
    """The file."""

    roas: Annotated[list[Roa], Meta(max_length=MOST_VRPS)]
    aspas: list[AspaEntry] = []


# PDU types (RFC 8210, section 5)
SERIAL_NOTIFY: Final = 0
SERIAL_QUERY: Final = 1
RESET_QUERY: Final = 2
CACHE_RESPONSE: Final = 3
IPV4_PREFIX: Final = 4
IPV6_PREFIX: Final = 6
END_OF_DATA: Final = 7
CACHE_RESET: Final = 8
ROUTER_KEY: Final = 9
ERROR: Final = 10
HEADER: Final = 8  # bytes
LONGEST_PDU: Final = 65_536
UNSUPPORTED_VERSION: Final = 4

# field of records.route.Vrp
CARRIES: Final[dict[str, str]] = {
    "prefix": "kept",
    "most_length": "kept",
    "asn": "kept",
}
