"""The flow: one record of telemetry, always as a table with this schema. Belongs here: the columns and their meaning. Never: decoding.

Signed int64 throughout, because Spark, DuckDB and NumPy agree on it. Counters are as exported; multiply by `sampling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[np.int64]]

UNKNOWN: Final = -1  # an index or code that the exporter did not send
NO_FLAGS: Final = 0x1000  # of `tcp_flags`: the exporter tells flags, and no packet had any. Beyond the twelve bits of the header


class Direction(IntEnum):
    """Where a flow goes, seen from the protected network. `BETWEEN` is member to member."""

    UNKNOWN = 0
    INBOUND = 1
    OUTBOUND = 2
    BETWEEN = 3
    TRANSIT = 4


class Role(IntEnum):
    """What stands behind the interface on which a flow entered (configuration: exporter, interface → role)."""

    UNKNOWN = 0
    TRANSIT = 1
    PEER = 2
    ACCESS = 3
    CORE = 4


class Fragment(IntEnum):
    """IPv4/IPv6 fragmentation: `LATER` fragments carry no ports."""

    NO = 0
    FIRST = 1
    LATER = 2


class Bogon(IntEnum):
    """Bits of the `bogon` column: what the policy says is wrong with a flow's addresses.

    OWN_OUTSIDE: a source of ours that entered from a transit or a peer; NOWHERE_ELSE (with it): nobody can rightly send so, because the
    source's member is reached through us alone and the target is that same member's, whose inner traffic never crosses the perimeter.
    NOT_ALLOWED: a source that the member behind the access interface may not use (BCP 38/84). CONTROL: the destination is a listed
    command-and-control address.
    """

    SOURCE = 1
    DESTINATION = 2
    OWN_OUTSIDE = 4
    NOWHERE_ELSE = 8
    NOT_ALLOWED = 16
    CONTROL = 32


# name: what it holds. The order is the order in the table.
FLOW_COLUMNS: Final[dict[str, str]] = {
    "first": "start, ms since 1970 UTC",
    "last": "end, ms since 1970 UTC",
    "src_hi": "source address, upper half",
    "src_lo": "source address, lower half",
    "dst_hi": "destination address, upper half",
    "dst_lo": "destination address, lower half",
    "proto": "IP protocol number",
    "sport": "source port, 0 where there is none",
    "dport": "destination port, 0 where there is none",
    "tcp_flags": "OR of the TCP flags, low byte; 0 where unknown, NO_FLAGS where known to be none",
    "icmp": "type * 256 + code, -1 where not ICMP",
    "fragment": "Fragment",
    "packets": "as exported, not scaled",
    "bytes": "as exported (layer 3), not scaled",
    "sampling": "1 of N packets was looked at; 1 = all",
    "ingress_if": "SNMP index, -1 unknown",
    "egress_if": "SNMP index, -1 unknown",
    "exporter": "lower half of the exporter's address, 0 for a file",
    "forwarding": "IE 89 forwardingStatus, null where not exported (2x dropped = 128..191)",
    "member": "number of the member inside, 0 = none; filled by locate",
    "direction": "Direction; filled by locate",
    "role": "Role of the ingress interface; filled by locate",
    "bogon": "Bogon bits; filled by locate",
}

FLOW_SCHEMA: Final = pa.schema([pa.field(name, pa.int64(), nullable=name == "forwarding") for name in FLOW_COLUMNS])

DEFAULTS: Final[dict[str, int]] = {"icmp": UNKNOWN, "sampling": 1, "ingress_if": UNKNOWN, "egress_if": UNKNOWN, "forwarding": UNKNOWN}


def flow_table(columns: Columns, *, rows: int) -> pa.Table:
    """Table of `rows` flows from int64 columns of that length; absent columns get their default, forwarding < 0 becomes null.

    Raises KeyError for a column that the schema does not know.
    """
    unknown = columns.keys() - FLOW_COLUMNS.keys()
    if unknown:
        raise KeyError(f"not a flow column: {sorted(unknown)}")
    arrays = []
    for name in FLOW_COLUMNS:
        values = columns.get(name)
        if values is None:
            values = np.full(rows, DEFAULTS.get(name, 0), np.int64)
        mask = values < 0 if name == "forwarding" else None
        arrays.append(pa.array(values, pa.int64(), mask=mask))
    return pa.Table.from_arrays(arrays, schema=FLOW_SCHEMA)


def flow_columns(table: pa.Table) -> dict[str, NDArray[np.int64]]:
    """The columns of a flow table as NumPy arrays (no copy where the table is one chunk); null forwarding is -1."""
    out: dict[str, NDArray[np.int64]] = {}
    unknown: pa.Scalar[Any] = pa.scalar(UNKNOWN, pa.int64())
    for name in FLOW_COLUMNS:
        column = table.column(name)
        if column.null_count:
            column = column.fill_null(unknown)
        out[name] = column.to_numpy()
    return out


def no_flows() -> pa.Table:
    """An empty flow table."""
    return FLOW_SCHEMA.empty_table()


def is_dropped(forwarding: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which flows the router says it dropped (RFC 7270: the two upper bits of IE 89 are 10)."""
    # exporters send one byte, or (older ones) only the two status bits
    status: NDArray[np.bool_] = (forwarding >= 128) & (forwarding < 192)
    return status
