"""IDEA0 documents as real producers send them."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.ideas import NOON, document

from hsoc.exchange.idea.decode import canonical, decode
from hsoc.exchange.idea.fault import Unreadable
from hsoc.records.event import Endpoint, State
from hsoc.records.taxonomy import Basis, Disposition, Severity, Trust
from hsoc.records.tlp import TLP


def test_the_smallest_document_is_an_event():
    found = decode(document())
    assert (found.id, found.detected, found.first, found.last, found.category) == ("partner-1", NOON, NOON, NOON, ("Recon.Scanning",))
    assert (found.tlp, found.trust, found.why) == (TLP.AMBER_STRICT, Trust.SPOOFABLE, "not_said")


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("2026-11-21T11:00:00Z", 0),
        ("2026-11-21t11:00:00z", 0),
        ("2026-11-21 12:00:00+01:00", 0),
        ("2026-11-21T11:00:00", 0),  # no zone reads as UTC
        ("2026-11-21T11:00:00.5Z", 500),
        ("2026-11-21T11:00:00.123456789Z", 123),
        ("2026-11-21T11:00:00+0000", 0),
    ],
)
def test_times_as_they_come(text, later):
    assert decode(document(DetectTime=text)).detected == NOON + later


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-21", "2026-11-21T25:00:00Z", 1795258800, None, ["x"]])
def test_a_time_that_is_none_is_refused_with_its_place(text):
    with pytest.raises(Unreadable) as refused:
        decode(document(DetectTime=text))
    assert refused.value.path == "DetectTime"


def test_the_nearest_time_stands_for_a_missing_one():
    found = decode(document(WinStartTime="2026-11-21T10:00:00Z", WinEndTime="2026-11-21T10:30:00Z"))
    assert (found.first, found.last) == (NOON - 3_600_000, NOON - 1_800_000)


def test_a_bare_port_misspelt_category_and_confidence_as_text_are_taken():
    found = decode(document(Category=["Availibility.DDoS"], Confidence="0.7", Target=[{"Port": 53, "Proto": "UDP"}]))
    assert found.category == ("Availability.DDoS",)
    assert found.confidence == 0.7
    assert found.targets == (Endpoint(ports=(53,), proto=("udp",)),)


@pytest.mark.parametrize("value", ["high", "nan", "inf", 1.5, -0.1, True, [], {}])
def test_a_confidence_that_is_none_is_unknown(value):
    assert decode(document(Confidence=value)).confidence in {None, 1.0 if value is True else None}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("192.0.2.1", ("192.0.2.1", 0, 0xFFFF_C000_0201, 128)),
        ("192.0.2.1/32", ("192.0.2.1", 0, 0xFFFF_C000_0201, 128)),
        ("192.0.2.77/24", ("192.0.2.0/24", 0, 0xFFFF_C000_0200, 120)),
        ("192.0.2.16-192.0.2.31", ("192.0.2.16/28", 0, 0xFFFF_C000_0210, 124)),
        ("192.0.2.1-192.0.2.2", ("192.0.2.0/30", 0, 0xFFFF_C000_0200, 126)),
        ("2001:DB8::1", ("2001:db8::1", 0x2001_0DB8_0000_0000, 1, 128)),
        ("2001:db8::/32", ("2001:db8::/32", 0x2001_0DB8_0000_0000, 0, 32)),
    ],
)
def test_addresses_become_canonical(text, wanted):
    assert canonical(text) == wanted


@pytest.mark.parametrize("octets", [(0, 0, 0, 0), (198, 18, 7, 9), (255, 255, 255, 255), (192, 0, 2, 100), (10, 99, 200, 249)])
def test_plain_address_reads_the_same_as_its_prefix_of_one(octets):
    text = ".".join(map(str, octets))
    assert canonical(text) == canonical(f"{text}/32")


@pytest.mark.parametrize("text", ["198.18.7.256", "198.18.07.1", "198.18.7", "198.18.7.1.1", "198.18.7.\u0661"])
def test_what_only_looks_like_an_address_is_none(text):
    with pytest.raises(ValueError, match=text.replace(".", r"\.")):
        canonical(text)


@pytest.mark.parametrize(
    "text", ["", "192.0.2", "192.0.2.256", "192.0.2.9-192.0.2.1", "192.0.2.1-2001:db8::1", "a.example", "1/33", 7, None, {}]
)
def test_an_address_that_is_none_is_refused_with_its_place(text):
    with pytest.raises(Unreadable) as refused:
        decode(document(Source=[{"IP4": ["192.0.2.1", text]}]))
    assert refused.value.path == "Source/0/IP4/1"


@pytest.mark.parametrize(
    ("without", "path"), [({"Format": "IDEA1"}, "Format"), ({"ID": "a b"}, "ID"), ({"ID": 7}, "ID"), ({"Category": []}, "Category")]
)
def test_what_leaves_no_event_is_refused(without, path):
    with pytest.raises(Unreadable) as refused:
        decode(document(**without))
    assert refused.value.path == path


@pytest.mark.parametrize("value", [None, [], "text", 7, True])
def test_what_is_no_object_is_refused(value):
    with pytest.raises(Unreadable, match="an object expected"):
        decode(value)


def test_severity_is_read_where_mentat_writes_it():
    assert decode(document(_Mentat={"EventSeverity": "High"})).severity is Severity.HIGH
    assert decode(document(_CESNET={"EventSeverity": "info"})).severity is Severity.INFO
    assert decode(document(_Mentat={"EventSeverity": 7})).severity is Severity.LOW
    assert decode(document(Category=["Intrusion.Botnet"])).severity is Severity.HIGH


def test_a_partners_dropped_counts_decide_what_became_of_it():
    dropped = decode(document(PacketCount=100, PacketCountDropped=50))
    assert (dropped.disposition, dropped.basis) == (Disposition.PREVENTIVE, Basis.CONFIRMED)
    passed = decode(document(PacketCount=100, PacketCountDropped=49))
    assert (passed.disposition, passed.basis) == (Disposition.PASSED, Basis.NONE)


def test_a_stranger_is_not_believed_about_our_network():
    own = {"State": "closed", "Revision": 3, "Member": 7, "Disposition": "reactive", "Trust": 2, "Severity": 5, "Detector": "x"}
    theirs = decode(document(_hSOC=own), ours=False)
    assert (theirs.state, theirs.revision) == (State.CLOSED, 3)
    assert (theirs.member, theirs.disposition, theirs.trust, theirs.severity, theirs.detector) == (
        0,
        Disposition.PASSED,
        Trust.SPOOFABLE,
        Severity.LOW,
        "",
    )


def test_only_test_stays_a_category():
    found = decode(document(Category=["Test"]))
    assert (found.category, found.test) == (("Test",), True)


@pytest.mark.parametrize(("count", "wanted"), [(2**53 + 1, 2**53), (10**400, 2**53), (-1, 0), ("12", 12), ("many", 0), (1.9, 1), (True, 0)])
def test_counts_are_whole_and_bounded(count, wanted):
    assert decode(document(PacketCount=count)).packets == wanted


def test_lists_are_bounded():
    found = decode(document(Source=[{"IP4": ["192.0.2.1"] * 1000, "Port": list(range(1000))}] * 1000))
    assert len(found.sources) == len(found.sources[0].addresses) == 100
    assert len(found.sources[0].ports) == 64


KEYS = ["Format", "ID", "DetectTime", "Category", "Source", "Node", "_hSOC", "PacketCount"]
INNER = ["IP4", "Port", "Name", "Revision", "State"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=3), max_leaves=8
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING))
def test_anything_else_is_an_event_or_unreadable(value):
    with contextlib.suppress(Unreadable):
        assert decode(document() | value).category != ()
