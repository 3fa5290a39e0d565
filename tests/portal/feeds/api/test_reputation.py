"""The doors of reputation over HTTP: who may ask, what they answer, limits."""

from datetime import UTC, datetime

import pytest
from tests.factories.event_rows import row, write
from tests.portal.entities.conftest import journal, members  # noqa: F401  (the same small world)

from hsoc.portal.feeds.actions.consumers import create_consumer
from hsoc.portal.feeds.models import Fetch
from hsoc.portal.members.actions.tokens import create_token

RIGHT_NOW = datetime.now(UTC)  # noqa: TID251  (the door looks at the clock)


@pytest.fixture
def world(journal, members) -> None:  # noqa: F811
    now = int(RIGHT_NOW.timestamp() * 1000)
    write(journal, *[row(1 + back * 40 + n, now - back * 86_400_000 - n, detector=f"d{n % 8}") for back in range(14) for n in range(40)])


@pytest.fixture
def ask(client, world, members):  # noqa: F811
    _, secret = create_token(actor=members[2], organisation=2, name="probe", scopes=["indicator:view"], days=1, now=RIGHT_NOW)

    def asked(path: str, body: object = None, shown: str = secret):
        more = {"HTTP_AUTHORIZATION": f"Bearer {shown}"}
        if body is None:
            return client.get(f"/api/v1/reputation/ip/{path}", **more)
        return client.post(f"/api/v1/reputation/ip/{path}", body, content_type="application/json", **more)

    return asked


def test_one_address_with_its_reasons(ask) -> None:
    answer = ask("203.0.113.7")
    told = answer.json()
    assert answer.status_code == 200
    assert told["listed"] is True
    assert told["rep"] == pytest.approx((1 - 0.5**4) * (1 - 0.5**4), abs=0.01)
    assert (told["days"][-1]["events"], told["days"][-1]["nodes"]) == (40, 8)
    assert told["around"][0]["of"] == "203.0.113.0/24"
    assert answer["RateLimit-Limit"]


@pytest.mark.parametrize(("ip", "status"), [("192.0.2.9", 404), ("198.18.2.1", 404), ("nothing", 422)])
def test_what_is_unknown_ours_or_no_address(ask, ip: str, status: int) -> None:
    assert ask(ip).status_code == status


def test_many_at_once(ask) -> None:
    told = ask("bulk", {"ips": ["192.0.2.9", "nothing", "::ffff:203.0.113.7"]}).json()
    assert [one["ip"] for one in told["results"]] == ["192.0.2.9", "203.0.113.7"]
    assert told["results"][0]["rep"] == 0 < told["results"][1]["rep"]
    assert told["refused"] == [{"place": 1, "reason": "'nothing' is not an address"}]
    assert ask("bulk", {"ips": ["192.0.2.9"] * 1001}).status_code == ask("bulk", {"ips": []}).status_code == 422


def test_a_token_without_the_right_is_refused(ask, members) -> None:  # noqa: F811
    _, secret = create_token(actor=members[2], organisation=2, name="other", scopes=["event:view"], days=1, now=RIGHT_NOW)
    assert ask("203.0.113.7", shown=secret).status_code == 403
    assert ask("203.0.113.7", shown="nonsense").status_code == 401


def test_the_feed(client, world, members) -> None:  # noqa: F811
    _, secret = create_consumer(actor=members[1], organisation=1, name="firewall", now=RIGHT_NOW)
    shown = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    answer = client.get("/feeds/reputation/ip.csv", **shown)
    (line,) = answer.content.decode().splitlines()
    ip, rep = line.split(",")
    assert (ip, answer["X-TLP"], answer["Content-Type"]) == ("203.0.113.7", "TLP:AMBER", "text/csv; charset=utf-8")
    assert 0.5 < float(rep) < 1
    assert client.get("/feeds/reputation/ip.csv", HTTP_IF_NONE_MATCH=answer["ETag"], **shown).status_code == 304
    assert client.get("/feeds/reputation/ip.csv").status_code == 401
    assert Fetch.objects.get().path == "/feeds/reputation/ip.csv"
