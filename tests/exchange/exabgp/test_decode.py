"""Lines come back as the routes they were; others are refused or passed over."""

import random

import pytest
from tests.factories.routes import down, gone, told

from hsoc.exchange.exabgp.decode import Unreadable, decode
from hsoc.exchange.exabgp.encode import encode
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


def test_a_line_as_exabgp_writes_it():
    line = (
        b'{ "exabgp": "5.0.0", "time": 1700000000.25, "host" : "x", "pid" : 5, "ppid" : 1, "counter": 1, "type": "update", "neighbor": {'
        b' "address": { "local": "192.0.2.2", "peer": "192.0.2.1" }, "asn": { "local": 64496, "peer": 64501 } , "direction": "receive",'
        b' "message": { "update": { "attribute": { "origin": "igp", "as-path": { "0": { "element": "as-sequence", "value": [ 64501, 64500 ]'
        b' } }, "confederation-path": {}, "local-preference": 100, "community": [ [ 65535, 65281 ] ] }, "announce": { "ipv4 unicast": {'
        b' "192.0.2.1": [ { "nlri": "198.18.7.0/24" } ] }, "ipv4 flow": { "no-nexthop": [ { "x": 1 } ] } } } } } }'
    )
    [one] = decode(line)
    assert (one.time, one.prefix, one.path, one.communities) == (1_700_000_000_250, "198.18.7.0/24", (64501, 64500), (0xFFFFFF01,))


def test_ends_of_tables_and_other_messages_are_passed_over():
    head = b'{"exabgp":"5.0.0","time":1,"type":"%s","neighbor":{"address":{"peer":"192.0.2.1"},"asn":{"peer":64501},%s}}'
    assert decode(head % (b"update", b'"message":{"eor":{"afi":"ipv4","safi":"unicast"}}')) == ()
    assert decode(head % (b"state", b'"state":"connected"')) == ()
    assert decode(b'{"exabgp":"5.0.0","time":1,"type":"notification","notification":"shutdown"}') == ()
