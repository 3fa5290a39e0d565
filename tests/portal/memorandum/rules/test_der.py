from __future__ import annotations

import pytest

from hsoc.portal.memorandum.rules.der import oid, piece, pieces


def test_elements_are_read_in_order():
    outer = piece(bytes.fromhex("3006020101040161"))
    assert [(one.tag, one.value) for one in pieces(outer.value)] == [(2, b"\x01"), (4, b"a")]
    assert len(piece(b"\x04\x81\x80" + b"x" * 128).value) == 128


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x05a", b"\x1f\x81\x00", b"\x30\x80", b"\x30\x85\0\0\0\0\1a"])
def test_what_is_not_der_is_refused(data):
    with pytest.raises(ValueError, match=r"element|tag|length"):
        piece(data)


def test_object_identifiers():
    assert oid(bytes.fromhex("2a864886f70d010702")) == "1.2.840.113549.1.7.2"
    assert oid(bytes.fromhex("60864801650304020 1".replace(" ", ""))) == "2.16.840.1.101.3.4.2.1"
    with pytest.raises(ValueError, match="without end"):
        oid(b"\x80")
