"""Zeek's logs: both spellings give the same event, other logs are counted, hostile values are rejects."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.exchange.zeek import decode
from hsoc.exchange.zeek.terms import READ
from hsoc.records.event import Endpoint
from hsoc.records.parcel import Unreadable
from hsoc.records.taxonomy import Severity

NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
NOTICE = {
    "ts": 1795158000.5,
    "note": "SSH::Password_Guessing",
    "msg": "192.0.2.7 appears to be guessing SSH passwords",
    "src": "192.0.2.7",
    "dst": "192.0.2.9",
    "p": 22,
    "proto": "tcp",
    "n": 30,
    "peer_descr": "zeek",
    "suppress_for": 3600.0,
}
CONN = {
    "ts": 1795158000.5,
    "uid": "C1",
    "id.orig_h": "2001:DB8::7",
    "id.orig_p": 40000,
    "id.resp_h": "192.0.2.9",
    "id.resp_p": 445,
    "proto": "tcp",
    "service": "smb",
    "duration": 1.5,
    "orig_bytes": 100,
    "resp_bytes": 0,
    "orig_pkts": 3,
    "resp_pkts": 1,
    "conn_state": "S0",
}


def lines(*documents):
    return b"\n".join(map(msgspec.json.encode, documents))


def tabs(*documents):
    fields = list(documents[0])
    head = "#separator \\x09\n#path\tx\n#fields\t" + "\t".join(fields) + "\n#types\tx\n"
    return (head + "".join("\t".join(str(one.get(key, "-")) for key in fields) + "\n" for one in documents) + "#close\t2026\n").encode()


def test_a_notice():
    parcel = decode(lines(NOTICE), now=NOW)
    event = parcel.events[0].event
    assert (event.category, event.first, event.severity, event.detections) == (("Attempt.Login",), 1795158000500, Severity.LOW, 30)
    assert (event.sources, event.targets) == (
        (Endpoint(addresses=("192.0.2.7",), proto=("tcp",)),),
        (Endpoint(addresses=("192.0.2.9",), ports=(22,), proto=("tcp",)),),
    )
    assert parcel.unknown == {"suppress_for": 1}


def test_a_connection():
    event = decode(lines(CONN), now=NOW).events[0].event
    assert (event.category, event.severity, event.last - event.first) == (("Anomaly.Connection",), Severity.INFO, 1500)
    assert (event.flows, event.packets, event.bytes) == (1, 4, 100)
    assert event.sources[0].addresses == ("2001:db8::7",)


@pytest.mark.parametrize("document", [NOTICE, CONN])
def test_both_spellings_give_the_same_event(document):
    one, two = (decode(form(document), now=NOW).events[0].event for form in (lines, tabs))
    assert msgspec.structs.replace(one, id="") == msgspec.structs.replace(two, id="")
    assert decode(tabs(document), now=NOW).events[0].original.startswith(b"#fields\tts\t")


def test_lines_of_other_logs_are_counted():
    parcel = decode(lines({"ts": 1, "query": "a.example"}, NOTICE), now=NOW)
    assert (parcel.items, len(parcel.events), parcel.unknown["line of another log"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("change", "place"),
    [({"ts": None}, "ts"), ({"ts": 1999999999}, "ts"), ({"src": "x"}, "src"), ({"dst": "x"}, "dst"), ({"src": "", "dst": ""}, "src")],
)
def test_what_cannot_be_an_event_has_its_place(change, place):
    parcel = decode(lines(NOTICE, NOTICE | change), now=NOW)
    assert [(one.index, one.place) for one in parcel.rejects] == [(1, f"line 2, {place}")]


def test_a_row_of_another_width_is_said():
    parcel = decode(tabs(NOTICE) + b"a\tb\n", now=NOW)
    assert (len(parcel.events), parcel.rejects[0].reason) == (1, "2 values where #fields names 10")


VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.lists(st.integers(), max_size=2)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(READ)), VALUES, max_size=8), st.binary(max_size=60))
def test_hostile_values_are_rejects_never_crashes(change, tail):
    parcel = decode(lines(CONN | change), now=NOW)
    assert parcel.items == 1
    assert len(parcel.events) + parcel.rejected == 1
    try:
        decode(b"#fields\tts\tnote\n" + tail, now=NOW)
    except Unreadable as error:
        assert error.reason  # noqa: PT017
