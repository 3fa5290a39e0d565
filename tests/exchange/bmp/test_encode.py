"""BMP messages as RFC 7854 draws them."""

from hsoc.exchange.bmp.encode import encode, initiation, peer_down, peer_up
from hsoc.records.route import Envelope


def test_route_monitoring_byte_for_byte():
    packed = encode(Envelope(1_700_000_000_250, "192.0.2.1", 64501, b"\xaa"))
    assert (
        packed.hex()
        == "03" + "00000031" + "00" + "0000" + "00" * 8 + "00" * 12 + "c0000201" + "0000fbf5" + "00000000" + "6553f1000003d090" + "aa"
    )


def test_lengths_are_true():
    for message in (initiation("router"), peer_up(time=0, peer="192.0.2.1", peer_asn=1), peer_down(time=0, peer="2001:db8::1", peer_asn=1)):
        assert int.from_bytes(message[1:5]) == len(message)
