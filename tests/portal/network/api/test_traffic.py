"""My traffic for machines: the same gate, honest errors."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from tests.factories import members as people

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.portal.network.queries.traffic import Traffic

NOW = datetime.now(UTC)  # noqa: TID251  (tokens run out by the clock of the machine)
SPAN = "since=2026-03-09T23:00:00Z&until=2026-03-10T23:00:00Z"
BASE = "/api/v1/network/traffic"
DOORS = ("", "/by/partner", "/by/country", "/open", "/new", "/flows", "/flows.csv")
ALL = ("flow:view", "flow:export")


@pytest.fixture
def key(house):
    def made(role: Role, number: int, scopes=ALL) -> dict[str, str]:
        held = [one for one in scopes if role is Role.ANALYST or one != "flow:export"]
        given = {"name": "test", "organisation": number, "scopes": held, "days": 1, "now": NOW}
        _, secret = create_token(actor=actor_of(people.person(role, number)), **given)
        return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    return made


@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks_the_gate(client, key, door) -> None:
    where = f"{BASE}{door}?{SPAN}&member=2"
    assert client.get(where).status_code == 401
    assert client.get(where, **key(Role.ANALYST, 3)).status_code == 403
    answer = client.get(where, **key(Role.ANALYST, 2))
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert [word for word in (b"999999", b"777777", b"198.18.4.") if word in body] == []


def test_a_token_without_the_scope_sees_nothing(client, house) -> None:
    person = people.person(Role.ANALYST, 2)
    for scopes, door, status in ((["event:view"], "", 403), (["flow:view"], "", 200), (["flow:view"], "/flows.csv", 403)):
        _, secret = create_token(actor=actor_of(person), name="t", organisation=2, scopes=scopes, days=1, now=NOW)
        assert client.get(f"{BASE}{door}?{SPAN}", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == status


def test_an_operator_says_why(client, key) -> None:
    operator = key(Role.OPERATOR, people.HOUSE)
    where = f"{BASE}?{SPAN}&member=2"
    assert client.get(where, **operator).status_code == 403
    assert client.get(f"{where}&reason=why", **operator).status_code == 422
    assert Entry.objects.filter(action="member_data.looked_into").count() == 0
    assert client.get(f"{where}&reason=complaint about scans", **operator).status_code == 200
    assert Entry.objects.get(action="member_data.looked_into").concerns == 2
    assert client.get(where, **operator).status_code == 200
    assert client.get(f"{BASE}/flows.csv?{SPAN}&member=2", **operator).status_code == 403


def test_figures_are_those_of_the_page(client, key) -> None:
    mine = key(Role.ANALYST, 2)
    totals = client.get(f"{BASE}?{SPAN}", **mine).json()["totals"]
    assert (totals["flows"], totals["bytes"], totals["partners"]) == (8, 12_678, 6)
    partners = client.get(f"{BASE}/by/partner?{SPAN}&proto=6&limit=1", **mine).json()
    assert (partners["count"], partners["rows"][0]["key"]) == (5, ["198.19.0.1"])
    page = client.get(f"{BASE}/flows?{SPAN}&size=3", **mine).json()
    assert (len(page["flows"]), page["next"]) == (3, 3)
    text = b"".join(client.get(f"{BASE}/flows.csv?{SPAN}", **mine).streaming_content).decode()
    assert len(list(csv.DictReader(io.StringIO(text)))) == 8


BACKWARDS = "since=2026-03-10T00:00:00Z&until=2026-03-09T00:00:00Z"


@pytest.mark.parametrize("wrong", ["since=2026-03-10T00:00:00", "partner=nobody", "port=70000", BACKWARDS, "country=xyz", "way=up"])
def test_what_cannot_be_is_a_problem(client, key, wrong) -> None:
    answer = client.get(f"{BASE}?{wrong}", **key(Role.ANALYST, 2))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_too_slow_is_said(client, key, monkeypatch) -> None:
    def slow(self, *_, **__):
        raise TooSlow

    for name in ("totals", "top", "by_place", "open_services", "news", "flows", "exported"):
        monkeypatch.setattr(Traffic, name, slow)
    mine = key(Role.ANALYST, 2)
    assert {client.get(f"{BASE}{door}?{SPAN}", **mine).status_code for door in DOORS} == {503}
