"""Rows of a report: read by their common columns, kept whole, none lost; what cannot be read has its place."""

import time

import pytest

from hsoc.exchange.shadowserver import decode
from hsoc.exchange.shadowserver.terms import report_of
from hsoc.records.event import Endpoint
from hsoc.records.indicator import Kind
from hsoc.records.parcel import Unreadable
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
SCAN = b""""timestamp","ip","protocol","port","hostname","tag","asn","geo","novelty"
"2026-11-20 07:00:00",192.0.2.7,tcp,21,ftp.hospital.example,"ftp,tls",64500,CZ,"x;y"
"""
SINKHOLE = b"""timestamp,protocol,src_ip,src_port,src_asn,dst_ip,dst_port,family,severity,end_time
2026-11-20 07:00:00,tcp,2001:DB8::7,40000,64500,192.0.2.9,80,botnet-x,critical,2026-11-20 08:00:00
"""


def test_a_scan():
    parcel = decode(SCAN, now=NOW, name="reports/2026-11-20-scan_ftp-czechia-geo.csv")
    (taken,) = parcel.events
    event = taken.event
    assert event.category == ("Vulnerable.Open",)
    assert event.severity == Severity.LOW
    assert (event.detected, event.first, event.last) == (1795158000000,) * 3
    assert event.sources == (
        Endpoint(addresses=("192.0.2.7",), ports=(21,), proto=("tcp",), hostname=("ftp.hospital.example",), asn=(64500,)),
    )
    assert (event.targets, event.tlp, event.node) == ((), TLP.AMBER_STRICT, "org.shadowserver.scan_ftp")
    assert event.description == "Open FTP (ftp,tls)"
    assert taken.original == SCAN.strip()
    assert parcel.unknown == {"geo": 1, "novelty": 1}


def test_a_sinkhole_has_two_sides_and_its_own_severity():
    (taken,) = decode(SINKHOLE, now=NOW, name="event6_sinkhole.csv").events
    event = taken.event
    assert (event.sources[0].addresses, event.targets[0].addresses, event.targets[0].ports) == (("2001:db8::7",), ("192.0.2.9",), (80,))
    assert (event.category, event.severity, event.last - event.first) == (("Malware",), Severity.CRITICAL, 3_600_000)


def test_twice_the_same_file_has_the_same_ids_and_another_report_others():
    one, two = (decode(SCAN, now=NOW, name="scan_ftp.csv").events[0].event.id for _ in range(2))
    assert one == two != decode(SCAN, now=NOW, name="scan_http.csv").events[0].event.id


def test_an_unknown_report_is_read_by_its_columns_and_said():
    parcel = decode(SCAN, now=NOW, name="2026-11-20-scan_tomorrow.csv")
    assert parcel.events[0].event.category == ("Other",)
    assert parcel.unknown["report scan_tomorrow"] == 1


def test_urls_of_malware_are_indicators_too():
    content = b"timestamp,url,host,ip,sha256\n" + b"2026-11-20 07:00:00,HTTP://Bad.example/a,bad.example,192.0.2.7," + b"aB" * 32
    parcel = decode(content, now=NOW, name="malware_url.csv")
    assert [(one.kind, one.value, one.category) for one in parcel.indicators] == [
        (Kind.URL, "http://bad.example/a", ("Malware",)),
        (Kind.SHA256, "ab" * 32, ("Malware",)),
    ]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (b"2026-11-22 00:00:00,192.0.2.7", "line 2, timestamp"),
        (b"1999-01-01 00:00:00,192.0.2.7", "line 2, timestamp"),
        (b"2026-11-20 07:00:00,192.0.2.777", "line 2, ip"),
        (b"2026-11-20 07:00:00,", "line 2, ip"),
        (b"2026-11-20 07:00:00,192.0.2.7,,,,,,,,,,", "line 2"),
    ],
)
def test_a_row_that_cannot_be_an_event_is_told_with_its_place(row, place):
    parcel = decode(b"timestamp,ip,port\n" + row + b"\n2026-11-20 07:00:00,192.0.2.8,\n", now=NOW, name="scan_ftp.csv")
    assert (parcel.items, parcel.rejected, len(parcel.events)) == (2, 1, 1)
    assert parcel.rejects[0].place == place


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", b"<html>", b"PK\x03\x04" + bytes(200), b"timestamp\n2026-11-20 07:00:00"])
def test_what_is_no_report_is_said(content):
    with pytest.raises(Unreadable):
        decode(content, now=NOW, name="scan_ftp.csv")


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("2026-11-20-scan_ftp-czechia-geo.csv", "scan_ftp"),
        ("scan_ftp.csv", "scan_ftp"),
        ("C:\\in\\2026-11-20-scan_ftp.csv", "scan_ftp"),
        ("../../etc/passwd", ""),
        ("scan ftp.csv", ""),
        ("", ""),
        ("2026-11-20-scan_ftp-x.csv.exe", ""),
    ],
)
def test_the_report_stands_in_the_name_of_the_file(name, report):
    assert report_of(name) == report


def test_hostile_cells_are_only_text():
    content = 'timestamp,ip,hostname,tag\n2026-11-20 07:00:00,192.0.2.7,<script>,"=cmd\x00|\u202e"\n'.encode()
    (taken,) = decode(content, now=NOW, name="scan_ftp.csv").events
    assert taken.event.sources[0].hostname == ()
    assert "\0" not in taken.event.description


def test_a_long_file_is_read_in_a_moment():
    began = time.process_time()
    parcel = decode(SCAN + SCAN.splitlines(keepends=True)[1] * 20_000, now=NOW, name="scan_ftp.csv")
    assert len(parcel.events) == 20_001
    assert time.process_time() - began < 5  # a guard against a quadratic way; the figure is in benchmarks
