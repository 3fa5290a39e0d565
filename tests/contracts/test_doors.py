"""Who sees what through which machine door: one table, from which every case is made.

Hospital 2 shares one indicator for each label and audience that the label allows, and has one event for each label. Each door is asked by
each kind of caller; what comes out must be exactly what the table says. The house is built once, as none of these questions changes it.
"""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from tests.factories.advisories import draft
from tests.factories.event_rows import row
from tests.factories.event_rows import write as sealed
from tests.factories.indicators import indicator
from tests.factories.members import HOUSE, acting, organisation

from hsoc.portal.advisories.actions import publish, write
from hsoc.portal.events.actions import register_client
from hsoc.portal.feeds.actions.consumers import create_consumer
from hsoc.portal.feeds.api import who
from hsoc.portal.indicators.actions import share, trust
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Actor, Role
from hsoc.records.tlp import PAP, TLP

NOW = datetime.now(UTC)  # noqa: TID251  (tokens run out by the clock of the machine)
SCOPES = ("indicator:view", "indicator:export", "event:view", "advisory:view")
CALLERS = {
    "nobody": None,
    "foreign analyst": (Role.ANALYST, 1),
    "own analyst": (Role.ANALYST, 2),
    "foreign manager": (Role.MANAGER, 1),
    "own manager": (Role.MANAGER, 2),
    "coordinator": (Role.COORDINATOR, HOUSE),
    "operator": (Role.OPERATOR, HOUSE),
    "foreign consumer": "consumer",
    "foreign warden": "warden 1",
    "own warden": "warden 2",
}
# value of the last number of its address → what it is; only odd ones, which no list joins into prefixes
INDICATORS = dict(zip(range(1, 100, 2), [(label, whom) for label in TLP for whom in Audience if reaches(whom, label)], strict=False))
PUBLIC = {n for n, (_, whom) in INDICATORS.items() if whom == Audience.PUBLIC}
SHARED = {n for n, (_, whom) in INDICATORS.items() if whom != Audience.OWN}
ALL = set(INDICATORS)
NOTHING, REFUSED = set(), None
PEOPLE = ("foreign analyst", "foreign manager", "coordinator", "operator")
OWN = ("own analyst", "own manager")
MACHINES = ("foreign consumer", "foreign warden", "own warden")
TOKENS = dict.fromkeys(("nobody", *MACHINES), REFUSED) | dict.fromkeys(PEOPLE, SHARED) | dict.fromkeys(OWN, ALL)
READERS = TOKENS | {"foreign consumer": SHARED}
CONSUMERS = dict.fromkeys(CALLERS, REFUSED) | {"foreign consumer": SHARED}
# of the street's own list: whoever shows a secret that is none for lists is told so
STREET = CONSUMERS | {"nobody": PUBLIC, "foreign consumer": PUBLIC}
# events by number: CLEAR, GREEN, AMBER, AMBER+STRICT, RED; others get copies of all but RED
EVENTS = dict(enumerate(TLP, 1))
CLEAR_EVENTS, COPIES, OWN_EVENTS = {1}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}
# n6 has no word for AMBER+STRICT and RED but for the owner's own inside; the others' copies are GREEN
N6, N6_INSIDE = {1, 2, 3}, {1, 2, 3, 4}
EVENT_TOKENS = dict.fromkeys(("nobody", *MACHINES), REFUSED) | dict.fromkeys(PEOPLE, COPIES) | dict.fromkeys(OWN, OWN_EVENTS)
REPUTATION = {0, 1}
# papers by number: CLEAR for all, GREEN and AMBER for the community
PAPERS = {102: (TLP.CLEAR, Audience.PUBLIC), 104: (TLP.GREEN, Audience.COMMUNITY), 106: (TLP.AMBER, Audience.COMMUNITY)}
CSAF = {caller: set(PAPERS) for caller in CALLERS} | dict.fromkeys(("foreign warden", "own warden"), REFUSED) | {"nobody": {102}}
WARDEN = dict.fromkeys(CALLERS, REFUSED) | {"foreign warden": COPIES - {1}, "own warden": OWN_EVENTS - {1}}  # what came after the first
DOORS = {
    # path: (what it is asked with, who sees what)
    "/api/v1/indicators?size=1000": ("GET", TOKENS),
    "/api/v1/indicators/{each}": ("each", TOKENS),
    "/api/v1/indicators/export.json": ("GET", TOKENS),
    "/api/v1/indicators/export.csv": ("GET", TOKENS),
    "/misp/events/restSearch": ("POST", READERS),
    "/misp/attributes/restSearch": ("POST", READERS),
    "/taxii2/hsoc/collections/": ("taxii", TOKENS | {"nobody": PUBLIC}),
    "/feeds/block/community/green/ip.txt": ("GET", CONSUMERS),
    "/feeds/block/public/clear/ip.txt": ("GET", STREET),
    "/feeds/intelmq/indicators.jsonl": ("GET", READERS),
    "/.well-known/csaf/provider-metadata.json": ("csaf", CSAF),
    "/feeds/atom/indicators.xml": ("GET", dict.fromkeys(CALLERS, PUBLIC)),
    "/feeds/atom/events.xml": ("GET", dict.fromkeys(CALLERS, CLEAR_EVENTS)),
    "/feeds/intelmq/events.jsonl": ("GET", EVENT_TOKENS),
    "/n6/report/threats.json": ("GET", EVENT_TOKENS | dict.fromkeys(OWN, N6)),
    "/n6/search/events.sjson": ("GET", EVENT_TOKENS | dict.fromkeys(OWN, N6)),
    "/n6/report/inside.csv": ("GET", EVENT_TOKENS | dict.fromkeys(PEOPLE, NOTHING) | dict.fromkeys(OWN, N6_INSIDE)),
    "/api/v1/events?size=500": ("GET", EVENT_TOKENS | {"operator": OWN_EVENTS, "coordinator": OWN_EVENTS}),
    "/warden3/getEvents?id=1&count=100": ("GET", WARDEN),
    # the same for everybody who may ask: the address, and the prefix around it
    "/api/v1/reputation/ip/203.0.113.1": ("GET", dict.fromkeys(CALLERS, REPUTATION) | dict.fromkeys(("nobody", *MACHINES), REFUSED)),
    "/feeds/reputation/ip.csv": ("GET", CONSUMERS | {"foreign consumer": NOTHING}),
}
_SEEN = re.compile(r"203\.0\.113\.(\d+)")
_IDS = {n: indicator(f"203.0.113.{n}").id for n in INDICATORS}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """The journal's folder; the database holds the rest until the module ends."""
    folder = tmp_path_factory.mktemp("doors")
    with django_db_blocker.unblock(), transaction.atomic():
        organisation(HOUSE, kind=Kind.OPERATOR)
        owner = acting(Role.MANAGER, 2, username="owner")
        for n, (label, whom) in INDICATORS.items():
            one = indicator(f"203.0.113.{n}", tlp=label, pap=PAP.CLEAR)
            share(actor=owner, organisation=2, items=[one], via="t", now=NOW, audience=whom)
        coordinator = acting(Role.COORDINATOR, HOUSE, username="sure")
        trust(actor=coordinator, organisation=2, reason="known for years", now=NOW)
        for n, (label, whom) in PAPERS.items():
            paper = draft(title=f"Paper 203.0.113.{n}", tlp=label)
            publish(actor=coordinator, key=write(actor=coordinator, organisation=HOUSE, draft=paper, audience=whom, now=NOW).pk, now=NOW)
        at, when = round((NOW - timedelta(hours=1)).timestamp() * 1000), (NOW - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows = []
        for n, label in EVENTS.items():
            raw = (
                f'{{"Format":"IDEA0","ID":"e-{n}","DetectTime":"{when}","Category":["Recon.Scanning"],"TLP":"{label.value[4:]}",'
                f'"Source":[{{"IP4":["203.0.113.{n}"]}}],"Node":[{{"Name":"example.sensor","Type":["Flow"]}}]}}'
            )
            rows.append(row(n, at + n, source=f"203.0.113.{n}", tlp=label.value, member=2, org=2, raw=raw.encode()))
        sealed(folder, *rows)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def client_of(db, house, settings, client):
    """The test's client, in the house; others' answers are not remembered."""
    settings.JOURNAL = house
    cache.clear()
    who._buckets.clear()
    return client


def _key(caller: str) -> dict[str, str]:
    """What the caller shows: headers of a request, or the secret in the address as Warden's clients do."""
    kind = CALLERS[caller]
    if kind is None:
        return {}
    if kind == "consumer":
        secret = create_consumer(actor=acting(Role.ANALYST, 1), organisation=1, name="firewall", now=NOW)[1]
    elif isinstance(kind, str):
        number = int(kind.removeprefix("warden "))
        organisation(number)
        console = Actor(via="command", username="console")
        secret = register_client(actor=console, name=f"example.reader{number}", organisation=number, now=NOW)
    else:
        secret = create_token(actor=acting(*kind), organisation=kind[1], name="t", scopes=SCOPES, days=9, now=NOW)[1]
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def _seen(answer) -> set[int] | None:
    if answer.status_code in (401, 403):
        return REFUSED
    assert answer.status_code in (200, 404), answer.content
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return {int(n) for n in _SEEN.findall(content.decode())} if answer.status_code == 200 else NOTHING


def _asked(client, path: str, how: str, key: dict[str, str]) -> set[int] | None:
    if how == "each":
        found: set[int] = set()
        for identity in _IDS.values():
            one = _seen(client.get(path.format(each=identity), **key))
            if one is REFUSED:
                return REFUSED
            found |= one
        return found
    if how == "taxii":
        key = key | {"HTTP_ACCEPT": "application/taxii+json;version=2.1"}
        listed = client.get(path, **key)
        if listed.status_code != 200:
            return _seen(listed)
        return set().union(*(_seen(client.get(f"{path}{one['id']}/objects/", **key)) for one in listed.json()["collections"]))
    if how == "csaf":
        feeds = client.get(path, **key).json()["distributions"][0]["rolie"]["feeds"]
        told = [_seen(client.get(urlsplit(feed["url"]).path, **key)) for feed in feeds]
        return set().union(*(one for one in told if one is not REFUSED)) if any(one is not REFUSED for one in told) else REFUSED
    if path.startswith("/warden3/"):
        path += f"&secret={key.get('HTTP_AUTHORIZATION', '').removeprefix('Bearer ')}"
        key = {}
    answer = client.generic(how, path, b"{}" if how == "POST" else b"", content_type="application/json", **key)
    return _seen(client.get(answer["Location"], **key) if answer.status_code == 307 else answer)


@pytest.mark.parametrize("caller", CALLERS)
def test_each_door_shows_each_caller_what_the_table_says(client_of, caller) -> None:
    key = _key(caller)
    seen = {path: _asked(client_of, path, how, key) for path, (how, _) in DOORS.items()}
    assert seen == {path: table[caller] for path, (_, table) in DOORS.items()}


def test_the_table_knows_every_caller_of_every_door() -> None:
    assert [path for path, (_, table) in DOORS.items() if set(table) != set(CALLERS)] == []
