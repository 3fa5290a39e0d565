"""IntelMQ's bots at the doors: lines from a position on, single events pushed with the token in a header of its own."""

import json

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.exchange.intelmq import decode
from hsoc.journal import inbox
from hsoc.portal.indicators.actions import share
from hsoc.portal.members.actions.tokens import create_token
from hsoc.records.tlp import TLP

NOON = 1_773_140_400_000
RAW = (
    b'{"Format": "IDEA0", "ID": "e-%d", "DetectTime": "2026-03-10T11:00:00Z", '
    b'"Category": ["Recon.Scanning"], "Source": [{"IP4": ["203.0.113.7"]}]}'
)
SCOPES = ("event:view", "event:create", "indicator:view", "indicator:create")
EVENT = {"time.source": "2026-03-10T11:00:00+00:00", "source.ip": "203.0.113.9", "classification.type": "scanner", "feed.name": "x"}


@pytest.fixture
def key(first, settings, tmp_path) -> dict[str, str]:
    settings.JOURNAL, settings.DATA = tmp_path / "journal", tmp_path
    write(tmp_path / "journal", *(row(n, NOON + n, member=1, org=1, raw=RAW % n) for n in range(1, 4)))
    return {"HTTP_X_API_KEY": create_token(actor=first, organisation=1, name="bot", scopes=SCOPES, days=400, now=NOW)[1]}


def test_lines_go_on_from_a_position(client, key) -> None:
    answer = client.get("/feeds/intelmq/events.jsonl?limit=2", **key)
    found = [json.loads(line) for line in answer.content.splitlines()]
    assert ([one["extra.hsoc_id"] for one in found], {one["tlp"] for one in found}) == (["e-1", "e-2"], {"RED"})
    rest = client.get(f"/feeds/intelmq/events.jsonl?after={answer['X-Position']}", **key)
    assert (rest.content.count(b"\n"), rest["X-Position"]) == (1, "3")
    assert len(decode(answer.content, now=NOON * 2).events) == 2


def test_indicators_as_lines(client, key, firewall, second) -> None:
    for label in (TLP.GREEN, TLP.RED):
        share(actor=second, organisation=2, items=[indicator(f"203.0.113.{label.narrowness}", tlp=label)], via="t", now=NOW)
    for shown in (key, {"HTTP_AUTHORIZATION": f"Bearer {firewall}"}):
        answer = client.get("/feeds/intelmq/indicators.jsonl", **shown)
        assert [json.loads(line)["source.ip"] for line in answer.content.splitlines()] == ["203.0.113.1"]
    after = client.get(f"/feeds/intelmq/indicators.jsonl?after={answer['X-Position']}", **key)
    assert (after.content, after["X-Position"]) == (b"", answer["X-Position"])


def test_errors(client, key, firewall) -> None:
    cases = [
        ("events.jsonl", {}, 401),
        ("events.jsonl", {"HTTP_X_API_KEY": "wrong"}, 401),
        ("events.jsonl", {"HTTP_AUTHORIZATION": f"Bearer {firewall}"}, 403),
        ("planets.jsonl", key, 404),
        ("events.jsonl?after=-1", key, 400),
    ]
    for path, shown, status in cases:
        assert client.get(f"/feeds/intelmq/{path}", **shown).status_code == status


def push(client, body: object, **key: str):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic("POST", "/api/v1/intelmq/events", content, content_type="application/json", **key)


def test_one_event_and_a_list_reach_the_spool(client, key, tmp_path) -> None:
    assert push(client, EVENT, **key).json() == {"events": 1, "indicators": 0, "rejected": 0, "rejects": []}
    told = push(client, [EVENT, {"source.ip": "x"}], **key).json()
    assert (told["events"], told["rejected"]) == (1, 1)
    batches = [one for _, one in inbox.batches(inbox.waiting(tmp_path / "spool" / "events", most=9))]
    assert [(one.org, len(one.events), one.ours) for one in batches] == [(1, 1, False), (1, 1, False)]


def test_what_cannot_be_read_is_refused_with_a_reason(client, key, first) -> None:
    viewer = {"HTTP_X_API_KEY": create_token(actor=first, organisation=1, name="v", scopes=("event:view",), days=400, now=NOW)[1]}
    cases = [(b"{", key, 422), ({"source.ip": "x"}, key, 422), (EVENT, {}, 401), (EVENT, viewer, 403), (b"", key, 422)]
    for body, shown, status in cases:
        assert push(client, body, **shown).status_code == status
