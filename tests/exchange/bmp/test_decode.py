"""A BMP connection in pieces of any size."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.bmp.decode import Connection, Counted, Unreadable
from hsoc.exchange.bmp.encode import encode, initiation, peer_down, peer_up
from hsoc.records.address import text
from hsoc.records.route import Envelope, Shape

ENVELOPES = st.builds(
    Envelope,
    time=st.integers(1, (1 << 32) * 1000 - 1),
    peer=st.sampled_from(["192.0.2.1", "2001:db8::1"]),
    peer_asn=st.integers(0, (1 << 32) - 1),
    message=st.binary(min_size=19, max_size=50),
    wide=st.booleans(),
)


def heard(connection: Connection, data: bytes) -> list[tuple[int, Envelope]]:
    part = connection.feed(data, now=7)
    out = []
    for start, end, shape, wide, _, time, hi, lo, asn, *_ in part.columns.T.tolist():
        out.append((shape, Envelope(time, text(hi, lo), asn, part.buffer[start:end].tobytes(), bool(wide))))
    return out


@settings(deadline=None)
@given(st.lists(ENVELOPES, max_size=4), st.integers(1, 70))
def test_envelopes_come_back_in_pieces(some, size):
    stream, connection, out = initiation("router") + b"".join(map(encode, some)), Connection(), []
    for at in range(0, len(stream), size):
        out += heard(connection, stream[at : at + size])
    assert [one for _, one in out] == some
    assert connection.counted.routes == len(some)


def test_sessions_are_told_and_a_missing_time_is_ours():
    found = heard(Connection(), peer_up(time=0, peer="192.0.2.1", peer_asn=1) + peer_down(time=5000, peer="192.0.2.1", peer_asn=1))
    assert [(shape, one.time) for shape, one in found] == [(Shape.UP, 7), (Shape.DOWN, 5000)]


@pytest.mark.parametrize("bad", [b"\x02\0\0\0\x06\0", b"\x03\0\0\0\x05\0", b"\x03\xff\xff\xff\xff\0", b"GET / HTTP/1.1"])
def test_what_is_no_bmp_is_refused_after_what_was_sound(bad):
    connection = Connection()
    with pytest.raises(Unreadable, match="message 2"):
        connection.feed(initiation("router") + bad, now=0)


def test_short_and_strange_messages_are_counted():
    connection = Connection()
    assert heard(connection, b"\x03\0\0\0\x07\0x" + b"\x03\0\0\0\x06\x09" + b"\x03\0\0\0\x06\x01") == []
    assert connection.counted == Counted(messages=3, statistics=1, left_out=2)


def test_mutated_streams_never_crash():
    rng = random.Random(5)
    good = peer_up(time=1, peer="192.0.2.1", peer_asn=1) + encode(Envelope(1, "192.0.2.1", 1, bytes(30)))
    for _ in range(1000):
        spoilt = bytearray(good)
        for _ in range(3):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        try:
            Connection().feed(bytes(spoilt), now=0)
        except Unreadable:
            continue
