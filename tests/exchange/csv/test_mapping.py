"""A mapping: proposed from headers and cells, remembered as JSON, checked as strictly as a file."""

import pytest

from hsoc.exchange.csv.mapping import Mapping, checked, propose, read
from hsoc.records.parcel import Unreadable


def test_known_headers_are_proposed_in_both_languages():
    assert propose(["Time", "SRC IP", "dst_port", "whatever"]).columns == {
        "Time": "detected",
        "SRC IP": "source.address",
        "dst_port": "target.port",
    }
    assert propose(["Datum a čas", "Zdrojová IP", "Závažnost"]).columns == {
        "Datum a čas": "detected",
        "Zdrojová IP": "source.address",
        "Závažnost": "severity",
    }
    found = propose(["ioc", "type", "tlp"])
    assert (found.kind, found.columns) == ("indicators", {"ioc": "value", "type": "kind", "tlp": "tlp"})


def test_cells_tell_where_headers_do_not():
    found = propose(["x", "y", "z"], [["2026-11-20 07:00:00", "192.0.2.1", "192.0.2.2"], ["2026-11-20 08:00:00", "2001:db8::1", ""]])
    assert found.columns == {"x": "detected", "y": "source.address", "z": "target.address"}


@pytest.mark.parametrize(
    ("first", "columns"),
    [
        (["192.0.2.1"], {"1": "value"}),
        (["http://bad.example/x"], {"1": "value"}),
        (["2026-11-20 07:00:00", "192.0.2.1"], {"1": "detected", "2": "source.address"}),
    ],
)
def test_a_table_without_a_header_is_seen(first, columns):
    found = propose(first)
    assert (found.header, found.columns) == (False, columns)


def test_a_dotted_header_is_no_domain():
    assert propose(["time.source", "source.ip"]).header


def test_a_mapping_is_remembered():
    told = propose(["time", "src"])
    assert read(told.json()) == told


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"kind": "x"}, "kind"),
        ({"columns": {"a": "nonsense"}}, "columns/a"),
        ({"columns": {"a": "detected", "b": "detected"}}, "columns"),
        ({"columns": {"a": "source.address"}}, "columns"),
        ({"delimiter": "ab"}, "delimiter"),
        ({"encoding": "utf-7"}, "encoding"),
        ({"category": "a b"}, "category"),
    ],
)
def test_a_wrong_mapping_is_said(change, place):
    fields = {"kind": "events", "columns": {"a": "detected", "b": "source.address"}}
    with pytest.raises(Unreadable) as caught:
        checked(Mapping(**fields | change))
    assert caught.value.place == place


@pytest.mark.parametrize("document", [b"", b"[]", b'{"kind": 5}', b"{" * 5000, b"x" * 300_000])
def test_strangers_json_is_no_mapping(document):
    with pytest.raises(Unreadable):
        read(document)
