"""The roll-up of probes: per day who asked which hospital for which service. Belongs here: its columns. Never: judging them.

One row per (day, source, member, protocol, port); besides it `sources`, one row per (day, source) with all that does not need to know the
hospital, so that a look over thirty days finds the few sources worth looking up in `contacts`, and reads few of its columns. Days are UTC.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from hsoc.perimeter.detect.rollup import BUCKET, COUNTS, DAY_MS, HOUR_MS, PLACES, RollUp, bucket_of, counts
from hsoc.perimeter.measure import probes
from hsoc.records.flow import Direction

MEDICAL: Final = (104, 11112, 2575, 502)  # DICOM, DICOM, HL7, Modbus (perimeter.md 2.1)
# UDP services where strangers are expected: DNS, NTP, QUIC, IKE, OpenVPN. A resolver asks every hospital's name server, and is no scanner
INVITED: Final = (53, 123, 443, 500, 1194, 4500)
UNKNOWN_WAY: Final = -1
EXPORTERS: Final = 1 << 40  # how much of an exporter's address tells ways apart; a mapped IPv4 address is told whole by 32 bits
INTERFACES: Final = 1 << 20


def relevant(f: Any) -> Any:
    """Probes over TCP or UDP that come from outside, or from who knows where, towards one host. ICMP is left to the window detectors."""
    asking = probes.udp(f)
    for port in INVITED:
        asking = asking & (f.dport != port)
    return (probes.tcp(f) | asking) & probes.to_one(f) & (f.direction != Direction.OUTBOUND) & (f.direction != Direction.TRANSIT)


def way(f: Any) -> Any:
    """By which exporter and interface a flow came in, as one number; UNKNOWN_WAY where it was not exported."""
    return np.where(f.ingress_if < 0, UNKNOWN_WAY, (f.exporter % EXPORTERS) * INTERFACES + f.ingress_if % INTERFACES)


def row(f: Any) -> dict[str, Any]:
    """A probe as a row."""
    target = (f.dst_lo ^ (f.dst_hi * 31)) & 0x7FFF_FFFF_FFFF_FFFF  # for marks only; wraps around and may
    came = way(f)
    return {
        BUCKET: bucket_of(f.last, DAY_MS),
        "src_hi": f.src_hi,
        "src_lo": f.src_lo,
        "member": f.member,
        "proto": f.proto,
        "dport": f.dport,
        **counts(f),
        "syn": probes.syn(f).astype(np.int64),
        "first": f.first,
        "last": f.last,
        "hours": np.int64(1) << (f.last % DAY_MS // HOUR_MS),
        "marks": np.int64(1) << (target % PLACES),
        "dst_low": f.dst_lo,
        "dst_high": f.dst_lo,
        "way_low": came,
        "way_high": came,
    }


CONTACTS: Final = RollUp(
    name="contacts",
    bucket=DAY_MS,
    key=(BUCKET, "src_hi", "src_lo", "member", "proto", "dport"),
    values={
        **COUNTS,
        "syn": "sum",  # flows that were a SYN and no more
        "first": "min",
        "last": "max",
        "hours": "or",  # bit h: something ended in hour h of the day (UTC)
        "marks": "or",  # bit: hash of the target; their number is at most the number of targets
        "dst_low": "min",  # lower halves of the least and the greatest target: with one target, that target
        "dst_high": "max",
        "way_low": "min",  # exporter and interface by which it came in; equal ones = one constant way, -1 = not exported
        "way_high": "max",
    },
    relevant=relevant,
    row=row,
    ceiling=1_000_000,  # 168 MB; a spoofed SYN flood fills it, and then only what was known before is counted on
)


def _every(rows: Any) -> Any:
    return rows.n == rows.n


PASSED_ON: Final = (*COUNTS, "syn", "first", "last", "hours", "marks", "dst_low", "dst_high", "way_low", "way_high")


def _source(r: Any) -> dict[str, Any]:
    medical = np.isin(r.dport, MEDICAL) & (r.proto == probes.TCP)
    same = {name: getattr(r, name) for name in (BUCKET, "src_hi", "src_lo", *PASSED_ON)}
    return same | {"medical": r.n * medical.astype(np.int64)}


SOURCES: Final = RollUp(
    name="sources",
    bucket=DAY_MS,
    key=(BUCKET, "src_hi", "src_lo"),
    values={name: CONTACTS.values[name] for name in PASSED_ON} | {"medical": "sum"},
    relevant=_every,
    row=_source,
    of="contacts",
)
