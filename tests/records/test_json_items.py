"""JSON cut into objects: one, a list or lines; each with its own bytes, what is broken said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.indicators import indicator

from hsoc.records.json_items import gathered, items
from hsoc.records.parcel import MOST_ITEMS, Reject, Unreadable


def test_one_a_list_and_lines_are_the_same_items():
    for content in (b'[{"a":1}, {"a" : 2}]', b'{"a":1}\n\n{"a" : 2}\r\n', b'\xef\xbb\xbf [{"a":1},{"a" : 2}]'):
        assert [(one.at, one.document, one.own) for one in items(content)] == [(0, {"a": 1}, b'{"a":1}'), (1, {"a": 2}, b'{"a" : 2}')]
    assert [one.document for one in items(b'{\n "a": 1\n}')] == [{"a": 1}]


def test_broken_items_are_said_with_their_place():
    found = list(items(b'{"a":1}\nnonsense\n[1]\n{"b":' + b"[" * 5000 + b"]" * 5000 + b'}\n{"c":"' + b"x" * 300_000 + b'"}'))
    assert [(one.place, one.document is None) for one in found] == [
        ("line 1", False),
        ("line 2", True),
        ("line 3", True),
        ("line 4", True),
        ("line 5", True),
    ]
    assert [one.fault.split()[0] for one in found[1:]] == ["not", "an", "nested", "longer"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[1,", "not JSON"),
        (b"[" * 100_000, "nested"),
        (b"[" + b"1," * MOST_ITEMS + b"1]", "items; at most"),
        (b"x\n" * (MOST_ITEMS + 1), "items; split"),
    ],
)
def test_what_cannot_be_cut_is_said(content, said):
    with pytest.raises(Unreadable, match=said):
        list(items(content))


@given(st.binary(max_size=200))
def test_any_bytes_are_items_or_said(content):
    try:
        assert all(one.document is not None or one.fault for one in items(content))
    except Unreadable as error:
        assert error.reason  # noqa: PT017


def test_what_is_gathered_holds_what_was_read_and_tells_the_rest():
    def read(document, own):
        if "other" in document:
            return f"kind {document['other']}"
        if document["n"] < 0:
            raise Unreadable("n", "too small")
        return (indicator(f"203.0.113.{document['n']}", title=own.decode()),)

    parcel = gathered(items(b'{"n":1,"x":0}\n{"n":1}\nnonsense\n{"n":-1}\n{"other":"dns"}\n{"other":"dns"}'), read, known={"n"})
    assert [one.title for one in parcel.indicators] == ['{"n":1}']  # the same value again is the same indicator
    assert (parcel.items, parcel.rejected, parcel.unknown) == (6, 2, {"x": 1, "kind dns": 2})
    assert parcel.rejects[1] == Reject(3, "line 4, n", "too small")
    assert gathered(items(b'{"n":1,"x":0}'), read).unknown == {}
