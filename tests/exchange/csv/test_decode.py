"""Tables of events and indicators: any delimiter, both encodings, no row lost, hostile cells are text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.csv import Mapping, decode
from hsoc.records.event import Endpoint
from hsoc.records.indicator import Kind
from hsoc.records.parcel import Unreadable
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z


def test_a_table_in_czech_from_a_spreadsheet():
    content = "Čas;Zdrojová IP;Cílový port;Protokol;Popis;Závažnost\n20.11.2026 7:00;192.0.2.7;445;TCP;Příliš žluťoučký;high\n".encode(
        "cp1250"
    )
    (taken,) = decode(content, now=NOW).events
    event = taken.event
    assert (event.detected, event.severity, event.description) == (1795158000000, Severity.HIGH, "Příliš žluťoučký")
    assert event.sources == (Endpoint(addresses=("192.0.2.7",), proto=("tcp",)),)
    assert event.targets == (Endpoint(ports=(445,), proto=("tcp",)),)
    assert (event.category, event.tlp) == (("Other",), TLP.AMBER_STRICT)


def test_a_corrected_mapping_is_obeyed():
    told = Mapping(kind="events", columns={"b": "detected", "a": "target.address"}, category="Recon.Scanning", tlp="TLP:GREEN")
    parcel = decode(b"a,b,c\n192.0.2.1,2026-11-20 07:00:00,raw\n", now=NOW, mapping=told)
    event = parcel.events[0].event
    assert (event.sources, event.targets[0].addresses, event.category, event.tlp) == ((), ("192.0.2.1",), ("Recon.Scanning",), TLP.GREEN)
    assert parcel.unknown == {"c": 1}


def test_a_plain_list_is_indicators():
    parcel = decode(b"192.0.2.1\nbad.example\nhttp://bad.example/x\nnonsense value\n192.0.2.1\n", now=NOW)
    assert [(one.kind, one.value) for one in parcel.indicators] == [
        (Kind.IP, "192.0.2.1"),
        (Kind.DOMAIN, "bad.example"),
        (Kind.URL, "http://bad.example/x"),
    ]
    assert (parcel.items, parcel.rejected, parcel.rejects[0].place) == (5, 1, "line 4, value")
    assert {(one.tlp, one.pap) for one in parcel.indicators} == {(TLP.AMBER_STRICT, PAP.RED)}


def test_named_kinds_and_labels():
    content = b"value,type,tlp,pap,confidence,to_ids\n" + b"AB" * 16 + b",MD5,green,GREEN,80,1\nBad.Example.,domain-name,,,,\n"
    one, two = decode(content, now=NOW).indicators
    assert (one.kind, one.tlp, one.pap, one.confidence, one.to_block) == (Kind.MD5, TLP.GREEN, PAP.GREEN, 80, True)
    assert (two.value, two.pap, two.to_block) == ("bad.example", PAP.RED, False)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("2027-01-01,192.0.2.1", "line 2, detected"),
        (",192.0.2.1", "line 2, detected"),
        ("2026-11-20,x", "line 2, source.address"),
        ("2026-11-20,", "line 2, source.address"),
        ("1,2,3", "line 2"),
    ],
)
def test_a_bad_row_is_told_with_its_place(row, place):
    parcel = decode(f"time,src\n{row}\n2026-11-20,192.0.2.8\n".encode(), now=NOW)
    assert (parcel.items, len(parcel.events), [one.place for one in parcel.rejects]) == (2, 1, [place])


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "time,src".encode("utf-16"), b"time,src\n\x81\x83\xff", b'"' * 1000, b"," * 5000])
def test_what_is_no_table_is_said(content):
    with pytest.raises(Unreadable):
        decode(content, now=NOW)


def test_the_same_row_has_the_same_id():
    content = b"time,src\n2026-11-20,192.0.2.8\n"
    assert decode(content, now=NOW).events[0].event.id == decode(content, now=NOW + 5).events[0].event.id


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_said(tail):
    try:
        parcel = decode(b"time,src\n2026-11-20,192.0.2.8\n" + tail, now=NOW)
    except Unreadable as error:
        assert error.reason  # noqa: PT017
    else:
        assert parcel.items == len(parcel.events) + parcel.rejected
