"""JSON of three validators; one bad entry refuses the file."""

import pytest

from hsoc.exchange.rpki.decode import Unreadable, decode
from hsoc.exchange.rpki.encode import encode
from hsoc.records.route import Aspa, Vrp

VRPS = (Vrp("198.18.0.0/15", 24, 64500), Vrp("2001:db8::/32", 48, 4_200_000_000))
ASPAS = (Aspa(64500, (64501, 64502)),)


def test_what_is_written_comes_back():
    assert decode(encode(VRPS, ASPAS)) == (VRPS, ASPAS)


def test_each_validators_spelling():
    file = (
        b'{"roas":[{"asn":64500,"prefix":"198.18.0.0/15","expires":1}],'
        b'"aspas":[{"customer_asid":64500,"expires":1,"providers":[64502,64501]}]}'
    )
    assert decode(file) == ((Vrp("198.18.0.0/15", 15, 64500),), ASPAS)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "truncated"),
        (b'{"roas":[{"asn":1,"prefix":"198.18.0.1/15"}]}', r"roas\[0\].*host bits"),
        (b'{"roas":[{"asn":1,"prefix":"198.18.0.0/15","maxLength":14}]}', r"roas\[0\]: maxLength 14"),
        (b'{"roas":[{"asn":"ASx","prefix":"198.18.0.0/15"}]}', r"roas\[0\]"),
        (b'{"roas":[{"asn":-1,"prefix":"198.18.0.0/15"}]}', "no AS number"),
        (b'{"roas":[],"aspas":[{"providers":[1]}]}', r"aspas\[0\]: an AS number is missing"),
    ],
)
def test_a_bad_entry_is_named(file, reason):
    with pytest.raises(Unreadable, match=reason):
        decode(file)
