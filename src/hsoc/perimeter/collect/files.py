"""Files with flows: a buffer in, tables out, the format found from the content. Pure over an mmap or bytes; opening is in wires."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa

from hsoc.perimeter.collect.captures import capture_flows
from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.counters import ExporterCounters, Tally
from hsoc.perimeter.collect.framing import Bytes, sealed
from hsoc.perimeter.collect.messages import split
from hsoc.perimeter.collect.nfcapd import nfcapd_flows
from hsoc.perimeter.collect.sniff import HEAD, Format, Unreadable, sniff
from hsoc.records.packets import Datagrams, Exporter

WINDOW: Final = 1 << 21  # bytes of messages decoded together, some 30,000 records: beyond it caches do not help any more
MOST_MESSAGES: Final = 4096  # messages decoded together
FILE: Final = Exporter("", 0)


class Reader:
    """Files read in order as one stream of one exporter: templates of one file hold for the next (contracts.md, replay)."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._collector = Collector()
        self._tally = Tally(FILE)

    def counters(self) -> tuple[ExporterCounters, ...]:
        """What was read, skipped and lost; the file itself has the empty address."""
        return (
            *self._collector.counters(),
            ExporterCounters(exporter=FILE, last_error=self._tally.last_error, **cast("dict[str, Any]", self._tally.counts)),
        )

    def flows(self, buffer: Any, *, format: Format | None = None) -> Iterator[pa.Table]:  # noqa: A002 - the word of the contract
        """Tables of flows (FLOW_SCHEMA) of anything with the buffer protocol. Raises Unreadable where nothing can be read at all."""
        data: Bytes = sealed(np.frombuffer(buffer, np.uint8))
        kind = sniff(data[:HEAD].tobytes()) if format is None else format
        if kind is Format.MRT:
            raise Unreadable(0, "this is MRT (routing data); hSOC does not read it yet")
        if kind is Format.NFCAPD:
            yield from nfcapd_flows(data, tally=self._tally)
        elif kind is Format.PACKETS:
            yield from self._messages(data)
        else:
            yield from capture_flows(data, tally=self._tally, collector=self._collector)

    def _messages(self, data: Bytes) -> Iterator[pa.Table]:
        at = 0
        while at < len(data):
            offsets, lengths, after = split(data, at, most=MOST_MESSAGES, window=WINDOW)
            if len(offsets):
                nobody = np.zeros(len(offsets), np.int64)
                yield self._collector.decode(Datagrams(data, offsets, lengths, nobody, nobody, (FILE,)))
            if after <= at or not len(offsets):
                self._tally.error("malformed", f"offset {after}: no message begins here, the rest is left out")
                return
            at = after


def flows(buffer: Any, *, format: Format | None = None) -> Iterator[pa.Table]:  # noqa: A002 - the word of the contract
    """Tables of flows of one file; use `Reader` to see the counters or to read several files as one stream."""
    return Reader().flows(buffer, format=format)
