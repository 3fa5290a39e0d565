"""The client against PDUs in pieces, versions, errors."""

import struct

import pytest

from hsoc.exchange.rpki.rtr import Broken, Client, error, notify, response
from hsoc.records.route import Vrp

VRPS = (Vrp("198.18.0.0/15", 24, 64500), Vrp("2001:db8::/32", 48, 4_200_000_000))


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_whole_answer_in_pieces(version, size):
    client, answer = Client(version=version), response(VRPS, version=version, serial=9)
    for at in range(0, len(answer), size):
        assert client.feed(answer[at : at + size]) == b""
    assert (client.vrps, client.serial) == (frozenset(VRPS), 9)


def test_the_first_word_byte_for_byte():
    assert Client().start().hex() == "0102000000000008"
    assert Client(version=0).start().hex() == "0002000000000008"


def test_a_notify_asks_for_everything_and_the_old_set_stays_until_the_new_is_whole():
    client = Client()
    client.feed(response(VRPS))
    assert client.feed(notify()) == client.start()
    again = response(VRPS[:1])
    client.feed(again[:-5])
    assert client.vrps == frozenset(VRPS)
    client.feed(again[-5:])
    assert client.vrps == frozenset(VRPS[:1])


def test_a_withdrawn_prefix_is_gone():
    both = response(VRPS[:1])
    withdrawal = bytearray(both[8:28])
    withdrawal[8] = 0
    client = Client()
    client.feed(both[:28] + bytes(withdrawal) + both[28:])
    assert client.vrps == frozenset()


def test_an_old_cache_is_asked_again_in_its_version():
    client = Client()
    with pytest.raises(Broken):
        client.feed(error(4))
    assert client.downgrade


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (error(2), "no data yet"),
        (struct.pack("!BBHI", 1, 4, 0, 9) + b"x", "type 4 and 9 bytes"),
        (struct.pack("!BBHI", 1, 99, 0, 8), "type 99"),
        (struct.pack("!BBHI", 1, 3, 0, 1 << 20), "type 3"),
        (struct.pack("!BBHI", 0, 3, 0, 8), "version 0 instead of 1"),
        (response(VRPS)[8:28], "outside a response"),
        (struct.pack("!BBHII", 1, 7, 0, 12, 1), "ends nothing"),
    ],
)
def test_a_cache_that_breaks_the_rules_is_left(data, reason):
    with pytest.raises(Broken, match=reason):
        Client().feed(data)
