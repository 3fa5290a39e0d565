import msgspec
import pytest

from hsoc.exchange.cap.decode import decode
from hsoc.exchange.cap.encode import documents, encode, stamp
from hsoc.records.advisory import Advisory, Nature, Status, Vulnerability, Wording
from hsoc.records.parcel import Parcel
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

ALERT = Advisory(
    id="EW-2026-007",
    title="Vydírání <&> škody",
    publisher="hSOC",
    namespace="hsoc.example",
    nature=Nature.ALERT,
    language="cs",
    issued=1_777_622_400_000,
    expires=1_777_708_800_000,
    tlp=TLP.AMBER_STRICT,
    pap=PAP.GREEN,
    restriction="jen pro členy",
    severity=Severity.CRITICAL,
    summary="Falešné faktury.",
    todo="Neotvírejte přílohy.",
    audience=("hospital.example", "Fakultní nemocnice"),
    urgency="Immediate",
    certainty="Observed",
    vulnerabilities=(Vulnerability(cve="CVE-2026-1000"),),
    references=("hsoc.example,EW-2026-006,2026-05-01T07:00:00-00:00", "https://a.example/?x=1&y=2", "https://b.example/"),
    message="Update",
    wordings=(Wording(language="en", title="Extortion"),),
)
GOLDEN = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>EW-2026-007</identifier>
<sender>hsoc.example</sender>
<sent>2026-05-01T08:00:00-00:00</sent>
<status>Actual</status>
<msgType>Update</msgType>
<scope>Restricted</scope>
<restriction>TLP:AMBER+STRICT PAP:GREEN jen pro členy</restriction>
<addresses>hospital.example "Fakultní nemocnice"</addresses>
<code>TLP:AMBER+STRICT</code>
<code>PAP:GREEN</code>
<references>hsoc.example,EW-2026-006,2026-05-01T07:00:00-00:00</references>
<info>
<language>cs</language>
<category>Security</category>
<event>Vydírání &lt;&amp;&gt; škody</event>
<urgency>Immediate</urgency>
<severity>Extreme</severity>
<certainty>Observed</certainty>
<expires>2026-05-02T08:00:00-00:00</expires>
<senderName>hSOC</senderName>
<headline>Vydírání &lt;&amp;&gt; škody</headline>
<description>Falešné faktury.</description>
<instruction>Neotvírejte přílohy.</instruction>
<web>https://a.example/?x=1&amp;y=2</web>
<parameter>
<valueName>hSOC:version</valueName>
<value>1</value>
</parameter>
<parameter>
<valueName>CVE</valueName>
<value>CVE-2026-1000</value>
</parameter>
<resource>
<resourceDesc>Reference</resourceDesc>
<mimeType>text/html</mimeType>
<uri>https://b.example/</uri>
</resource>
</info>
<info>
<language>en</language>
<category>Security</category>
<event>Extortion</event>
<urgency>Immediate</urgency>
<severity>Extreme</severity>
<certainty>Observed</certainty>
<expires>2026-05-02T08:00:00-00:00</expires>
<senderName>hSOC</senderName>
<headline>Extortion</headline>
</info>
</alert>
"""


def changed(**changes):
    return encode(Parcel(advisories=(msgspec.structs.replace(ALERT, **changes),)), now=0)


def test_the_golden_alert():
    written = encode(Parcel(advisories=(ALERT,)), now=5)
    assert (written.items, written.media, written.withheld) == (1, "application/cap+xml", ())
    assert written.content.decode() == GOLDEN


@pytest.mark.parametrize(
    ("tlp", "said", "scope"),
    [
        (TLP.CLEAR, "", "Public"),
        (TLP.GREEN, "Public", "Restricted"),
        (TLP.AMBER, "", "Restricted"),
        (TLP.RED, "Public", "Private"),
        (TLP.CLEAR, "Private", "Private"),
    ],
)
def test_the_scope_is_never_wider_than_the_label(tlp, said, scope):
    content = changed(tlp=tlp, scope=said).content.decode()
    assert f"<scope>{scope}</scope>" in content
    assert f"<code>{tlp}</code>" in content
    assert ("<restriction>" in content) is (scope != "Public")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "EW 7"}, "id"),
        ({"title": ""}, "title"),
        ({"tlp": TLP.RED, "audience": ()}, "audience"),
        ({"status": Status.CANCELLED, "references": ()}, "references"),
    ],
)
def test_what_cap_cannot_say_is_withheld_with_its_place(changes, place):
    written = changed(**changes)
    assert (written.items, written.content, written.withheld[0].place) == (0, b"", place)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({}, "Update"), ({"references": ()}, "Alert"), ({"message": "x"}, "Alert"), ({"status": Status.CANCELLED}, "Cancel")],
)
def test_a_message_that_changes_another_names_it(changes, kind):
    assert f"<msgType>{kind}</msgType>" in changed(**changes).content.decode()


def test_an_exercise_stays_one():
    written = changed(status=Status.EXERCISE)
    assert decode(written.content, now=0).advisories[0].status is Status.EXERCISE


def test_no_text_can_leave_its_element():
    written = changed(title="</headline><status>Actual</status>\x00\x0b\ud800 ]]>", status=Status.EXERCISE)
    again = decode(written.content, now=0)
    assert (again.advisories[0].title, again.advisories[0].status, again.rejects) == (
        "</headline><status>Actual</status> ]]>", Status.EXERCISE, (),
    )  # fmt: skip


def test_one_message_per_alert():
    parcel = Parcel(advisories=(ALERT, msgspec.structs.replace(ALERT, id="x y"), ALERT))
    assert [one.items for one in documents(parcel, now=0)] == [1, 0, 1]
    assert [(one.index, one.place) for one in encode(parcel, now=0).withheld] == [(1, "id"), (2, "")]


def test_times_have_no_letter():
    assert stamp(1_777_622_400_999) == "2026-05-01T08:00:00-00:00"
