"""Cleaned values: what is one value is one text, what is none is none."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.records import observed
from hsoc.records.event import Endpoint
from hsoc.records.indicator import named
from hsoc.records.parcel import Unreadable
from hsoc.records.taxonomy import Severity


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("192.0.2.7/32", "192.0.2.7"),
        ("192.0.2.7/24", "192.0.2.0/24"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1/48", "2001:db8::/48"),
    ],
)
def test_addresses_have_one_text(text, canonical):
    assert observed.address(text) == canonical


@pytest.mark.parametrize("text", ["", "192.0.2", "192.0.2.7.", "192.0.2.256", "192.0.2.07", "a.example", "fe80::1%eth0", "1" * 5000])
def test_what_is_no_address_is_said(text):
    with pytest.raises(ValueError, match="address"):
        observed.address(text)


def test_numbers():
    assert [observed.port(one) for one in ("80", 65535, "65536", "-1", "x", "", None, "٣", 80.5, [1])] == [80, 65535, *[None] * 8]
    assert [observed.asn(one) for one in ("AS64500", "64500", 0, 2**32, "AS")] == [64500, 64500, None, None, None]
    assert [observed.count(one) for one in ("7", "9" * 30, 2**70, float("nan"), float("inf"), True)] == [7, None, 2**53, None, None, None]


def test_protocols_and_names():
    assert [observed.proto(one) for one in ("TCP", "17", "ipv6-icmp", "58", "999", "a b", "")] == [
        "tcp",
        "udp",
        "icmp6",
        "icmp6",
        "",
        "",
        "",
    ]
    assert [observed.host(one) for one in ("A.Example.", "a b", "x\0y", "<b>", "")] == ["a.example", "", "", "", ""]


def test_transport_and_application_are_told_apart_wherever_they_stand():
    found = [observed.layers(one) for one in (("tcp", "ssh"), ("mirai",), ("udp",), ())]
    assert found == [("tcp", "ssh"), ("", "mirai"), ("udp", ""), ("", "")]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.integers(1, 50))
def test_clean_text_is_short_and_without_control(text, most):
    found = observed.clean(text, most=most)
    assert len(found) <= most
    assert all(ord(sign) >= 32 for sign in found)


def test_an_id_is_the_foreign_one_where_idea_can_say_it():
    assert observed.identifier("s", "abc-1", b"row") == "abc-1"
    assert observed.identifier("s", "with space", b"row") == named("s", "with space")
    again = observed.identifier("s", "", b"row")
    assert again == observed.identifier("s", "", b"row") != observed.identifier("s", "", b"another")
    assert uuid.UUID(again).version == 5


def test_a_side_of_nothing_is_none():
    assert observed.side(protos=("tcp",)) == ()
    assert observed.side(("192.0.2.7",), ports=(80, None), protos=("tcp", "", "tcp"), hosts=("",), asns=(None,)) == (
        Endpoint(addresses=("192.0.2.7",), ports=(80,), proto=("tcp",)),
    )


def test_what_another_tells_counts_what_is_listed_and_weighs_by_its_category():
    found = observed.told(
        id="a",
        category=("Malware",),
        detected=5,
        sources=observed.side(("192.0.2.7", "192.0.2.8")),
        targets=observed.side(ports=(80, 81)),
        last=3,
    )
    assert (found.first, found.last, found.severity, found.source_count, found.port_count) == (5, 5, Severity.HIGH, 2, 2)


def test_texts_and_times_of_a_document():
    document = {"said": " a\x00b ", "number": 5, "at": "2026-01-01T00:00:00Z", "empty": "", "wrong": "soon", "yes": True}
    assert [observed.text(document, key) for key in ("said", "number", "none")] == ["a b", "", ""]
    assert [observed.instant(document, key, 1_800_000_000_000) for key in ("at", "empty", "none")] == [1_767_225_600_000, 0, 0]
    for key in ("wrong", "yes"):
        with pytest.raises(Unreadable) as error:
            observed.instant(document, key, 1_800_000_000_000)
        assert error.value.place == key
