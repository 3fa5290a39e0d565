"""MRT files into frames; whatever stands in them, reading ends and says what it left out."""

import random
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.mrt.decode import Reader, is_mrt
from hsoc.exchange.mrt.encode import encode, peer_table, state_change, table_entry
from hsoc.records.address import text
from hsoc.records.route import Envelope, prefix_text

ENVELOPES = st.builds(
    Envelope,
    time=st.integers(0, (1 << 32) * 1000 - 1),
    peer=st.sampled_from(["192.0.2.1", "2001:db8::1"]),
    peer_asn=st.integers(0, 65535),
    message=st.binary(min_size=19, max_size=60),
    wide=st.booleans(),
    many=st.booleans(),
)


def read(content: bytes) -> tuple[list[tuple], Reader]:
    reader, out = Reader(), []
    for part in reader.read(np.frombuffer(content, np.uint8)):
        for start, end, shape, wide, many, time, hi, lo, asn, p_hi, p_lo, bits in part.columns.T.tolist():
            out.append((shape, part.buffer[start:end].tobytes(), bool(wide), bool(many), time, text(hi, lo), asn, (p_hi, p_lo, bits)))
    return out, reader


@settings(deadline=None)
@given(st.lists(ENVELOPES, max_size=5))
def test_envelopes_come_back(some):
    found, reader = read(b"".join(map(encode, some)))
    again = [Envelope(time, peer, asn, message, wide, many) for _, message, wide, many, time, peer, asn, _ in found]
    assert (again, reader.counted, reader.cut) == (some, {}, None)


def test_a_table_names_its_peers():
    peers = [("192.0.2.1", 64501), ("2001:db8::1", 65550)]
    content = peer_table(time=0, peers=peers)
    content += table_entry(time=7000, sequence=0, prefix="198.18.7.128/25", entries=[(1, b"ab"), (0, b"")])
    content += table_entry(time=7000, sequence=1, prefix="2001:db8:7::/48", entries=[(0, b"xyz"), (5, b"")])
    found, reader = read(content)
    said = [(attributes, peer, asn, prefix_text(*prefix)) for _, attributes, _, _, _, peer, asn, prefix in found]
    assert said == [
        (b"ab", "2001:db8::1", 65550, "198.18.7.128/25"),
        (b"", "192.0.2.1", 64501, "198.18.7.128/25"),
        (b"xyz", "192.0.2.1", 64501, "2001:db8:7::/48"),
    ]
    assert reader.counted == {"table entries that name a peer which no table has": 1}


def test_only_the_end_and_the_beginning_of_a_session_are_told():
    steps = [(1, 2), (4, 5), (5, 6), (6, 1)]
    found, _ = read(b"".join(state_change(time=n, peer="192.0.2.1", peer_asn=1, old=a, new=b) for n, (a, b) in enumerate(steps)))
    assert [(one[0], one[4]) for one in found] == [(3, 2), (2, 3)]


def record(kind: int, subtype: int, body: bytes) -> bytes:
    return struct.pack("!IHHI", 100, kind, subtype, len(body)) + body


def test_an_old_table_has_its_prefix_beside_it():
    body = struct.pack("!HH4sBBI4sHH", 0, 0, bytes([198, 18, 7, 0]), 24, 1, 0, bytes([192, 0, 2, 1]), 64501, 2) + b"ab"
    [one], _ = read(record(12, 1, body))
    assert (one[1], one[2], one[6], prefix_text(*one[7])) == (b"ab", False, 64501, "198.18.7.0/24")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (record(5, 1, bytes(30)), "records of a type that is not read"),  # MRT's first years
        (record(16, 2, bytes(30)), "BGP4MP records of a deprecated or unknown subtype"),  # BGP4MP_ENTRY
        (record(16, 3, bytes(30)), "BGP4MP records of a deprecated or unknown subtype"),  # BGP4MP_SNAPSHOT
        (record(16, 1, bytes(8)), "records of another address family"),
        (record(16, 0, b"\0\1\0\2\0\0\0\1"), "records that are malformed"),  # eight bytes, as old Zebra wrote them
        (record(17, 4, b"\0"), "records that are malformed"),
        (record(13, 6, bytes(20)), "records of another address family"),
        (record(13, 2, b"\0\0\0\0\x21"), "records that are malformed"),
    ],
)
def test_what_is_not_read_is_said(content, reason):
    good = encode(Envelope(5, "192.0.2.1", 64501, bytes(19)))
    found, reader = read(content + good)
    assert (len(found), reader.counted, reader.cut) == (1, {reason: 1}, None)


def test_a_cut_end_is_said_with_its_place():
    good = encode(Envelope(5, "192.0.2.1", 64501, bytes(19)))
    found, reader = read(good + good[:-3])
    assert (len(found), reader.cut) == (1, len(good))


def test_mutated_files_never_crash_and_always_end():
    rng = random.Random(3)
    good = peer_table(time=0, peers=[("192.0.2.1", 1)]) + table_entry(time=0, sequence=0, prefix="198.18.0.0/15", entries=[(0, b"a")])
    good += encode(Envelope(5, "192.0.2.1", 64501, bytes(40))) + state_change(time=1, peer="192.0.2.1", peer_asn=1, old=6, new=1)
    for _ in range(2000):
        spoilt = bytearray(good)
        for _ in range(rng.randint(1, 5)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        read(bytes(spoilt[: rng.randint(0, len(spoilt))]))


def test_a_head_is_known():
    assert is_mrt(encode(Envelope(5, "192.0.2.1", 64501, bytes(19))))
    assert not is_mrt(b"GET / HTTP/1.1\r\n")
    assert not is_mrt(b"")
