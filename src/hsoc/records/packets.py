"""Datagrams on their way from the wire to the decoder: one contiguous buffer, no object per packet. Never: their meaning."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray


class Exporter(msgspec.Struct, frozen=True):
    """Who sent a datagram and on which of our sockets it came."""

    address: str
    port: int = 0  # the receiving socket's port; 0 for a file

    def __str__(self) -> str:
        return f"{self.address} on port {self.port}" if self.port else self.address


class Datagrams(msgspec.Struct, frozen=True):
    """A micro-batch: packet i is buffer[offsets[i] : offsets[i] + lengths[i]] and came from exporters[exporter[i]].

    Shapes: buffer uint8 (total,), the others int64 (packets,). `received` is ms since 1970 UTC, per packet.
    """

    buffer: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]
    exporter: NDArray[np.int64]
    received: NDArray[np.int64]
    exporters: tuple[Exporter, ...]

    def __len__(self) -> int:
        return len(self.offsets)


def datagrams(payloads: list[bytes], *, exporter: Exporter, received: int) -> Datagrams:
    """Datagrams of one exporter from payloads, for files and tests."""
    lengths = np.array([len(p) for p in payloads], np.int64)
    return Datagrams(
        buffer=np.frombuffer(b"".join(payloads), np.uint8),
        offsets=np.cumsum(lengths) - lengths,
        lengths=lengths,
        exporter=np.zeros(len(payloads), np.int64),
        received=np.full(len(payloads), received, np.int64),
        exporters=(exporter,),
    )


def merged(batches: Sequence[Datagrams]) -> Datagrams:
    """One batch of several, packets in the order given. At least one batch."""
    if len(batches) == 1:
        return batches[0]
    exporters: dict[Exporter, int] = {}
    for batch in batches:
        for exporter in batch.exporters:
            exporters.setdefault(exporter, len(exporters))
    starts = np.cumsum([0, *(len(batch.buffer) for batch in batches[:-1])])
    return Datagrams(
        buffer=np.concatenate([batch.buffer for batch in batches]),
        offsets=np.concatenate([batch.offsets + start for batch, start in zip(batches, starts, strict=True)]),
        lengths=np.concatenate([batch.lengths for batch in batches]),
        exporter=np.concatenate([np.array([exporters[e] for e in batch.exporters], np.int64)[batch.exporter] for batch in batches]),
        received=np.concatenate([batch.received for batch in batches]),
        exporters=tuple(exporters),
    )
