"""Door 2 as an engine meets it: certificate or loopback secret, ETag, bounds; nobody else gets in."""

from base64 import b64encode
from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, organisation
from tests.factories.network import hospital, rule
from tests.portal.events.api.test_warden import certificate

from hsoc.journal import engines
from hsoc.portal.events.actions import register_client
from hsoc.portal.events.models import WardenClient
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Actor
from hsoc.portal.network.models import Rule
from hsoc.records.engine_status import LARGEST, EngineStatus, encoded

NAME = "cz.example.engine"
POLICY, STATUS = "/api/v1/perimeter/policy", "/api/v1/perimeter/status"


@pytest.fixture
def secret(db, settings, tmp_path):
    settings.DATA = tmp_path
    organisation(HOUSE, kind=Kind.OPERATOR)
    hospital()
    return register_client(actor=Actor(via="command"), name=NAME, organisation=HOUSE, write=True, hostname="", now=NOW)


def basic(name, secret):
    return {"HTTP_AUTHORIZATION": f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"}


def test_policy_has_an_etag_and_is_said_once(client, secret):
    first = client.get(POLICY, **basic(NAME, secret))
    assert (first.status_code, first["Content-Type"]) == (200, "application/json")
    assert [one["number"] for one in first.json()["members"]] == [7]
    again = client.get(POLICY, HTTP_IF_NONE_MATCH=f'W/"x", {first["ETag"]}', **basic(NAME, secret))
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    made = rule(since=NOW, until=NOW + timedelta(days=3650))
    changed = client.get(POLICY, HTTP_IF_NONE_MATCH=first["ETag"], **basic(NAME, secret))
    assert (changed.status_code, [one["id"] for one in changed.json()["rules"]]) == (200, [str(made.pk)])
    Rule.objects.update(state=Rule.State.VETOED)
    assert client.get(POLICY, HTTP_IF_NONE_MATCH=first["ETag"], **basic(NAME, secret)).status_code == 304


def test_status_is_kept_under_the_engines_name(client, secret, settings):
    body = encoded(EngineStatus(at=5, node="whatever it says"))
    assert client.put(STATUS, body, content_type="application/json", **basic(NAME, secret)).status_code == 204
    assert engines.last(settings.DATA / "engines", NAME).status.at == 5


@pytest.mark.parametrize(("body", "code"), [(b"", 422), (b'{"at": "x"}', 422), (b"x" * (LARGEST + 1), 413)])
def test_what_is_no_status_is_refused_with_the_reason(client, secret, settings, body, code):
    answer = client.put(STATUS, body, content_type="application/json", **basic(NAME, secret))
    assert (answer.status_code, answer.json()["status"], engines.engines(settings.DATA / "engines")) == (code, code, ())


def test_nobody_else_gets_in(client, secret):
    register_client(actor=Actor(via="command"), name="cz.example.hospital", organisation=7, write=True, now=NOW)
    foreign = register_client(actor=Actor(via="command"), name="cz.example.sensor", organisation=7, write=True, now=NOW)
    reader = register_client(actor=Actor(via="command"), name="cz.example.reader", organisation=HOUSE, now=NOW)
    shown = {
        "nothing": {},
        "wrong secret": basic(NAME, "wrong"),
        "no secret": basic(NAME, ""),
        "a member's sensor": basic("cz.example.sensor", foreign),
        "a test client": basic("cz.example.reader", reader),
        "rubbish": {"HTTP_AUTHORIZATION": "Basic \xff"},
        "a NUL": basic("cz\0", secret),
        "a token": {"HTTP_AUTHORIZATION": f"Bearer {secret}"},
        "from elsewhere": basic(NAME, secret) | {"REMOTE_ADDR": "192.0.2.1"},
        "through a proxy": basic(NAME, secret) | {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    }
    for what, headers in shown.items():
        for answer in (client.get(POLICY, **headers), client.put(STATUS, b"{}", content_type="application/json", **headers)):
            assert (what, answer.status_code, answer["Content-Type"]) == (what, 403, "application/problem+json")
    assert client.post(POLICY).status_code == client.get(STATUS).status_code == 405


def test_a_certificate_that_the_proxy_verified_is_enough_and_a_wrong_one_is_not(client, secret, settings):
    WardenClient.objects.filter(name=NAME).update(hostname="engine.example", secret="")
    far = {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}
    assert client.get(POLICY, **certificate("engine.example"), **far).status_code == 403
    settings.WARDEN_PROXIES = ["127.0.0.1"]
    assert client.get(POLICY, **certificate("engine.example"), **far).status_code == 200
    assert client.get(POLICY, **certificate("other.example"), **far).status_code == 403
    assert client.get(POLICY, **certificate("engine.example") | {"HTTP_X_CLIENT_VERIFY": "FAILED"}, **far).status_code == 403
