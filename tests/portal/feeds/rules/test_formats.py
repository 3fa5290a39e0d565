"""The table of languages: each is there, reads, and is guessed from its look."""

import importlib
import json

import pytest

from hsoc.portal.feeds.rules.formats import FORMATS, guessed, read
from hsoc.records.parcel import Unreadable

IDEA = {"Format": "IDEA0", "ID": "a-1", "DetectTime": "2026-03-10T10:00:00Z", "Category": ["Recon.Scanning"]}


@pytest.mark.parametrize("name", FORMATS)
def test_each_reads_and_writes(name) -> None:
    module = importlib.import_module(f"hsoc.exchange.{name}")
    assert callable(module.decode)
    assert callable(module.encode)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("junk", [b"", b"\x00\xff", b"[" * 50_000, b"{}", b"nonsense\n"])
def test_junk_is_unreadable_or_all_refused(name, junk) -> None:
    try:
        parcel, ideas = read(name, junk, now=0, file="2026-01-01-scan_rdp-x.csv")
    except Unreadable:
        return
    assert (parcel.events, parcel.indicators, ideas) == ((), (), ())


def test_idea_is_kept_to_the_byte_and_the_bad_ones_are_named() -> None:
    good = json.dumps(IDEA).replace(",", " , ").encode()
    parcel, ideas = read("idea", b"[" + good + b', {"Format": "IDEA0"}, 7]', now=0)
    assert ideas == (good,)
    assert (parcel.items, parcel.rejected, [one.index for one in parcel.rejects]) == (3, 2, [1, 2])
    assert read("idea", good + b"\n\n" + good + b"\n", now=0)[1] == (good, good)


@pytest.mark.parametrize(
    ("content", "file", "name"),
    [
        (json.dumps([IDEA]).encode(), "x", "idea"),
        (b'{"type": "bundle", "id": "bundle--1"}', "x.json", "stix"),
        (b'{"Event": {"uuid": "x", "Attribute": []}}', "x.json", "misp"),
        (b'{"timestamp": "x", "event_type": "alert"}', "eve.json", "eve"),
        (b'{"classification.type": "scanner"}', "x", "intelmq"),
        (b'"timestamp","ip","port"\n', "2026-01-01-scan_rdp-x.csv", "shadowserver"),
        (b"value;note\n", "list.csv", "csv"),
        (b"<14>CEF:0|a|b|1|2|3|4|", "x.log", "syslog"),
        (b'{"document": {"category": "csaf_vex", "csaf_version": "2.0"}}', "x.json", "csaf"),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">', "x.xml", "cap"),
        (b"whatever", "x.bin", ""),
    ],
)
def test_the_look_tells(content, file, name) -> None:
    assert guessed(content, file) == name
