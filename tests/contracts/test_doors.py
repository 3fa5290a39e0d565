"""Who sees what through which machine door: one table, from which every case is made. TAXII and the block lists have their own.

Hospital 2 shares one indicator for each label and audience that the label allows, and has one event for each label. Each door is asked by
each kind of caller; what comes out must be exactly what the table says.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.members import HOUSE, acting, organisation

from hsoc.portal.feeds.actions.consumers import create_consumer
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.records.tlp import TLP

NOW = datetime.now(UTC)  # noqa: TID251  (tokens run out by the clock of the machine)
SCOPES = ("indicator:view", "indicator:export", "event:view")
CALLERS = {
    "nobody": None,
    "foreign analyst": (Role.ANALYST, 1),
    "own analyst": (Role.ANALYST, 2),
    "foreign manager": (Role.MANAGER, 1),
    "coordinator": (Role.COORDINATOR, HOUSE),
    "operator": (Role.OPERATOR, HOUSE),
    "foreign consumer": "consumer",
}
# value of the last number of its address → what it is
INDICATORS = dict(enumerate([(label, whom) for label in TLP for whom in Audience if reaches(whom, label)], 1))
PUBLIC = {n for n, (_, whom) in INDICATORS.items() if whom == Audience.PUBLIC}
SHARED = {n for n, (_, whom) in INDICATORS.items() if whom != Audience.OWN}
ALL = set(INDICATORS)
NOTHING, REFUSED = set(), None
PEOPLE = ("foreign analyst", "foreign manager", "coordinator", "operator")
TOKENS = {"nobody": REFUSED, **dict.fromkeys(PEOPLE, SHARED), "own analyst": ALL, "foreign consumer": REFUSED}
READERS = TOKENS | {"foreign consumer": SHARED}
# events by number: CLEAR, GREEN, AMBER, AMBER+STRICT, RED; others get copies of all but RED
EVENTS = dict(enumerate(TLP, 1))
CLEAR_EVENTS, COPIES, OWN_EVENTS = {1}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}
EVENT_TOKENS = {"nobody": REFUSED, **dict.fromkeys(PEOPLE, COPIES), "own analyst": OWN_EVENTS, "foreign consumer": REFUSED}
DOORS = {
    # path: (what it is asked with, who sees what)
    "/api/v1/indicators?size=1000": ("GET", TOKENS),
    "/api/v1/indicators/export.json": ("GET", TOKENS),
    "/api/v1/indicators/export.csv": ("GET", TOKENS),
    "/misp/events/restSearch": ("POST", READERS),
    "/misp/attributes/restSearch": ("POST", READERS),
    "/feeds/intelmq/indicators.jsonl": ("GET", READERS),
    "/feeds/atom/indicators.xml": ("GET", dict.fromkeys(CALLERS, PUBLIC)),
    "/feeds/atom/events.xml": ("GET", dict.fromkeys(CALLERS, CLEAR_EVENTS)),
    "/feeds/intelmq/events.jsonl": ("GET", EVENT_TOKENS),
    # n6 has no word for AMBER+STRICT and RED but for the owner's own inside; the others' copies are GREEN
    "/n6/report/threats.json": ("GET", EVENT_TOKENS | {"own analyst": {1, 2, 3}}),
    "/n6/search/events.sjson": ("GET", EVENT_TOKENS | {"own analyst": {1, 2, 3}}),
    "/n6/report/inside.csv": ("GET", EVENT_TOKENS | dict.fromkeys(PEOPLE, NOTHING) | {"own analyst": {1, 2, 3, 4}}),
    "/api/v1/events?size=500": ("GET", EVENT_TOKENS | {"operator": OWN_EVENTS, "coordinator": OWN_EVENTS}),
}
_SEEN = re.compile(r"203\.0\.113\.(\d+)")


@pytest.fixture
def house(db, settings, tmp_path):
    settings.JOURNAL = tmp_path
    organisation(HOUSE, kind=Kind.OPERATOR)
    owner = acting(Role.MANAGER, 2, username="owner")
    for n, (label, whom) in INDICATORS.items():
        share(actor=owner, organisation=2, items=[indicator(f"203.0.113.{n}", tlp=label)], via="t", now=NOW, audience=whom)
    at = round((NOW - timedelta(hours=1)).timestamp() * 1000)
    when = (NOW - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = []
    for n, label in EVENTS.items():
        raw = (
            f'{{"Format":"IDEA0","ID":"e-{n}","DetectTime":"{when}","Category":["Recon.Scanning"],"TLP":"{label.value[4:]}",'
            f'"Source":[{{"IP4":["203.0.113.{n}"]}}]}}'
        )
        rows.append(row(n, at + n, source=f"203.0.113.{n}", tlp=label.value, member=2, org=2, raw=raw.encode()))
    write(tmp_path, *rows)


def _key(caller: str) -> dict[str, str]:
    who = CALLERS[caller]
    if who is None:
        return {}
    actor = acting(Role.ANALYST, 1) if who == "consumer" else acting(*who)
    if who == "consumer":
        secret = create_consumer(actor=actor, organisation=1, name="firewall", now=NOW)[1]
    else:
        secret = create_token(actor=actor, organisation=who[1], name="t", scopes=SCOPES, days=9, now=NOW)[1]
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


@pytest.mark.parametrize("caller", CALLERS)
def test_each_door_shows_each_caller_what_the_table_says(client, house, caller) -> None:
    key = _key(caller)
    seen, said = {}, {}
    for path, (verb, table) in DOORS.items():
        answer = client.generic(verb, path, b"{}" if verb == "POST" else b"", content_type="application/json", **key)
        if answer.status_code == 307:
            answer = client.get(answer["Location"], **key)
        said[path] = table[caller]
        if answer.status_code in (401, 403):
            seen[path] = REFUSED
            continue
        assert answer.status_code == 200, path
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[path] = {int(n) for n in _SEEN.findall(content.decode())}
    assert seen == said


def test_the_table_knows_every_caller_of_every_door() -> None:
    assert [path for path, (_, table) in DOORS.items() if set(table) != set(CALLERS)] == []
