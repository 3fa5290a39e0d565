from datetime import UTC, datetime

import pytest
from tests.factories import members as people
from tests.portal.events.conftest import idea

from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role

NAME = "example.hospital.pot"
NOW = datetime.now(UTC)  # noqa: TID251  (tokens run out by the clock of the machine)


@pytest.fixture
def ask(client, house):
    def asked(number: int, path: str, *, scopes: tuple[str, ...] = ("client:view", "event:view")):
        person = people.person(Role.ANALYST, number, username=f"a{number}{len(scopes)}{len(path)}")
        _, secret = create_token(actor=actor_of(person), name="test", organisation=number, scopes=scopes, days=1, now=NOW)
        return client.get(f"/api/v1/warden/clients{path}", HTTP_AUTHORIZATION=f"Bearer {secret}")

    return asked


def test_report_is_told_to_its_own_organisation_only(ask, register, send, write) -> None:
    secret = register(NAME, 2)
    today = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert send([idea(NAME, "t", Category=["Recon.Scanning", "Test"], DetectTime=today)], secret=secret).status_code == 200
    write()
    told = ask(2, f"/{NAME}").json()
    assert (told["client"]["stage"], told["client"]["secret"], told["client"]["behind"]) == ("test", True, None)
    assert told["quality"]["arithmetic"] == "100 − 10 × 1/1 − 10 × 1/1 − 5 × 1/1 = 75,0"  # for people, in the language of the house
    assert [(day["count"], day["tests"]) for day in told["days"]] == [(1, 1)]
    assert all(check["advice"] and check["what"] for check in told["quality"]["checks"])
    assert [one["name"] for one in ask(2, "").json()["clients"]] == [NAME]
    assert (ask(3, f"/{NAME}").status_code, ask(3, "").json()) == (404, {"clients": []})
    assert ask(2, f"/{NAME}", scopes=("event:view",)).status_code == 403
    assert ask(2, f"/{NAME}", scopes=("client:view", "network:view", "organisation:view")).json()["quality"]["score"] is None


def test_without_a_token_nothing_is_told(client) -> None:
    assert client.get("/api/v1/warden/clients").status_code == 401
