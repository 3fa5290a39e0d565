"""Flows out of a capture: of the packets themselves, or of the export packets that it carries. Decided by what is inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
from numba import njit

from hsoc.perimeter.collect.aggregate import Aggregator
from hsoc.perimeter.collect.assemble import assemble
from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.dissect import WIDTH, dissect
from hsoc.perimeter.collect.framing import Bytes, Int64s
from hsoc.perimeter.collect.pcap import LENGTH, LINK, Capture
from hsoc.perimeter.collect.sniff import is_export
from hsoc.records.address import text
from hsoc.records.packets import Datagrams, Exporter

CHUNK: Final = 262_144  # packets at a time: about 70 MB of columns
LOOK: Final = 64  # UDP payloads looked at to tell whether a capture carries export packets
SHARE: Final = 0.8  # of those that must look like export packets
_PAYLOAD: Final = 11  # columns of a dissected packet
_LENGTH: Final = 12


@njit(cache=True, nogil=True)
def _dissect(b: Bytes, packets: Int64s, rows: Int64s) -> int:
    found = 0
    for i in range(len(packets)):
        at, length = packets[i, 0], packets[i, 1]
        if dissect(b, at, at + length, packets[i, 3], rows[found, :12]):
            rows[found, 12] = packets[i, 2]
            rows[found, 13] = at + length
            found += 1
    return found


def dissected(buffer: Bytes, packets: Int64s) -> Int64s:
    """Rows of dissect.COLUMNS plus time (ms) and end of the packet, for the packets that are IP."""
    rows = np.empty((len(packets), WIDTH + 2), np.int64)
    return rows[: _dissect(buffer, packets, rows)]


def carries_exports(buffer: Bytes, rows: Int64s) -> bool:
    """True where the UDP payloads look like NetFlow, IPFIX or sFlow."""
    udp = rows[(rows[:, _PAYLOAD] > 0)][:LOOK]
    if not len(udp) or len(udp) * 2 < min(len(rows), LOOK):
        return False
    alike = sum(is_export(buffer[start : min(start + 1500, end)].tobytes()) for start, end in udp[:, [_PAYLOAD, WIDTH + 1]].tolist())
    return alike >= SHARE * len(udp)


def exported(buffer: Bytes, rows: Int64s) -> Datagrams:
    """The UDP payloads of dissected packets as datagrams of their senders."""
    rows = rows[rows[:, _PAYLOAD] > 0]
    key = np.stack([rows[:, 0], rows[:, 1], rows[:, 6]], axis=1)
    known, inverse = np.unique(key, axis=0, return_inverse=True)
    exporters = tuple(Exporter(text(int(hi), int(lo)), int(port)) for hi, lo, port in known)
    # the UDP length is what counts: a short frame is padded by Ethernet
    start = rows[:, _PAYLOAD]
    said = buffer[start - 4].astype(np.int64) << 8 | buffer[start - 3]
    lengths = np.minimum(rows[:, WIDTH + 1] - start, np.maximum(said - 8, 0))
    return Datagrams(buffer, start, lengths, inverse.reshape(-1).astype(np.int64), rows[:, WIDTH].copy(), exporters)


def capture_flows(buffer: Bytes, *, tally: Tally, collector: Collector) -> Iterator[pa.Table]:
    """Tables of flows of a pcap or pcapng; what is not IP is counted in the tally as skipped, a cut end as malformed."""
    capture = Capture(buffer)
    cache: Aggregator | None = None
    exports: bool | None = None
    exporter = tally.exporter
    while len(packets := capture.packets(CHUNK)):
        rows = dissected(buffer, packets)
        tally.add("datagrams", len(packets))
        tally.add("bytes", int(packets[:, LENGTH].sum()))
        if len(rows) < len(packets):
            tally.error(
                "skipped_records",
                f"packets that are not IP, the first links: {sorted(set(packets[:8, LINK].tolist()))}",
                len(packets) - len(rows),
            )
        if exports is None:
            exports = carries_exports(buffer, rows)
        if exports:
            yield collector.decode(exported(buffer, rows))
            continue
        cache = cache or Aggregator()
        if (columns := cache.add(rows[:, :WIDTH], rows[:, WIDTH])) is not None:
            yield assemble([(exporter, columns)])
    if cache is not None and (columns := cache.finish()) is not None:
        yield assemble([(exporter, columns)])
    if capture.cut:
        tally.error("malformed", f"offset {capture.cut}: the capture breaks off here")
