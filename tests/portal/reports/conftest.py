"""Two hospitals, the house, a journal with a story for each. Belongs here: fixtures. Never: an assertion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from tests.factories import event_rows
from tests.factories import members as people
from tests.factories import reports as make

from hsoc.portal.members.models import Kind, Organisation, Prefix
from hsoc.portal.members.rules import SYSTEM, Actor, Role
from hsoc.portal.reports import tasks
from hsoc.portal.reports.actions import making as actions
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.queries import making
from hsoc.records.taxonomy import Severity

BEGIN = make.NOON - make.HOUR
AT = people.NOW


@pytest.fixture(autouse=True)
def fresh_clock(monkeypatch):
    monkeypatch.setattr(tasks._Clock, "began", 0)
    cache.clear()


@pytest.fixture
def community(db: None, settings, tmp_path: Path) -> dict[int, Organisation]:
    """Hospitals 2 and 3 with prefixes, and the house; the journal is empty yet."""
    settings.DATA, settings.JOURNAL, settings.HEARTBEATS = tmp_path, tmp_path / "journal", tmp_path / "heartbeats"
    settings.URL = "https://hsoc.example"
    made = {people.HOUSE: people.organisation(people.HOUSE, name="hSOC", kind=Kind.OPERATOR)}
    for number in (2, 3):
        made[number] = people.organisation(number)
        bound = f"{number:032x}"
        Prefix.objects.create(organisation=made[number], text=f"198.18.{number}.0/24", first=bound, last=bound, added=AT)
    return made


@pytest.fixture
def begun(community: dict[int, Organisation]) -> dict[int, Organisation]:
    """Both hospitals are reported to from serial 0 on."""
    for number in (2, 3):
        actions.begin(actor=SYSTEM, organisation=number, serial=0, at=BEGIN, now=AT)
    return community


def bot(serial: int, *, host: int = 10, org: int = people.HOUSE, member: int = 2, **more) -> dict:
    """A row: a machine of hospital 2 calls a controller."""
    given = {"category": "Intrusion.Botnet", "detector": "c2_contact", "severity": 4, "disposition": "passed", "org": org, "member": member}
    return event_rows.row(serial, make.NOON, source=f"198.18.2.{host}", target="203.0.113.9", **given | more)


@pytest.fixture
def told(begun: dict[int, Organisation]) -> Callable[..., Report]:
    """A report of hospital 2, made of events as it sees them."""

    def made(*seen, severity: Severity = Severity.HIGH, at: int = make.NOON, upto: int = 100) -> Report:
        due = next(one for one in making.due_now(now=at, everything=True) if (one.organisation, one.severity) == (2, severity))
        events = seen or (make.seen(make.BOT, severity=4),)
        (report,) = actions.settle(actor=SYSTEM, due=due, upto=upto, seen=events, at=at, now=AT)
        return report

    return made


@pytest.fixture
def analyst(community) -> Actor:
    return people.acting(Role.ANALYST, 2)


@pytest.fixture
def manager(community) -> Actor:
    return people.acting(Role.MANAGER, 2)


@pytest.fixture
def operator(community) -> Actor:
    return people.acting(Role.OPERATOR, people.HOUSE)
