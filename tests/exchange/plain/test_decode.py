"""Lists as they come: comments, hosts files, doubles, junk; each value once, what is none with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.exchange.plain import decode
from hsoc.records.indicator import Kind
from hsoc.records.parcel import Unreadable
from hsoc.records.tlp import PAP, TLP

LIST = b"""# a list
; another way to say so
203.0.113.7
203.0.113.7 # again
198.51.100.0/24;comment
0.0.0.0 evil.example
127.0.0.1\tworse.example # of a hosts file
http://evil.example/a?b=c,d

2001:DB8::1 | x
not-a-value
"""


def test_each_value_once_and_the_rest_by_its_line() -> None:
    found = decode(LIST, now=7, source="partner")
    assert [(one.kind, one.value) for one in found.indicators] == [
        (Kind.IP, "203.0.113.7"),
        (Kind.NET, "198.51.100.0/24"),
        (Kind.DOMAIN, "evil.example"),
        (Kind.DOMAIN, "worse.example"),
        (Kind.URL, "http://evil.example/a?b=c"),
        (Kind.IP, "2001:db8::1"),
    ]
    assert (found.items, found.rejected, found.rejects[0].place) == (8, 1, "line 11")
    assert {(one.tlp, one.pap, one.first, one.to_block) for one in found.indicators} == {(TLP.AMBER_STRICT, PAP.RED, 7, False)}


def test_the_caller_says_the_labels_and_ids_stay() -> None:
    one = decode(b"203.0.113.7", now=1, source="a", spread=TLP.GREEN, use=PAP.GREEN, until=9, to_block=True).indicators[0]
    assert (one.tlp, one.pap, one.until, one.to_block) == (TLP.GREEN, PAP.GREEN, 9, True)
    assert (
        decode(b"203.0.113.7", now=5, source="a").indicators[0].id == one.id != decode(b"203.0.113.7", now=5, source="b").indicators[0].id
    )


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xff\xfe", b"<html>\n<p>no</p>\n"])
def test_what_is_no_list_is_said(content) -> None:
    with pytest.raises(Unreadable, match=r"[a-z]{3}"):
        decode(content, now=0)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_a_sentence(content) -> None:
    try:
        found = decode(content, now=0)
    except Unreadable:
        return
    assert len(found.indicators) + found.rejected <= found.items
