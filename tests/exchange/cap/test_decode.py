import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.papers import NOW

from hsoc.exchange.cap.decode import decode
from hsoc.records.advisory import Nature, Status, Vulnerability, Wording
from hsoc.records.parcel import Unreadable
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

INFO = """<info><language>{language}</language><category>Security</category><event>Ransomware</event><responseType>Execute</responseType>
<urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty><audience>Nurses</audience>
<expires>2026-05-02T10:00:00+02:00</expires><senderName>Example CSIRT</senderName><headline>{headline}</headline>
<description>Mail with a bill.</description><instruction>Do not open it.</instruction><web>https://csirt.example/1</web>
<parameter><valueName>CVE</valueName><value>CVE-2026-1000</value></parameter></info>"""
EN, CS = (
    INFO.format(language="en", severity="Severe", headline="Ransomware"),
    INFO.format(language="cs-CZ", severity="Extreme", headline="Vydírání"),
)
HEAD = {
    "identifier": "EX-1",
    "sender": "csirt.example",
    "sent": "2026-05-01T10:00:00+02:00",
    "status": "Actual",
    "msgType": "Alert",
    "scope": "Restricted",
    "restriction": "TLP:AMBER members only",
    "code": "PAP:GREEN",
}


def message(info=EN + CS, **changes):
    head = "".join(f"<{name}>{value}</{name}>" for name, value in (HEAD | changes).items() if value is not None)
    return f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">{head}{info}</alert>'.encode()


def read(*info, **changes):
    parcel = decode(message(*info, **changes), now=NOW)
    return parcel.advisories[0], [(one.place, one.reason) for one in parcel.rejects]


def test_an_alert_in_two_languages_is_one_czech_first():
    alert, told = read()
    assert (alert.id, alert.publisher, alert.namespace, alert.nature) == ("EX-1", "Example CSIRT", "csirt.example", Nature.ALERT)
    assert (alert.language, alert.title, alert.summary, alert.todo) == ("cs-CZ", "Vydírání", "Mail with a bill.", "Do not open it.")
    assert alert.wordings == (Wording(language="en", title="Ransomware", summary="Mail with a bill.", todo="Do not open it."),)
    assert (alert.tlp, alert.pap, alert.restriction) == (TLP.AMBER, PAP.GREEN, "members only")
    assert (alert.severity, alert.urgency, alert.certainty, alert.scope) == (Severity.CRITICAL, "Immediate", "Observed", "Restricted")
    assert (alert.issued, alert.expires, alert.status) == (1_777_622_400_000, 1_777_708_800_000, Status.FINAL)
    assert (alert.vulnerabilities, alert.audience) == ((Vulnerability(cve="CVE-2026-1000"),), ("Nurses",))
    assert (alert.references, told) == (("https://csirt.example/1",), [])


@pytest.mark.parametrize(
    ("scope", "restriction", "code", "tlp"),
    [
        ("Public", None, None, TLP.AMBER_STRICT),
        ("Public", None, "TLP:CLEAR", TLP.CLEAR),
        ("Public", None, "tlp:white", TLP.CLEAR),
        ("Public", "TLP:RED", "TLP:CLEAR", TLP.RED),
        ("Public", "TLP:PURPLE", "TLP:GREEN", TLP.AMBER_STRICT),
        ("Public", "TLP:AMBER+STRICT.", None, TLP.AMBER_STRICT),
        ("Restricted", "TLP:CLEAR", None, TLP.GREEN),
        ("Private", "TLP:GREEN", None, TLP.AMBER_STRICT),
        ("Everybody", "TLP:CLEAR", None, TLP.AMBER_STRICT),
        (None, "TLP:CLEAR", None, TLP.AMBER_STRICT),
    ],
)
def test_labels_are_never_read_wider_than_anything_that_was_said(scope, restriction, code, tlp):
    assert read(scope=scope, restriction=restriction, code=code)[0].tlp is tlp


@pytest.mark.parametrize(
    ("word", "kind", "status"),
    [
        ("Actual", "Alert", Status.FINAL),
        ("Actual", "Cancel", Status.CANCELLED),
        ("Exercise", "Cancel", Status.EXERCISE),
        ("Test", "Alert", Status.EXERCISE),
        ("Draft", "Update", Status.DRAFT),
        ("actual", "Alert", Status.DRAFT),
    ],
)
def test_what_is_not_plainly_real_never_counts_as_real(word, kind, status):
    assert read(status=word, msgType=kind)[0].status is status


def test_words_outside_the_closed_lists_are_told_with_their_place():
    wrong = (
        EN.replace("Immediate", "Now")
        .replace("Observed", "Sure")
        .replace("Severe", "Bad")
        .replace("Security", "Cyber")
        .replace("Execute", "Run")
    )
    alert, told = read(wrong, status="Real", msgType="Shout", scope="All")
    assert (alert.urgency, alert.certainty, alert.severity, alert.message, alert.scope) == ("", "", Severity.LOW, "", "")
    assert {place for place, _ in told} == {
        "/alert/status", "/alert/msgType", "/alert/scope", "/alert/info/0/urgency", "/alert/info/0/certainty", "/alert/info/0/severity",
        "/alert/info/0/category", "/alert/info/0/responseType",
    }  # fmt: skip


def test_very_likely_is_likely():
    assert read(EN.replace("Observed", "Very Likely"))[0].certainty == "Likely"


def test_addresses_and_references_keep_what_is_well_formed():
    alert, told = read(addresses='a.example "Fakultní nemocnice" b.example', references="x.example,EX-0,2026-05-01T09:00:00-00:00 EX-0")
    assert alert.audience == ("a.example", "Fakultní nemocnice", "b.example")
    assert alert.references[0] == "x.example,EX-0,2026-05-01T09:00:00-00:00"
    assert told == [("/alert/references", "holds 'EX-0', which is not sender,identifier,sent")]


def test_an_answer_without_information_is_read_too():
    alert, told = read("", msgType="Ack", note="Received by the duty officer.")
    assert (alert.title, alert.summary, alert.message, told) == ("EX-1", "Received by the duty officer.", "Ack", [])


def test_what_is_doubled_or_missing_is_told():
    alert, told = read(EN + EN, sent="noon", sender=None)
    assert (alert.issued, alert.publisher) == (NOW, "Example CSIRT")
    assert {place for place, _ in told} == {"/alert/sender", "/alert/sent", "/alert/info/1"}


def test_elements_of_other_languages_of_xml_say_nothing():
    strange = '<status xmlns="urn:x">Exercise</status>' + EN
    assert read(strange)[0].status is Status.FINAL


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (message(identifier=None), "/alert/identifier"),
        (message(status="System"), "/alert/status"),
        (b"<alert/>", "line 1"),
        (b'<feed xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>', "line 1"),
        (b"<!DOCTYPE alert>" + message(), "line 1"),
        (b"", "line 1"),
    ],
)
def test_what_is_no_alert_is_refused_with_its_place(content, place):
    with pytest.raises(Unreadable) as refused:
        decode(content, now=NOW)
    assert refused.value.place == place


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(message()) - 1), st.binary(min_size=0, max_size=3), st.integers(0, 30))
def test_a_spoilt_message_is_refused_or_read_never_a_crash(at, put, cut):
    whole = message()
    try:
        parcel = decode(whole[:at] + put + whole[at + cut :], now=NOW)
    except Unreadable:
        return
    assert parcel.advisories[0].tlp is not TLP.CLEAR
    assert parcel.items - parcel.rejected == 1
