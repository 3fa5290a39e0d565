"""A hospital's own machines set and withdraw rules with a token, within its scopes."""

from datetime import UTC, datetime

import pytest
from tests.factories.members import acting
from tests.factories.network import hospital, rule

from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Rule
from hsoc.records.scope import Match

NOW = datetime.now(UTC)  # noqa: TID251  (tokens live in real time)
URL = "/api/v1/network/rules"
ASKED = {
    "do": "drop",
    "destination": "198.18.7.0/24",
    "protocol": "tcp",
    "destination_port": "445;3389",
    "for_minutes": 60,
    "comment": "worms around",
}


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db, client):
    settings.DATA = tmp_path
    settings.FLOW_JOURNALS = (tmp_path / "journal",)
    settings.LANGUAGE_CODE = "en"
    hospital()
    client.cookies["hsoc_language"] = "en"


@pytest.fixture
def token():
    def made(*scopes, role=Role.ANALYST, number=7):
        _row, secret = create_token(actor=acting(role, number), organisation=number, name="t", scopes=scopes, days=1, now=NOW)
        return {"headers": {"Authorization": f"Bearer {secret}"}}

    return made


ALL = ("rule:view", "rule:create", "rule:remove")


def send(client, path, body, token):
    return client.post(f"{URL}{path}", body, content_type="application/json", **token)


def test_preview_set_list_withdraw(client, token):
    key = token(*ALL)
    seen = send(client, "/preview", ASKED, key).json()
    assert (seen["cost"], seen["room"], seen["needs_second_person"], seen["meets"]) == (2, True, False, [])
    assert (seen["would_have_matched"]["week"]["flows"], Rule.objects.count()) == (0, 0)
    made = send(client, "", ASKED, key)
    assert (made.status_code, made.json()["state"], made.json()["author"]) == (201, "active", "analyst-7")
    again = send(client, "", ASKED, key)
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    listed = client.get(f"{URL}?state=active", **key).json()
    assert ([one["id"] for one in listed["rules"]], listed["next"]) == ([made.json()["id"]], None)
    assert client.get(f"{URL}/{made.json()['id']}", **key).json()["text"] == made.json()["text"]
    gone = send(client, f"/{made.json()['id']}/withdraw", {"reason": "worms gone"}, key)
    assert (gone.status_code, gone.json()["state"], gone.json()["reason"]) == (200, "withdrawn", "worms gone")


def test_pages_follow_one_another(client, token):
    for host in range(3):
        rule(Match(dst=f"198.18.7.{host}/32"), author=Rule.objects.first().author if Rule.objects.exists() else None)
    key = token("rule:view", role=Role.MANAGER)
    first = client.get(f"{URL}?size=2", **key).json()
    second = client.get(f"{URL}?size=2&after={first['next']}", **key).json()
    assert (len(first["rules"]), len(second["rules"]), second["next"]) == (2, 1, None)


def test_what_is_wrong_names_the_field(client, token):
    key = token(*ALL)
    for change, part in (
        ({"destination": "198.18.8.0/24"}, "destination: "),
        ({"destination_port": "x"}, "destination_port: "),
        ({"do": "rate-limit"}, "number of packets"),
        ({"comment": ""}, "reason"),
        ({"for_minutes": 1}, ""),
    ):
        answer = send(client, "", ASKED | change, key)
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert part in answer.content.decode()


def test_scopes_and_members_are_kept_apart(client, token):
    hospital(8)
    key = token("rule:view")
    assert send(client, "", ASKED, key).status_code == 403
    assert client.get(URL).status_code == 401
    made = rule(author=None, number=8, match=Match(dst="198.18.8.1/32"))
    assert client.get(f"{URL}/{made.pk}", **key).status_code == 404
    assert send(client, f"/{made.pk}/withdraw", {"reason": "not mine at all"}, key).status_code == 404
    assert client.get(URL, **key).json()["rules"] == []
    assert send(client, "", ASKED | {"organisation": 8}, token("rule:create", role=Role.MANAGER)).status_code == 404
