import struct

import numpy as np
from tests.factories.exports import NOW, number

from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.nfrecords import Maps, read_block
from hsoc.records.address import pair, text
from hsoc.records.packets import Exporter

SRC, DST = "192.0.2.7", "198.51.100.9"
# an extension map: AS numbers of 4 bytes, then interfaces of 2 (so that the order matters)
MAP = struct.pack("<HHHHHHHH", 2, 16, 5, 12, 7, 4, 0, 0)
RECORD_1 = struct.pack(
    "<HHHHHHIIBBBBHHHHIIIQIIHH",
    10,
    64,
    4,
    5,
    1,
    2,
    NOW // 1000,
    NOW // 1000,
    64,
    2,
    6,
    0,
    40000,
    443,
    1,
    0,
    number(SRC),
    number(DST),
    3,
    180,
    0,
    0,
    11,
    12,
)


def generic(proto: int = 6, dport: int = 443) -> bytes:
    return struct.pack("<HHQQQQQHHBBBB", 1, 52, NOW, NOW + 5, 0, 3, 180, 40000, dport, proto, 2, 0, 0)


def record_2(*elements: bytes, count: int | None = None) -> bytes:
    body = b"".join(elements)
    return struct.pack("<HHHBBHBB", 11, 12 + len(body), len(elements) if count is None else count, 0, 0, 0, 0, 0) + body


FOUR = struct.pack("<HHII", 2, 12, number(SRC), number(DST))
SIX = struct.pack("<HH4Q", 3, 36, *(half % (1 << 64) for a in ("2001:db8::7", "2001:db8::9") for half in pair(a)))
MISC = struct.pack("<HHIIBBBB", 4, 16, 11, 12, 0, 0, 0, 0)
RECORD_2 = record_2(generic(), FOUR, MISC)


def read(content: bytes, *, layout: int, records: int) -> tuple[list[dict[str, int]], Tally]:
    tally = Tally(Exporter(""))
    columns = read_block(np.frombuffer(content, np.uint8), layout=layout, records=records, maps=Maps(), tally=tally, where=40)
    if columns is None:
        return [], tally
    return [dict(zip(columns, (int(v) for v in row), strict=True)) for row in zip(*columns.values(), strict=True)], tally


def test_record_of_layout_1_with_its_map() -> None:
    rows, _ = read(MAP + RECORD_1, layout=1, records=2)
    row = rows[0]
    assert (text(row["src_hi"], row["src_lo"]), text(row["dst_hi"], row["dst_lo"])) == (SRC, DST)
    assert {
        k: row[k] for k in ("first", "last", "packets", "bytes", "sport", "dport", "tcp_flags", "ingress_if", "egress_if", "forwarding")
    } == {
        "first": NOW + 1,
        "last": NOW + 2,
        "packets": 3,
        "bytes": 180,
        "sport": 40000,
        "dport": 443,
        "tcp_flags": 2,
        "ingress_if": 11,
        "egress_if": 12,
        "forwarding": 64,
    }


def test_record_of_layout_2() -> None:
    row = read(RECORD_2, layout=2, records=1)[0][0]
    assert (text(row["src_hi"], row["src_lo"]), row["first"], row["last"], row["ingress_if"], row["forwarding"]) == (
        SRC,
        NOW,
        NOW + 5,
        11,
        -1,
    )


def test_ipv6_and_no_interfaces() -> None:
    row = read(record_2(generic(), SIX), layout=2, records=1)[0][0]
    assert (text(row["src_hi"], row["src_lo"]), text(row["dst_hi"], row["dst_lo"]), row["ingress_if"]) == ("2001:db8::7", "2001:db8::9", -1)


def test_icmp_is_in_the_destination_port() -> None:
    row = read(record_2(generic(1, 0x0301), FOUR), layout=2, records=1)[0][0]
    assert (row["icmp"], row["dport"], row["sport"], row["tcp_flags"]) == (0x0301, 0, 0, 0)


def test_record_without_addresses_is_skipped_and_counted() -> None:
    rows, tally = read(record_2(generic()) + RECORD_2, layout=2, records=2)
    assert (len(rows), tally.counts["skipped_records"]) == (1, 1)


def test_element_or_record_that_lies_is_located() -> None:
    short = record_2(generic(), FOUR, count=9)
    rows, tally = read(short + RECORD_2 + b"\x0b\x00\xff\xff", layout=2, records=3)
    assert len(rows) == 1
    assert (tally.counts["skipped_records"], tally.counts["malformed"]) == (1, 1)


def test_more_records_claimed_than_there_are_ends_at_the_end() -> None:
    rows, tally = read(RECORD_2, layout=2, records=1 << 31)
    assert (len(rows), tally.counts["malformed"]) == (1, 1)
