"""MRT records as RFC 6396 draws them."""

import pytest

from hsoc.exchange.mrt.encode import encode, peer_table, state_change, table_entry
from hsoc.exchange.mrt.terms import Unsayable
from hsoc.records.route import Envelope


def test_a_message_byte_for_byte():
    record = encode(Envelope(1_700_000_000_250, "192.0.2.1", 64501, b"\xaa\xbb"))
    head = "6553f100" + "0011" + "0004" + "0000001a"
    assert record.hex() == head + "0003d090" + "0000fbf5" + "0000fbf0" + "0000" + "0001" + "c0000201" + "c00002fe" + "aabb"


def test_a_large_number_needs_the_wide_form():
    with pytest.raises(Unsayable, match="AS 65550"):
        encode(Envelope(0, "192.0.2.1", 65550, b"", wide=False))


def test_tables_and_state_changes_have_their_lengths():
    for record in (
        peer_table(time=0, peers=[("192.0.2.1", 1), ("2001:db8::1", 2)]),
        table_entry(time=0, sequence=1, prefix="198.18.7.0/24", entries=[(0, b"\1\2")]),
        state_change(time=0, peer="2001:db8::1", peer_asn=1, old=6, new=1),
    ):
        assert int.from_bytes(record[8:12]) == len(record) - 12
