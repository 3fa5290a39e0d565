"""Connections of each kind into routes; one that ends takes its peers' words with it."""

from tests.factories.routes import down, gone, told

from hsoc.exchange.bgp.encode import encode as bgp
from hsoc.exchange.bmp.encode import encode as bmp
from hsoc.exchange.exabgp.encode import encode as exabgp
from hsoc.exchange.rislive.encode import encode as ris
from hsoc.perimeter.collect.hearing import LONGEST_LINE, Hearing
from hsoc.records.route import Envelope, values

KINDS = {"bmp": "bmp", "ris": "ris_live", "pipe": "exabgp"}
UPDATE = told(64501, 64500, next_hop="192.0.2.7")


def take(hearing, source, data, *, number=1, ended=False, now=9000):
    return values(hearing.take(source, number, data, ended=ended, now=now))


def test_each_kind_says_the_same():
    message = bmp(Envelope(UPDATE.time, UPDATE.peer, UPDATE.peer_asn, bgp(UPDATE)))
    for source, data in (("bmp", message), ("ris", ris(UPDATE)), ("pipe", exabgp(UPDATE))):
        hearing = Hearing(KINDS)
        half = len(data) // 2
        assert take(hearing, source, data[:half]) + take(hearing, source, data[half:]) == (UPDATE,)
        assert hearing.heard[source].updates == 1


def test_the_end_of_a_connection_is_the_end_of_its_sessions():
    hearing = Hearing(KINDS)
    take(hearing, "ris", ris(UPDATE) + ris(gone(asn=64502, peer=2)), number=1)
    take(hearing, "ris", ris(told(64503, 64500, peer=3)), number=2)
    assert take(hearing, "ris", b"", number=1, ended=True) == (down(asn=64501, at=9000), down(asn=64502, peer=2, at=9000))
    assert take(hearing, "ris", b"", number=1, ended=True) == ()


def test_bad_lines_are_counted_and_the_others_read():
    hearing = Hearing(KINDS)
    assert take(hearing, "ris", b"nonsense\n\n" + ris(UPDATE)) == (UPDATE,)
    assert hearing.heard["ris"].errors == 1
    assert take(hearing, "ris", b"x" * (LONGEST_LINE + 1)) == ()
    assert (hearing.heard["ris"].errors, take(hearing, "ris", ris(UPDATE))) == (2, (UPDATE,))


def test_a_router_that_makes_no_sense_is_not_listened_to_any_more():
    hearing = Hearing(KINDS)
    assert take(hearing, "bmp", b"GET / HTTP/1.1\r\n") == ()
    assert take(hearing, "bmp", bmp(Envelope(1, "192.0.2.1", 1, bgp(UPDATE)))) == ()
    assert (hearing.heard["bmp"].errors, "no BMP" in hearing.heard["bmp"].last_error) == (1, True)


def test_malformed_messages_of_a_router_are_counted():
    hearing = Hearing(KINDS)
    assert take(hearing, "bmp", bmp(Envelope(1, "192.0.2.1", 1, bytes(19)))) == ()
    assert hearing.heard["bmp"].errors == 1
