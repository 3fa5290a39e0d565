"""UPDATE messages as RFC 4271 draws them."""

import pytest
from tests.factories.routes import down, gone, told

from hsoc.exchange.bgp.encode import encode
from hsoc.exchange.bgp.terms import Unsayable


def test_a_withdrawal_byte_for_byte():
    assert encode(gone(asn=1, prefix="198.18.0.0/15")).hex() == "ff" * 16 + "001a" + "02" + "0003" + "0fc612" + "0000"


def test_an_announcement_byte_for_byte():
    body = encode(told(64501, 64500, prefix="198.18.7.0/24", next_hop="192.0.2.1"))[19:]
    assert body.hex() == "0000" + "0018" + "40010100" + "40020a02020000fbf50000fbf4" + "400304c0000201" + "18c61207"


def test_what_no_message_says_is_refused():
    with pytest.raises(Unsayable, match="DOWN"):
        encode(down(asn=1))
    with pytest.raises(Unsayable, match="host bits"):
        encode(told(1, prefix="198.18.7.1/24"))
    with pytest.raises(Unsayable, match="does not fit"):
        encode(told(*range(1, 20_000)))
