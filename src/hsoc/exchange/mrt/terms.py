"""The words of MRT: types, subtypes, bounds, what is carried. Never: walking bytes.

Sources: RFC 6396 (TABLE_DUMP, TABLE_DUMP_V2, BGP4MP, BGP4MP_ET), RFC 8050 (path identifiers), and what old collectors wrote: BGP4MP
subtypes 2 and 3 (entries and snapshots, deprecated in RFC 6396 appendix B) and the types 5 to 10 of MRT's first years, which are told as
left out and not guessed at.
"""

from __future__ import annotations

from typing import Final

HEADER: Final = 12  # bytes: seconds, type, subtype, length

TABLE_DUMP: Final = 12
TABLE_DUMP_V2: Final = 13
BGP4MP: Final = 16
BGP4MP_ET: Final = 17
TYPES: Final = frozenset({11, 12, 13, 16, 17, 32, 33, 48, 49}) | frozenset(range(11))

STATE_CHANGE: Final = 0
MESSAGE: Final = 1
MESSAGE_AS4: Final = 4
STATE_CHANGE_AS4: Final = 5
ESTABLISHED: Final = 6

PEER_INDEX_TABLE: Final = 1
MOST_PEERS: Final = 65_535  # two bytes of index

# field of records.route.Envelope
CARRIES: Final[dict[str, str]] = {
    "time": "kept",
    "peer": "kept",
    "peer_asn": "kept",
    "message": "kept",
    "wide": "kept",
    "many": "kept",
}


class Unsayable(ValueError):
    """Something that an MRT record cannot say."""
