"""n6's REST as its clients use it: time.min or 307, three spellings, newest first, what n6 cannot label withheld."""

import json

import pytest
from tests.factories.event_rows import row, write
from tests.factories.members import NOW

from hsoc.exchange.n6 import decode
from hsoc.portal.members.actions.tokens import create_token

NOON = 1_773_140_400_000
RAW = (
    '{"Format": "IDEA0", "ID": "e-%d", "DetectTime": "2026-03-10T11:00:0%dZ", "Category": ["Recon.Scanning"], '
    '"TLP": "%s", "Source": [{"IP4": ["203.0.113.%d"]}]}'
)
SINCE = "time.min=2026-03-10T00:00:00Z"


@pytest.fixture
def get(client, first, settings, tmp_path):
    settings.JOURNAL = tmp_path
    labels = ("GREEN", "AMBER", "AMBER+STRICT", "RED", "CLEAR")
    mine = [row(n, NOON + n * 1000, member=1, org=1, raw=(RAW % (n, n, label, n)).encode()) for n, label in enumerate(labels, 1)]
    write(tmp_path, *mine, row(6, NOON + 6000, member=2, org=2, source="203.0.113.6"))
    secret = create_token(actor=first, organisation=1, name="n6", scopes=("event:view",), days=400, now=NOW)[1]

    def got(path: str, key: str | None = secret):
        return client.get(f"/n6/{path}", **({"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}))

    return got


def sources(answer) -> list[str]:
    return [one["address"][0]["ip"].rpartition(".")[2] for one in answer.json()]


def test_without_a_time_one_is_sent_on_to_where_there_is_one(get) -> None:
    answer = get("report/inside.json?category=bots")
    assert (answer.status_code, answer["Location"].split("&")[0]) == (307, "/n6/report/inside.json?category=bots")
    assert get(answer["Location"].removeprefix("/n6/")).status_code == 200


def test_inside_is_ones_own_as_internal_and_what_n6_cannot_label_stays(get) -> None:
    inside = get(f"report/inside.json?{SINCE}")
    assert sources(inside) == ["5", "3", "2", "1"]
    assert [one["restriction"] for one in inside.json()] == ["public", "internal", "need-to-know", "need-to-know"]
    assert sources(get(f"report/threats.json?{SINCE}")) == ["6", "5", "2", "1"]
    assert sources(get(f"search/events.json?{SINCE}&ip=203.0.113.2,203.0.113.6&opt.limit=1")) == ["6"]


def test_the_three_spellings_say_the_same(get) -> None:
    answer = get(f"report/inside.json?{SINCE}")
    lines = get(f"report/inside.sjson?{SINCE}").content.splitlines()
    assert [json.loads(one) for one in lines] == answer.json()
    table = get(f"report/inside.csv?{SINCE}").content.decode().splitlines()
    assert (len(table), table[1].split(",")[7]) == (5, "203.0.113.5")
    assert len(decode(answer.content, now=NOON + 10_000_000).events) == 4


def test_errors_say_what_is_wrong(get, client, first) -> None:
    secret = create_token(actor=first, organisation=1, name="no", scopes=("indicator:view",), days=400, now=NOW)[1]
    cases = [
        (get("report/inside.json", None), 401),
        (get("report/inside.json", "wrong"), 401),
        (get(f"report/inside.json?{SINCE}", secret), 403),
        (get(f"report/planets.json?{SINCE}"), 404),
        (get(f"report/inside.xml?{SINCE}"), 404),
        (get(f"report/inside.json?{SINCE}&opt.limit=0"), 400),
    ]
    for answer, status in cases:
        assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
