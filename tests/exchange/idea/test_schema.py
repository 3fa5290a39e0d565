"""The schema: permissive, readable, bounded."""

import sys
from collections import Counter

import pytest
from tests.factories.ideas import document

from hsoc.exchange.idea.schema import MOST_FAULTS, SHOWN, faults


def told(value):
    return [(one.key, one.value, one.expected) for one in faults(value)]


def test_the_smallest_document_is_valid():
    assert faults(document()) == ()


def test_unknown_properties_are_free_everywhere():
    assert faults(document(Credentials=[{"Username": "x"}], Source=[{"Interface": {"any": [1, {}]}}], Node=[{"X": 1}])) == ()


WHOLE = {
    "AltNames": ["a"], "CorrelID": ["b"], "AggrID": ["c"], "PredID": ["d"], "RelID": ["e"], "CreateTime": "2026-11-21 11:00:00",
    "EventTime": "2026-11-21T11:00:00+01:00", "WinStartTime": "2026-11-21T11:00:00.123Z", "ConnCount": 1, "FlowCount": 2, "PacketCount": 3,
    "ByteCount": 4, "Ref": ["cve:CVE-2026-0001"], "Confidence": 1, "Description": "x", "Note": "y",
    "Node": [{"Name": "cz.example.probe", "Type": ["Flow"], "SW": ["x"], "AggrWin": "1D00:05:00.5"}],
}  # fmt: skip
SIDE = {
    "Type": ["CC"], "Hostname": ["a.example"], "IP4": ["192.0.2.1", "192.0.2.0/24", "192.0.2.1-192.0.2.9"], "MAC": ["00:00:5e:00:53:01"],
    "IP6": ["2001:db8::/32"], "Port": [1], "Proto": ["tcp", "ssh"], "URL": ["http://a.example/"], "Email": ["a@b.example"],
    "AttachHand": ["att1"], "Spoofed": True, "Imprecise": False, "Anonymised": True, "ASN": [64500], "Netname": ["ripe:EXAMPLE"],
}  # fmt: skip
ATTACH = {
    "Handle": "att1", "FileName": ["x"], "Type": ["Malware"], "Hash": ["sha1:00"], "Size": 1, "ContentEncoding": "base64",
    "Content": "eA==",
}  # fmt: skip


def test_all_of_the_format_is_valid():
    assert faults(document(**WHOLE, Source=[SIDE], Target=[SIDE], Attach=[ATTACH])) == ()


def test_what_real_producers_send_is_taken():
    assert faults(document(Category=["Availibility.DDoS"], Confidence="0.5", Target=[{"Port": 53, "Proto": "udp"}], FlowCount="7")) == ()


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"Format": "IDEA1"}, ("Format", "'IDEA1'", '"IDEA0"')),
        ({"ID": "a b"}, ("ID", "'a b'", "text of letters, digits, dot, underscore and hyphen")),
        ({"ID": "a\n"}, ("ID", "'a\\n'", "text of letters, digits, dot, underscore and hyphen")),
        ({"DetectTime": "now"}, ("DetectTime", "'now'", "date and time as RFC 3339, such as 2026-01-31T12:00:00Z")),
        ({"DetectTime": None}, ("DetectTime", "None", "required, and missing")),
        ({"Category": []}, ("Category", "[]", "at least one category")),
        ({"Category": ["a b"]}, ("Category/0", "'a b'", "category, such as Recon.Scanning")),
        ({"FlowCount": 1.5}, ("FlowCount", "1.5", "whole number")),
        ({"FlowCount": True}, ("FlowCount", "True", "whole number")),
        ({"Confidence": 1.1}, ("Confidence", "1.1", "number from 0 to 1")),
        ({"Confidence": "nan"}, ("Confidence", "'nan'", "number from 0 to 1")),
        ({"Source": {}}, ("Source", "{}", "list of at most 10000 objects")),
        ({"Source": [7]}, ("Source/0", "7", "object")),
        ({"Source": [{}, {"IP4": ["192.0.2.1", "2001:db8::1"]}]}, ("Source/1/IP4/1", "'2001:db8::1'", "IPv4 address, prefix or range")),
        ({"Source": [{"IP4": "192.0.2.256"}]}, ("Source/0/IP4", "'192.0.2.256'", "IPv4 address, prefix or range")),
        ({"Target": [{"Port": [65536]}]}, ("Target/0/Port/0", "65536", "whole number from 0 to 65535")),
        ({"Target": [{"Spoofed": "yes"}]}, ("Target/0/Spoofed", "'yes'", "true or false")),
        ({"Node": [{"Name": "a..b"}]}, ("Node/0/Name", "'a..b'", "dot-separated labels of letters, digits, underscore and hyphen")),
    ],
)
def test_a_fault_names_the_place_the_value_and_the_rule(given, fault):
    assert told(document(**given)) == [fault]


def test_several_faults_are_told_together():
    assert [one.key for one in faults({"Format": "IDEA0", "ID": "x", "Note": 1})] == ["DetectTime", "Category", "Note"]


@pytest.mark.parametrize("value", [None, [], "x", 7, True])
def test_what_is_no_object_is_one_fault(value):
    assert [one.expected for one in faults(value)] == ["object"]


def test_a_hostile_document_tells_few_faults_shortly():
    found = faults(document(Source=[{"Port": ["x" * 100_000] * 9000}] * 500))
    assert len(found) == MOST_FAULTS
    assert max(len(one.value) for one in found) <= SHOWN


def test_nesting_is_bounded():
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    assert [one.expected for one in faults(document(Note2=deep))] == ["at most 16 levels of nesting"]


def calls(value):
    """Python calls that judging a value takes: its time, on a machine of any speed."""
    counted = Counter()
    sys.setprofile(lambda _frame, event, _argument: counted.update([event]))
    try:
        assert faults(value) == ()
    finally:
        sys.setprofile(None)
    return counted["call"]


def test_a_wide_document_takes_time_in_proportion_to_its_bytes():
    narrow, wide = (document(Source=[{"IP4": ["192.0.2.1"] * width}] * width) for width in (30, 90))
    assert calls(wide) <= calls(narrow) * 9
