from __future__ import annotations

import struct

import numpy as np

from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.simulate import columns
from hsoc.perimeter.simulate.ipfix import UDP_BYTES, Exporter
from hsoc.records import address
from hsoc.records.flow import flow_columns
from hsoc.records.packets import Exporter as Sender
from hsoc.records.packets import datagrams

SENDER = Sender("127.0.0.2", 4739)


def _flows(rows: int) -> columns.Columns:
    rng = np.random.default_rng(1)
    v6 = np.arange(rows) % 4 == 0
    src, dst = (columns.member_address(rng.integers(1, 43, rows), rng.integers(1, 255, rows), v6) for _ in range(2))
    icmp = np.arange(rows) % 5 == 0
    return columns.whole(
        rows, first=1_795_000_000_000 + np.arange(rows), last=1_795_000_000_500 + np.arange(rows), src_hi=src[0], src_lo=src[1],
        dst_hi=dst[0], dst_lo=dst[1], proto=np.where(icmp, np.where(v6, 58, 1), 6), sport=np.where(icmp, 0, rng.integers(1, 65_536, rows)),
        dport=np.where(icmp, 0, 443), tcp_flags=np.where(icmp, 0, 0x12), icmp=np.where(icmp, 8 * 256, -1),
        packets=rng.integers(1, 1 << 40, rows), bytes=rng.integers(1, 1 << 50, rows), ingress_if=1, egress_if=109,
        forwarding=np.where(np.arange(rows) % 3 == 0, columns.DROPPED, columns.FORWARDED),
    )  # fmt: skip


def test_the_engine_reads_back_every_value_that_was_written() -> None:
    flows = _flows(500)
    exporter = Exporter(domain=1, sampling=10, message_bytes=UDP_BYTES)
    payloads = [exporter.templates(export=1_795_000_001)]
    payloads += [message.tobytes() for part in exporter.data(flows, export=1_795_000_001) for message in part]
    assert max(len(payload) for payload in payloads) <= UDP_BYTES
    table = Collector([SENDER]).decode(datagrams(payloads, exporter=SENDER, received=1_795_000_001_000))
    read = flow_columns(table)
    order_read, order_written = (np.lexsort((side["packets"], side["first"])) for side in (read, flows))
    for name in columns.NAMES:
        if name != "site":
            assert (name, read[name][order_read].tolist()) == (name, flows[name][order_written].tolist())
    assert set(read["sampling"].tolist()) == {10}
    assert set(read["exporter"].tolist()) == {address.pair(SENDER.address)[1]}


def test_later_fragments_are_told_from_whole_packets() -> None:
    flows = _flows(10) | {"fragment": np.array([0, 2] * 5)}
    exporter = Exporter(domain=2)
    payloads = [exporter.templates(export=1), *(m.tobytes() for part in exporter.data(flows, export=1) for m in part)]
    read = flow_columns(Collector([SENDER]).decode(datagrams(payloads, exporter=SENDER, received=0)))
    assert sorted(read["fragment"].tolist()) == [0] * 5 + [2] * 5


def test_the_sequence_wraps_after_32_bits() -> None:
    exporter = Exporter(domain=1)
    exporter._sequence = (1 << 32) - 3
    (first,), (second,) = (exporter.data(columns.taken(_flows(8), np.array([1, 2, 3, 5])), export=1) for _ in range(2))
    assert [struct.unpack_from(">I", part.tobytes(), 8)[0] for part in (first, second)] == [(1 << 32) - 3, 1]
