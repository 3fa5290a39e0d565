"""Messages into columns: what was written comes back, what is malformed never does harm."""

import random
import struct

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.routes import gone, told

from hsoc.exchange.bgp.decode import Tally, decode, warm
from hsoc.exchange.bgp.encode import encode
from hsoc.records.route import Envelope, Kind, Route, frames, values

ASNS = st.integers(1, 4_294_967_295)
V4 = st.tuples(st.integers(0, 0xFFFF_FFFF), st.integers(0, 32)).map(
    lambda t: f"{'.'.join(str(b) for b in ((t[0] >> (32 - t[1]) << (32 - t[1])) if t[1] else 0).to_bytes(4))}/{t[1]}"
)
ROUTES = st.builds(
    Route,
    time=st.just(5),
    peer=st.just("192.0.2.1"),
    peer_asn=st.just(64501),
    prefix=V4 | st.sampled_from(["2001:db8::/32", "2001:db8:7:8000::/49", "2001:db8::7/128", "::/0"]),
    path=st.lists(ASNS, min_size=1, max_size=300).map(tuple),
    as_set=st.booleans(),
    communities=st.lists(st.integers(0, 0xFFFF_FFFF), max_size=70).map(tuple),
    otc=st.just(-1) | ASNS,
)


def read(*messages: bytes, wide: bool = True, many: bool = False) -> tuple[tuple[Route, ...], Tally]:
    found, tally = decode(frames([Envelope(5, "192.0.2.1", 64501, one, wide, many) for one in messages]))
    return values(found), tally


@settings(deadline=None)
@given(st.lists(ROUTES, max_size=4), st.booleans())
def test_what_is_written_comes_back(some, wide):
    found, tally = read(*(encode(one, wide=wide) for one in some), wide=wide)
    bare = [Route(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "next_hop": ""}) for one in found]
    assert (bare, tally) == (some, Tally())


def test_a_withdrawal_of_both_families_comes_back():
    some = (gone(asn=64501, at=5), gone(asn=64501, at=5, prefix="2001:db8::/32"))
    assert read(*map(encode, some)) == (some, Tally())


def test_several_prefixes_share_their_attributes():
    message = encode(told(64501, 64500, prefix="198.18.0.0/24"), more=("198.18.1.0/24", "198.18.2.0/25"))
    found, _ = decode(frames([Envelope(5, "192.0.2.1", 64501, message)]))
    assert (len(found), found.told.shape[1] - 1, found.path.tolist()) == (3, 1, [64501, 64500])


def message(attributes: bytes, nlri: bytes = b"\x18\xc6\x12\x07", withdrawn: bytes = b"") -> bytes:
    body = struct.pack("!H", len(withdrawn)) + withdrawn + struct.pack("!H", len(attributes)) + attributes + nlri
    return b"\xff" * 16 + struct.pack("!HB", 19 + len(body), 2) + body


def test_a_malformed_attribute_withdraws_and_keeps_the_session():
    sound = "400101004002060201" + "0000fbf5" + "400304c0000201"
    for spoilt in ("4002060201", "c00803aabbcc", "c02302fbf5"):
        attributes = bytes.fromhex(spoilt if spoilt.startswith("4002") else sound + spoilt)
        if spoilt.startswith("4002"):
            attributes = bytes.fromhex("40010100" + "4002050201aabbcc")
        found, tally = read(message(attributes))
        assert ([one.kind for one in found], tally) == ([Kind.WITHDRAW], Tally(treated_as_withdrawn=1))


def test_prefixes_without_a_path_count_as_withdrawn():
    found, tally = read(message(bytes.fromhex("40010100")))
    assert ([one.kind for one in found], tally.treated_as_withdrawn) == ([Kind.WITHDRAW], 1)


def test_lengths_that_lie_leave_the_message_out():
    good = encode(told(64501, 64500))
    for bad in (good[:-1], good + b"\0", message(b"", b"\x21\1\2\3\4\5"), message(b"\x40\x02\xff"), good[:18]):
        found, tally = read(bad, good)
        assert (len(found), tally.malformed) == (1, 1)


def test_other_messages_and_families_are_counted():
    keepalive = b"\xff" * 16 + b"\0\x13\x04"
    flowspec = message(bytes.fromhex("800e07" + "00018500" + "000301"), b"")
    found, tally = read(keepalive, flowspec)
    assert (found, tally) == ((), Tally(other_family=1, not_update=1))


def test_path_identifiers_are_passed_over():
    plain = encode(told(64501, 64500, prefix="198.18.7.0/24"))
    many = plain[:-4] + b"\0\0\0\x01" + plain[-4:]
    many = many[:16] + struct.pack("!H", len(many)) + many[18:]
    assert read(many, many=True)[0] == read(plain)[0]


def test_mutated_messages_never_crash_nor_read_beyond():
    rng = random.Random(7)
    good = [encode(told(64501, 64500, communities=(1, 2))), encode(told(64501, 64500, prefix="2001:db8::/32", otc=5))]
    for _ in range(3000):
        spoilt = bytearray(rng.choice(good))
        for _ in range(rng.randint(1, 4)):
            spoilt[rng.randrange(16, len(spoilt))] = rng.randrange(256)
        read(bytes(spoilt[: rng.randint(0, len(spoilt))]), bytes(spoilt))


def test_warm_compiles():
    assert len(warm(frames([]))[0]) == 0
