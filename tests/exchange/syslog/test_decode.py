"""Firewalls' logs: events with both sides, a weight and a category; what is none has its line."""

import pytest

from hsoc.exchange.syslog import decode
from hsoc.exchange.syslog.terms import category, severity
from hsoc.records.event import Endpoint
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
HEAD = "<134>1 2026-11-20T07:00:00Z fw.hospital.example app - - - "
CEF = HEAD + "CEF:0|Vendor|Wall|1|100|Port scan|7|src=192.0.2.7 spt=40000 dst=192.0.2.9 dpt=445 proto=TCP cnt=3 in=10 out=20 msg=many ports"
LEEF = "<134>Nov 20 07:00:00 fw LEEF:1.0|Vendor|Wall|2|login failed|src=2001:db8::7\tdst=192.0.2.9\tdstPort=22\tproto=6\tsev=9"


def test_cef():
    (taken,) = decode(CEF.encode(), now=NOW).events
    event = taken.event
    assert (event.category, event.severity, event.detected) == (("Recon.Scanning",), Severity.HIGH, 1795158000000)
    assert event.sources == (Endpoint(addresses=("192.0.2.7",), ports=(40000,), proto=("tcp",)),)
    assert event.targets == (Endpoint(addresses=("192.0.2.9",), ports=(445,), proto=("tcp",)),)
    assert (event.detections, event.bytes, event.description, event.node) == (3, 30, "many ports", "fw.hospital.example")
    assert (event.tlp, taken.original) == (TLP.AMBER_STRICT, CEF.encode())


def test_leef():
    event = decode(LEEF.encode(), now=NOW).events[0].event
    assert (event.category, event.severity, event.first) == (("Attempt.Login",), Severity.CRITICAL, 1795158000000)
    assert (event.sources[0].addresses, event.targets[0].ports) == (("2001:db8::7",), (22,))


def test_a_stranger_can_neither_widen_nor_choose_an_id():
    event = decode((CEF + " cs6=TLP:CLEAR externalId=mine").encode(), now=NOW).events[0].event
    assert (event.tlp, event.id == "mine") == (TLP.AMBER_STRICT, False)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("hello", "line 2"),
        (CEF.replace("src=192.0.2.7", "src=x"), "line 2, src"),
        (CEF[len(HEAD) :], "line 2, header"),
        (CEF + " rt=yesterday", "line 2, rt"),
        (CEF + " rt=1999999999999", "line 2, rt"),
        (HEAD + "CEF:0|a|b|c|d|e|5|spt=5", "line 2, src"),
        (HEAD + "CEF:0|a|b|c|d|e|5|msg=" + "x" * 300_000, "line 2"),
    ],
)
def test_what_is_no_event_has_its_line(line, place):
    parcel = decode(f"{CEF}\n{line}\n".encode(), now=NOW)
    assert (parcel.items, len(parcel.events), [one.place for one in parcel.rejects]) == (2, 1, [place])


def test_weights_and_words():
    assert [severity(one) for one in ("0", "3", "4", "7", "10", "High", "x", "")] == [
        Severity.INFO,
        Severity.LOW,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.CRITICAL,
        Severity.HIGH,
        None,
        None,
    ]
    assert [category(one) for one in ("Virus found", "deny tcp", "SQL injection", "hello")] == [
        "Malware",
        "Anomaly.Traffic",
        "Attempt.Exploit",
        "Other",
    ]
