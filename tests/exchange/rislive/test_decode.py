"""Lines come back as the routes they were; others are refused or passed over."""

import random

import pytest
from tests.factories.routes import down, gone, told

from hsoc.exchange.rislive.decode import Unreadable, decode
from hsoc.exchange.rislive.encode import encode
from hsoc.records.route import Kind, Route

SOME = (
    told(64501, 64500, next_hop="192.0.2.9", communities=(0xFFFFFF01, 70_000)),
    told(64501, 64500, 64502, as_set=True),
    told(64501, 64500, prefix="2001:db8::/32", next_hop="2001:db8::9"),
    gone(asn=64501),
    gone(asn=64501, prefix="2001:db8::/32"),
    down(asn=64501),
    Route(time=1000, peer="192.0.2.1", peer_asn=64501, kind=Kind.UP),
)


@pytest.mark.parametrize("route", SOME)
def test_what_is_written_comes_back(route):
    assert decode(encode(route)) == (route,)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"type": 5}', b"\xff", encode(SOME[0]).replace(b"198.18.0.0/16", b"198.18.0.0/77")])
def test_what_is_no_message_is_refused(line):
    with pytest.raises(Unreadable):
        decode(line)


def test_mutated_lines_are_read_or_refused():
    rng = random.Random(2)
    for _ in range(1500):
        spoilt = bytearray(encode(rng.choice(SOME)))
        for _ in range(rng.randint(1, 3)):
            spoilt[rng.randrange(len(spoilt))] = rng.choice(b'0123456789"[]{}:,-.eE/ax')
        try:
            decode(bytes(spoilt))
        except Unreadable:
            continue


def test_a_line_as_the_service_writes_it():
    line = (
        b'{"type":"ris_message","data":{"timestamp":1700000000.25,"peer":"192.0.2.1","peer_asn":"64501","id":"x","host":"rrc00.example",'
        b'"type":"UPDATE","path":[64501,[64500,64502]],"community":[[65535,65281]],"origin":"INCOMPLETE","announcements":'
        b'[{"next_hop":"192.0.2.1,fe80::1","prefixes":["198.18.7.0/24","198.18.8.0/24"]}],"withdrawals":["198.18.9.0/24"]}}'
    )
    gone_, first, second = decode(line)
    assert (gone_.prefix, gone_.kind, first.prefix, second.prefix) == ("198.18.9.0/24", Kind.WITHDRAW, "198.18.7.0/24", "198.18.8.0/24")
    assert (first.time, first.path, first.as_set, first.next_hop) == (1_700_000_000_250, (64501, 64500, 64502), True, "192.0.2.1")


def test_other_messages_are_passed_over():
    assert decode(b'{"type":"pong","data":null}') == ()
