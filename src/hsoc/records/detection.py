"""The detection: the engine's unit, about two million a day, journal only. Belongs here: its columns. Never: thresholds.

A detector's `detect` returns an Ibis table with exactly DETECTION_SCHEMA's columns without `evidence`, plus any number of columns
whose names begin with `e_` (its own evidence, numbers only); the engine folds those into `evidence`.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute

from hsoc.records.address import V4_BITS, is_v4, text

NOBODY: Final = -1  # src_bits / dst_bits where the key names no source / no target
pc: Final[Any] = pyarrow.compute  # its type stubs refuse a column beside a plain number
_ONE: Final = 128  # bits of a single address in the mapped space

# name: (type, what it holds). Counts are scaled by sampling.
DETECTION_COLUMNS: Final[dict[str, tuple[pa.DataType, str]]] = {
    "detector": (pa.string(), "name of the detector"),
    "first": (pa.int64(), "first flow of the key in the window, ms"),
    "last": (pa.int64(), "last flow, ms"),
    "src_hi": (pa.int64(), "source, upper half; 0 if none"),
    "src_lo": (pa.int64(), "source, lower half; 0 if none"),
    "src_bits": (pa.int64(), "128 = one address, shorter = prefix (mapped space), -1 = no single source"),
    "dst_hi": (pa.int64(), "target, upper half"),
    "dst_lo": (pa.int64(), "target, lower half"),
    "dst_bits": (pa.int64(), "128 = one address, shorter = prefix (mapped space), -1 = no single target"),
    "proto": (pa.int64(), "IP protocol, -1 several"),
    "port": (pa.int64(), "destination port of scans, source port of reflections, -1 several or none"),
    "vector": (pa.string(), "finer name within the detector (dns, fragments, syn …)"),
    "member": (pa.int64(), "member concerned, 0 = several or none"),
    "members": (pa.int64(), "distinct members concerned"),
    "flows": (pa.int64(), "flows of the key in the window"),
    "packets": (pa.int64(), "packets, scaled"),
    "bytes": (pa.int64(), "bytes, scaled"),
    "dropped_flows": (pa.int64(), "flows the routers say they dropped (forwardingStatus)"),
    "dropped_packets": (pa.int64(), "packets of those, scaled"),
    "dropped_bytes": (pa.int64(), "bytes of those, scaled"),
    "sources": (pa.int64(), "distinct sources"),
    "targets": (pa.int64(), "distinct targets"),
    "ports": (pa.int64(), "distinct destination ports"),
    "trust": (pa.int64(), "records.taxonomy.Trust of the source"),
}

DETECTION_SCHEMA: Final = pa.schema(
    [pa.field(name, kind, nullable=False) for name, (kind, _) in DETECTION_COLUMNS.items()]
    + [pa.field("evidence", pa.string(), nullable=False)]  # JSON object: window, settings, e_ columns, eviction notes
)


class Detection(msgspec.Struct, frozen=True):
    """One row of the detection table, for the stages that look at few of them. Fields as in DETECTION_COLUMNS."""

    detector: str
    first: int
    last: int
    src_hi: int
    src_lo: int
    src_bits: int
    dst_hi: int
    dst_lo: int
    dst_bits: int
    proto: int
    port: int
    vector: str
    member: int
    members: int
    flows: int
    packets: int
    bytes: int
    dropped_flows: int
    dropped_packets: int
    dropped_bytes: int
    sources: int
    targets: int
    ports: int
    trust: int
    evidence: str


def detections(table: pa.Table) -> tuple[Detection, ...]:
    """Rows of a detection table as values."""
    return tuple(Detection(**row) for row in table.select([f.name for f in DETECTION_SCHEMA]).to_pylist())


def no_detections() -> pa.Table:
    """An empty detection table."""
    return DETECTION_SCHEMA.empty_table()


def story_key(detection: Detection) -> str:
    """The key of the story that a detection belongs to: `detector:` and its key values joined by `|`, addresses as text.

    A story of a source is keyed by source, target, protocol and port, as far as the detector names them. A story of a victim is keyed by
    the victim alone: an attack may change its vectors and stays the same attack. A story that names neither is its member's.
    """
    parts = [
        endpoint(detection.src_hi, detection.src_lo, detection.src_bits),
        endpoint(detection.dst_hi, detection.dst_lo, detection.dst_bits),
    ]
    if detection.src_bits >= 0 or detection.dst_bits < 0:
        parts += [str(number) for number in (detection.proto, detection.port) if number >= 0]
    if detection.src_bits < 0 and detection.dst_bits < 0 and detection.member > 0:
        parts.append(f"member {detection.member}")
    return f"{detection.detector}:" + "|".join(part for part in parts if part)


def story_keys(table: pa.Table) -> pa.StringArray:
    """`story_key` for every row of a detection table, as one string array; a Python step only per distinct IPv6 address or prefix."""
    if not table.num_rows:
        return pa.array([], pa.string())
    table = table.combine_chunks()
    parts = [_ends(table, "src"), _ends(table, "dst")]
    of_victim = (table["src_bits"].to_numpy() < 0) & (table["dst_bits"].to_numpy() >= 0)
    for name in ("proto", "port"):
        named = (table[name].to_numpy() >= 0) & ~of_victim
        parts.append(pc.if_else(pa.array(named), pc.cast(table[name], pa.string()), ""))
    nobody = (table["src_bits"].to_numpy() < 0) & (table["dst_bits"].to_numpy() < 0) & (table["member"].to_numpy() > 0)
    members = pc.binary_join_element_wise("member", pc.cast(table["member"], pa.string()), " ")
    parts.append(pc.if_else(pa.array(nobody), members, ""))
    # what is not named leaves empty places, which are taken out again
    values = pc.utf8_trim(pc.replace_substring_regex(pc.binary_join_element_wise(*parts, "|"), r"\|+", "|"), "|")
    keys = pc.binary_join_element_wise(table["detector"], values, ":")
    joined: pa.StringArray = keys.combine_chunks()  # a table is chunked, so its joined columns are
    return joined


def endpoint(hi: int, lo: int, bits: int) -> str:
    """One side of a detection as canonical text: an address, a prefix (bits count in the mapped space), or empty for none."""
    if bits < 0:
        return ""
    address = text(hi, lo)
    if bits == _ONE:
        return address
    return f"{address}/{bits - V4_BITS if is_v4(hi, lo) else bits}"


def _ends(table: pa.Table, side: str) -> pa.StringArray:
    """The text of one side for all rows; empty where there is none. Single IPv4 addresses are spelled by columns."""
    hi, lo, bits = (table[f"{side}_{name}"].to_numpy() for name in ("hi", "lo", "bits"))
    plain = (bits == _ONE) & (hi == 0) & ((lo >> 32) == 0xFFFF)
    octets = [pc.cast(pa.array((lo >> shift) & 0xFF), pa.string()) for shift in (24, 16, 8, 0)]
    dotted = pc.binary_join_element_wise(*octets, ".")
    other = np.flatnonzero(~plain & (bits >= 0))
    spelled = np.full(len(lo), "", object)
    if len(other):
        rows = np.stack([hi[other], lo[other], bits[other]], axis=1)
        distinct, inverse = np.unique(rows, axis=0, return_inverse=True)
        words = np.array([endpoint(int(h), int(low), int(b)) for h, low, b in distinct], object)
        spelled[other] = words[inverse.ravel()]
    words_or_dotted: pa.StringArray = pc.if_else(pa.array(plain), dotted, pa.array(spelled, pa.string()))
    return words_or_dotted
