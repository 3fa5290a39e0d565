"""What is plain at a glance is right by every other way of looking, whatever is done to it; and the usual is plain."""

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.exchange.idea.test_sound import documents
from tests.factories.ideas import document

from hsoc.exchange.idea.columns import event_columns, typed
from hsoc.exchange.idea.glance import Glance, Seen

NAME = "cz.example.sensor"
FULL = {
    "Format": "IDEA0", "ID": "a-1", "DetectTime": "2026-11-18T23:00:12.808Z", "CreateTime": "2024-02-29T23:00:14+01:00",
    "EventTime": "2026-11-18T23:00:00Z", "CeaseTime": "2026-11-18T23:04:59.138123Z", "Category": ["Recon.Scanning", "Test"],
    "ConnCount": 7, "FlowCount": 0, "ByteCountDropped": 9007199254740992, "Confidence": 0.75, "Description": 'příliš "žluťoučký" kůň \\ /',
    "Note": "", "TLP": "TLP:AMBER+STRICT", "CorrelID": ["b-2"], "Unknown": "of somebody else", "More": 12, "Yes": True,
    "Source": [
        {"IP4": ["192.0.2.1", "203.0.113.255"], "IP6": ["2001:db8::1", "::", "2001:db8:0:0:0:0:0:1"], "Port": [0, 65535], "Proto": ["tcp"],
         "Type": ["OriginSpoofed"], "ASN": [64500], "Hostname": ["a.example"], "URL": ['http://a.example/?x="1"'], "Spoofed": False},
        {},
    ],
    "Target": [],
    "Node": [
        {"Name": NAME.upper(), "Type": ["Flow", "Statistical"], "SW": ["hSOC 1.0"], "AggrWin": "00:05:00", "Note": "first"},
        {"Name": "cz.example.other"},
    ],
    "_hSOC": {
        "State": "closed", "Revision": 3, "Detector": "horizontal_scan", "Severity": 5, "Trust": 0, "Disposition": "reactive",
        "Basis": "none", "Action": "rate-limit", "Why": "", "Sources": 1, "DryRun": True, "Ports": 1,
    },
}  # fmt: skip


GLANCE = Glance()


def seen(body: bytes, *, test: bool = False) -> Seen | None:
    return GLANCE.seen(body, name=NAME, test=test)


def consistent(body: bytes, *, test: bool) -> None:
    """What is said of a body is what the long way says."""
    found = seen(body, test=test)
    if found is None:
        return
    for raw, plain in zip(found.documents, found.plain, strict=True):
        if plain:
            long = typed(raw)
            assert long is not None
            assert (long.node[0].name or "").lower() == NAME
            assert not test or "Test" in long.category
            assert event_columns(raw)[0] == long.id
    try:
        long_way = [bytes(raw) for raw in msgspec.json.decode(body, type=list[msgspec.Raw])]
    except msgspec.DecodeError:
        assert not all(found.plain)  # what is no JSON is not in what is plain, so that somebody looks
    else:
        assert found.documents == long_way


@pytest.mark.parametrize("indent", [0, 2])
def test_the_usual_is_plain_however_it_is_spaced(indent):
    raw = msgspec.json.format(msgspec.json.encode(FULL), indent=indent)
    body = b" [ " + b" ,\n\t".join([raw] * 3) + b"\r\n] "
    assert seen(body) == ([raw] * 3, [True] * 3)
    consistent(body, test=True)


@pytest.mark.parametrize("key", ["Format", "ID", "DetectTime", "Category", "Node"])
def test_without_what_every_document_needs_it_is_not_plain(key):
    raw = msgspec.json.encode({name: value for name, value in FULL.items() if name != key})
    assert seen(b"[" + raw + b"]") == ([raw], [False])


OTHERS = {
    "Format": ["IDEA1", "", ["IDEA0"], None],
    "ID": ["", "a b", "a\\u0041", "á", "x" * 257, 7],
    "DetectTime": [
        "2026-11-18T23:00:12.808", "2026-11-18 23:00:12Z", "2026-02-29T23:00:12Z", "2026-13-01T00:00:00Z", "2026-11-31T00:00:00Z",
        "2026-11-18T24:00:00Z", "2026-11-18T23:60:00Z", "2026-11-18T23:00:60Z", "2026-11-18T23:00:12.Z", "2026-11-18T23:00:12+1:00",
        "2026-11-18T23:00:12+24:00", "1969-11-18T23:00:12Z", "2026-11-18T23:00:12.1234567Z", "2026-11-18T23:00:1aZ", "",
    ],
    "Category": [[], ["A.B.C"], ["A."], [".A"], ["A B"], [""], "Recon.Scanning", ["x" * 65], [7]],
    "FlowCount": [-1, 1.0, "7", None, 9007199254740993, 12345678901234567890, [1]],
    "Confidence": [1.5, 2, -0.1, "0.5", None],
    "Source": [
        [{"IP4": ["192.0.2.0/24"]}], [{"IP4": ["192.0.2.256"]}], [{"IP4": ["192.0.2.01"]}], [{"IP4": ["192.0.2"]}],
        [{"IP4": ["192.0.2.1."]}],
        [{"IP4": ["2001:db8::1"]}], [{"IP4": "192.0.2.1"}], [{"IP6": ["192.0.2.1"]}], [{"IP6": ["1::2::3"]}], [{"IP6": ["1:2:3"]}],
        [{"IP6": [":1"]}], [{"IP6": ["1:"]}], [{"IP6": ["12345::"]}], [{"IP6": ["1:2:3:4:5:6:7:8:9"]}], [{"IP6": ["::1:2:3:4:5:6:7:8"]}],
        [{"IP6": [":::"]}], [{"IP6": ["::192.0.2.1"]}], [{"Port": [65536]}], [{"Port": ["80"]}], [{"Proto": ["t cp"]}], [{"Type": ["a.b"]}],
        [{"MAC": ["00:00:5e:00:53:01"]}], [{"Ref": ["urn:x"]}], [{"IP4": [None]}], [{"Spoofed": 1}],
        {"IP4": ["192.0.2.1"]}, [[]], [{}] * 101,
    ],
    "Node": [[], [{}], [{"Name": "cz.example"}], [{"SW": ["x"]}, {"Name": NAME}], [{"Name": f"{NAME}."}], [{"Name": NAME, "AggrWin": ""}],
             [{"Name": NAME, "AggrWin": "1D00:05:00"}]],
    "_hSOC": [{"State": "gone"}, {"State": "preventive"}, {"Severity": 6}, {"Severity": 0}, {"Revision": 0}, {"Trust": 3},
              {"Why": "x" * 65},
              {"DryRun": "yes"}, []],
    "Ref": [["urn:x"], []], "Attach": [[], [{}]], "_Mentat": [{}], "_CESNET": [{"EventSeverity": "low"}],
    "Unknown": [None, -1, 1e3, [], {}],
}  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in OTHERS.items() for value in values])
def test_what_is_unusual_or_wrong_is_left_to_the_long_way(key, value):
    raw = msgspec.json.encode(FULL | {key: value})
    assert seen(b"[" + raw + b"]") == ([raw], [False])


@pytest.mark.parametrize("twice", [b'"ID":"a",', b'"Node":[{"Name":"cz.example"}],'])
def test_a_key_told_twice_is_not_plain(twice):
    raw = b"{" + twice + msgspec.json.encode(FULL)[1:]
    assert seen(b"[" + raw + b"]") == ([raw], [False])


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[", b"[]", b"[1]", b"[{}", b"[{}]x", b"[{},]", b"[{} {}]", b'["a"]', b"[" + b"{}," * 500 + b"{}]", b"[{" + b"[" * 70],
)
def test_what_it_does_not_split_is_for_others(body):
    assert seen(body) is None


def test_another_node_or_no_test_is_not_plain():
    raw = msgspec.json.encode(FULL | {"Category": ["Tests", "Te.st"]})
    assert seen(b"[" + raw + b"]", test=True) == ([raw], [False])
    assert GLANCE.seen(b"[" + raw + b"]", name="cz.example.senso", test=False) == ([raw], [False])
    assert GLANCE.seen(b"[" + raw + b"]", name="čidlo", test=False) is None


@settings(deadline=None, max_examples=300)
@given(st.lists(documents, min_size=1, max_size=3), st.booleans())
def test_strange_documents(given, test):
    consistent(b"[" + b",".join(msgspec.json.encode(document(**one)) for one in given) + b"]", test=test)


SIGNS = st.sampled_from(b'"\\{}[],:0123456789.-eTtZ \n\x00\x1fnulrua\xc3\xa9')


@settings(deadline=None, max_examples=1500)
@given(
    st.lists(
        st.tuples(st.integers(0, 1 << 16), st.integers(0, 3), SIGNS),
        max_size=4,
    ),
    st.booleans(),
)
@example([(0, 2, 0)], False)
def test_damaged_bytes(damage, test):
    """One byte replaced, put in or taken away, some times over, in a call of two."""
    raw = msgspec.json.encode(FULL)
    body = bytearray(b"[" + raw + b", " + raw + b"]")
    for place, how, byte in damage:
        at = place % len(body)
        body[at : at + (how != 1)] = bytes([byte]) if how != 2 else b""
    try:
        body.decode()
    except UnicodeDecodeError:
        return
    consistent(bytes(body), test=test)
