import io
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.portal.events.conftest import WHEN, idea

from hsoc.journal.reader import arrow
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.portal.events.models import WardenClient

NAME = "example.hospital.sensor"
WATCHING = "I'm watching. Authenticate."


def failures(answer) -> list[tuple]:
    body = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert 0 <= body["req_id"] < 2**32
    return [(one["error"], one["message"], one.get("events")) for one in body["errors"]]


@pytest.fixture
def secret(register) -> str:
    return register(NAME, 2, write=True)


@pytest.mark.parametrize("method", ["", "nothing", "sendEvents/more", "getevents"])
def test_unknown_method_is_404_before_anybody_is_asked_who_he_is(send, db, method) -> None:
    answer = send([], method=method)
    assert (answer.status_code, failures(answer)) == (404, [(404, "You've fallen off the cliff.", None)])
    assert answer.reason_phrase == "You've fallen off the cliff."
    assert answer.json()["method"] == method


def test_authentication_follows_the_list_of_the_reference_client(send, secret, register) -> None:
    other = register("example.other.sensor", 3, write=True)
    shown = {
        "nothing": (None, None),
        "name alone": (NAME, None),
        "unknown client": ("example.nobody", None),
        "unknown client, right secret": ("example.nobody", secret),
        "right client, wrong secret": (NAME, "wrong"),
        "right client, another's secret": (NAME, other),
        "blank secret": (NAME, ""),
    }
    for what, (name, said) in shown.items():
        answer = send([], name=name, secret=said)
        assert (what, answer.status_code, failures(answer)) == (what, 403, [(403, WATCHING, None)])
    for name in (NAME, NAME.upper(), None):
        answer = send([], name=name, secret=secret)
        assert (answer.status_code, answer.json()) == (200, {"saved": 0})
    WardenClient.objects.filter(name=NAME).update(valid=False)
    assert send([], name=NAME, secret=secret).status_code == 403


def certificate(common: str, *others: str) -> dict[str, str]:
    """What the proxy says of a client that has shown a certificate with these names."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "x,CN=cert.example"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(WHEN).not_valid_after(WHEN + timedelta(days=1))
    if others:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in others]), critical=False)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return {"HTTP_X_CLIENT_VERIFY": "SUCCESS", "HTTP_X_CLIENT_CERT": quote(pem)}


def test_certificate_counts_only_from_the_proxy_and_with_the_secret(client, settings, register, house) -> None:
    register("example.cert", 2, write=True, hostname="cert.example", with_secret=False)
    shown = certificate("Cert.example")
    assert client.post("/warden3/getInfo", **shown).status_code == 403
    settings.WARDEN_PROXIES = ["127.0.0.1"]
    assert client.post("/warden3/getInfo", **shown).status_code == 200
    assert client.post("/warden3/getInfo", **certificate("other.example", "cert.example")).status_code == 200
    assert client.post("/warden3/getInfo", **certificate("other.example", "more.example")).status_code == 403
    assert client.post("/warden3/getInfo?client=example.cert", **shown).status_code == 200
    assert client.post("/warden3/getInfo?client=example.other", **shown).status_code == 403
    assert client.post("/warden3/getInfo", **shown | {"HTTP_X_CLIENT_VERIFY": "FAILED"}).status_code == 403
    assert client.post("/warden3/getInfo", **shown | {"HTTP_X_CLIENT_CERT": "nonsense"}).status_code == 403
    assert client.post("/warden3/getInfo", **shown | {"REMOTE_ADDR": ""}).status_code == 403
    settings.WARDEN_PROXIES = ["unix"]
    assert client.post("/warden3/getInfo", **shown | {"REMOTE_ADDR": ""}).status_code == 200


def test_client_with_both_shows_both(client, settings, register, house) -> None:
    settings.WARDEN_PROXIES = ["127.0.0.1"]
    secret = register("example.both", 2, write=True, hostname="both.example")
    assert client.post(f"/warden3/getInfo?secret={secret}").status_code == 403
    assert client.post("/warden3/getInfo", **certificate("both.example")).status_code == 403
    assert client.post(f"/warden3/getInfo?secret={secret}", **certificate("both.example")).status_code == 200


@pytest.mark.parametrize("verb", ["get", "post"])
def test_info_names_version_and_limits(send, secret, verb) -> None:
    answer = send(b"junk is not looked at", name=NAME, secret=secret, method="getInfo", verb=verb)
    assert answer.json() == {"version": "3.0-beta2", "send_events_limit": 500, "get_events_limit": 1000, "description": "hSOC"}


def test_rights_are_asked_of_each_method(send, secret, register) -> None:
    blind = register("example.blind", 2, write=True, read=False)
    answer = send([], secret=blind, method="getInfo")
    assert (answer.status_code, failures(answer)) == (403, [(403, "I'm watching. Not authorized.", None)])
    assert answer.json()["errors"][0]["client"] == "example.blind"
    WardenClient.objects.filter(name=NAME).update(write=False, test=False)
    assert send([], secret=secret).status_code == 403
    assert send([], secret=secret, method="getDebug").status_code == 403


@pytest.mark.parametrize("body", [b"", b"   ", b"[]", b"null"])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_nothing_sent_is_nothing_saved(send, secret, body, verb) -> None:
    answer = send(body, secret=secret, verb=verb)
    assert (answer.status_code, answer.json()) == (200, {"saved": 0})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "Deserialization error."),
        (b"[1, 2", "Deserialization error."),
        (b"\xff\xfe[]", "Deserialization error."),
        (b"[" * 100_000, "Deserialization error."),
        (b"{}", "List of events expected."),
        (b'"text"', "List of events expected."),
    ],
)
def test_undecodable_body_is_400(send, secret, body, message) -> None:
    answer = send(body, secret=secret)
    assert (answer.status_code, failures(answer)) == (400, [(400, message, None)])


def test_cut_body_is_408(client, secret, house) -> None:
    answer = client.generic(
        "POST", f"/warden3/sendEvents?secret={secret}", b"[]", **{"CONTENT_LENGTH": "500", "wsgi.input": io.BytesIO(b"[]")}
    )
    assert (answer.status_code, failures(answer)[0][0]) == (408, 408)


def test_good_events_are_kept_and_each_bad_one_is_named(send, secret, write) -> None:
    batch = [
        idea(NAME, "good-1"),
        idea(NAME, "bad id!"),
        {**idea(NAME, "no-node"), "Node": []},
        idea("example.somebody.else", "wrong-node"),
        "text",
        idea(NAME.upper(), "good-2"),
        {**idea(NAME, "no-time"), "DetectTime": "yesterday"},
    ]
    answer = send(batch, name=NAME, secret=secret)
    assert (answer.status_code, answer.reason_phrase) == (400, "Multiple errors")
    found = {place: one["error"] for one in answer.json()["errors"] for place in one["events"]}
    assert found == {1: 460, 2: 422, 3: 422, 4: 460, 6: 460}
    texts = {one["message"]: one["events_id"] for one in answer.json()["errors"] if one["error"] == 422}
    assert texts == {
        "Event does not bear valid Node attribute": ["no-node"],
        "Node does not correspond with saving client": ["wrong-node"],
    }
    schema = [one for one in answer.json()["errors"] if one["events"] == [6]]
    assert schema[0]["message"].startswith('Validation error: key "DetectTime", value ')
    assert schema[0]["expected"]
    assert write() == 2


def test_order_of_checks_is_schema_node_test_size(send, register, settings) -> None:
    trial = register("example.trial", 2)
    huge = "x" * (5 * 1024 * 1024)
    cases = [
        ({**idea("example.other", "a", Note=huge), "Format": "IDEA1"}, 460),
        (idea("example.other", "b"), 422),
        (idea("example.trial", "c"), 422),
        (idea("example.trial", "d", Category=["Recon.Scanning", "Test"], Note=huge), 413),
    ]
    for event, code in cases:
        answer = send([event], secret=trial)
        assert (event["ID"], answer.status_code) == (event["ID"], code)
    answer = send([cases[2][0]], secret=trial)
    assert failures(answer) == [(422, 'You\'re allowed to send only messages, containing "Test" among categories.', [0])]
    assert send([idea("example.trial", "e", Category=["Test"])], secret=trial).json() == {"saved": 1}


def test_surplus_of_a_batch_is_507_and_the_rest_is_kept(send, secret, write) -> None:
    answer = send([idea(NAME, f"e{n}") for n in range(503)], secret=secret)
    assert (answer.status_code, answer.reason_phrase) == (507, "Too much events in one batch.")
    assert failures(answer) == [(507, "Too much events in one batch.", [500, 501, 502])]
    assert answer.json()["errors"][0]["send_events_limit"] == 500
    assert write() == 500


def test_event_is_kept_to_the_byte(send, secret, write, house) -> None:
    odd = msgspec.json.encode(idea(NAME, "byte-1", Note="žluťoučký", _Own={"a": [1, {}]})).replace(b'":', b'" :  ')
    assert send(b" [ " + odd + b"]", secret=secret).json() == {"saved": 1}
    write()
    held = arrow(house / "journal", "events", schema=EVENT_SCHEMA)
    assert held.column("raw").to_pylist() == [odd]


def test_full_disk_is_told_as_transient_and_nothing_is_promised(send, secret, house) -> None:
    (house / "spool").mkdir()
    (house / "spool" / "events").write_text("not a folder")
    answer = send([idea(NAME, "x")], secret=secret)
    assert (answer.status_code, failures(answer)[0][0]) == (503, 503)


def test_secret_is_not_stored_and_not_logged(send, secret, caplog, capfd) -> None:
    stored = WardenClient.objects.get(name=NAME)
    assert secret not in str(stored.__dict__)
    send(b"{", secret=secret)
    send([], secret=secret + "x")
    send([], secret=secret, method="nothing")
    assert secret not in caplog.text
    assert secret not in "".join(capfd.readouterr())
    assert stored.registered == datetime(2026, 3, 10, 12, tzinfo=UTC)
