"""A house of 200 organisations, 2,000 people and 20,000 list messages for the benchmarks, on top of the demo's. Never: a measurement.

The demo's own seed gives each room its odd cases; rows by the thousand come by bulk inserts, many of them copies of the demo's.
Whoever imports this has set HSOC_DATA and called django.setup().
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

ORGANISATIONS, PEOPLE, POSTS = 200, 2_000, 20_000
GROUPS = 30
OTHERS = 20_000  # indicators, sightings, entries of the audit log's kind of size
MANY = 500  # things of a kind that one reader looks at: own notices, reports, rules
BATCH = 2_000  # rows of one insert
FIRST = 100  # number of the first organisation beside the demo's
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WORDS = [
    "nemocnice",
    "síť",
    "útok",
    "záloha",
    "skener",
    "tiskárna",
    "pošta",
    "heslo",
    "zaplavení",
    "detektor",
    "pravidlo",
    "směrovač",
    "výpadek",
    "porucha",
    "schůzka",
    "termín",
    "zápis",
    "úkol",
    "směna",
    "služba",
    "lékárna",
    "laboratoř",
    "přípojka",
    "protokol",
    "server",
    "přihlášení",
    "příloha",
    "výjimka",
    "zařízení",
    "dohled",
]
CHANCE = random.Random(5)


def words(count: int) -> str:
    """So many invented words."""
    return " ".join(CHANCE.choices(WORDS, k=count)).capitalize()


def put(model: type[models.Model], rows: Iterable[models.Model]) -> list[Any]:
    """Bulk insert; the rows with their keys."""
    return list(model._default_manager.bulk_create(rows, batch_size=BATCH))  # noqa: SLF001


def copies(model: type[models.Model], count: int, **changed: Any) -> Iterator[models.Model]:
    """So many copies of the model's rows in turn; changed: column → function of the copy's number."""
    rows = list(model._default_manager.values())  # noqa: SLF001
    for number in range(count if rows else 0):
        row = dict(rows[number % len(rows)])
        row.pop("id", None)
        yield model(**(row | {name: value(number) for name, value in changed.items()}))


def build(data: Path) -> dict[str, int]:
    """The whole house in DATA; how much of it there is."""
    from hsoc.demo import prepare  # noqa: PLC0415
    from hsoc.demo.surroundings import Place  # noqa: PLC0415

    place = Place(data=data, port=0)
    place.data.mkdir(parents=True, exist_ok=True)
    prepare.seed(place)
    prepare.past(place)
    _settled(place)
    prepare.reports(place)
    now = datetime.now(UTC)
    import house_desks as desks  # noqa: PLC0415 - they lie beside us
    import house_rooms as rooms  # noqa: PLC0415

    with transaction.atomic():
        homes, people = community(now)
        groups = rooms.circles(now, people)
        rooms.lists(now, groups, people)
        rooms.meetings(now, groups, people)
        rooms.told(now, people)
        desks.lent(now, homes, people)
        desks.charter(now, homes, people)
        desks.shared(now, homes, people)
        desks.guarded(now, homes, people)
        desks.public(now)
    _analyse()
    return counts()


def _settled(place: Any) -> None:
    """As the worker does every night: finished days are cut down and rolled up. Without that every search reads every day."""
    from hsoc.journal.event_rows import held_days  # noqa: PLC0415
    from hsoc.portal.events import queries  # noqa: PLC0415
    from hsoc.portal.events.tasks import EventWriter  # noqa: PLC0415

    writer = EventWriter(place.journal, place.data / "spool" / "events", places=queries.places, ours=frozenset)
    try:
        for _ in held_days(place.journal):  # a night's work is one day, and a few roll-ups
            writer.tidy(now=time.time_ns() // 1_000_000)
    finally:
        writer.close()


def _analyse() -> None:
    """As the worker does every day: the planner of the database knows how much there is."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def counts() -> dict[str, int]:
    """Rows of the tables that the house is known by."""
    from hsoc.portal.groups.models import GroupMembership  # noqa: PLC0415
    from hsoc.portal.indicators.models import Indicator  # noqa: PLC0415
    from hsoc.portal.lists.models import Post  # noqa: PLC0415
    from hsoc.portal.members.models import Organisation, User  # noqa: PLC0415
    from hsoc.portal.notices.models import Notice  # noqa: PLC0415

    every = {"organisations": Organisation, "people": User, "messages": Post, "stays in groups": GroupMembership}
    return {name: one.objects.count() for name, one in (every | {"notices": Notice, "indicators": Indicator}).items()}


def community(now: datetime) -> tuple[list[Any], list[Any]]:
    """Organisations with names, prefixes, functions, approvals; the people of the house are those with a seat in it."""
    from hsoc.portal.members import models as m  # noqa: PLC0415
    from hsoc.portal.members.actions.organisations import bounds  # noqa: PLC0415
    from hsoc.portal.members.rules.vocabulary import Region, Work  # noqa: PLC0415

    have = m.Organisation.objects.count()
    kinds, regions, works = list(m.Kind)[:8], list(Region), list(Work)
    homes = put(
        m.Organisation,
        (
            m.Organisation(
                number=FIRST + k,
                name=f"Nemocnice {words(1)} {FIRST + k}",
                short=f"N{FIRST + k}",
                kind=kinds[k % 8],
                region=regions[k % 14],
                signed=now.date() if k % 3 else None,
                connected=k % 4 == 0,
                participates=now.date(),
                created=now - 300 * DAY,
            )
            for k in range(ORGANISATIONS - have)
        ),
    )
    homes = list(m.Organisation.objects.exclude(kind=m.Kind.OPERATOR))
    prefixes = []
    for k, home in enumerate(homes):
        text = f"2001:db8:{0x4000 + k:x}::/48"
        first, last = bounds(text)
        prefixes.append(m.Prefix(organisation=home, text=text, first=first, last=last, added=now))
    put(m.Prefix, prefixes)
    put(m.Domain, (m.Domain(organisation=home, name=f"n{home.number}-{k}.example", added=now) for home in homes for k in range(2)))
    put(m.AsNumber, (m.AsNumber(organisation=home, number=65536 + k % 16, added=now) for k, home in enumerate(homes)))
    have = m.User.objects.count()
    people = put(
        m.User,
        (
            m.User(
                username=f"clovek{k}",
                email=f"clovek{k}@n{k % len(homes)}.example",
                name=f"{words(1)} {words(1)}",
                phone=f"+420601{k:06d}",
                password=make_password(None),
                speaks=["cs"],
                email_verified=now,
            )
            for k in range(PEOPLE - have)
        ),
    )
    roles = ["analyst", "colleague", "colleague", "manager", "analyst"]
    put(m.Membership, (_seat(m, one, homes, k, roles[k % 5], now) for k, one in enumerate(people)))
    put(
        m.Function,
        (
            m.Function(
                user=one,
                organisation=homes[k % len(homes)],
                kind=works[(k // len(homes) + turn * 5) % len(works)],
                rank=1 + turn,
                since=now - 200 * DAY,
                confirmed=now - (k % 120) * DAY,
            )
            for k, one in enumerate(people)
            for turn in range(2)
        ),
    )
    put(
        m.Absence,
        (
            m.Absence(user=one, first=(now - DAY).date(), last=(now + 5 * DAY).date(), stand_in=people[k * 7], created=now)
            for k, one in enumerate(people[1:200])
        ),
    )
    put(
        m.Invitation,
        copies(
            m.Invitation,
            300,
            email=lambda k: f"novy{k}@hosti.example",
            nonce=lambda k: f"{k:032x}",
            organisation_id=lambda k: homes[k % len(homes)].pk,
        ),
    )
    put(
        m.Approval,
        (
            m.Approval(
                code="prefix.add",
                object="prefix",
                organisation=homes[k % len(homes)],
                payload={"prefix": f"2001:db8:{0x8000 + k:x}::/48"},
                reason=words(6),
                requester=people[k],
                requested=now - DAY,
                expires=now + 6 * DAY,
            )
            for k in range(300)
        ),
    )
    put(
        m.Vouch,
        (m.Vouch(person=people[k], voucher=people[(k * 3 + 1) % len(people)], said=words(5), when=now) for k in range(0, 1000, 2)),
    )
    return homes, people


def _seat(m: Any, one: Any, homes: list[Any], k: int, role: str, now: datetime) -> Any:
    return m.Membership(user=one, organisation=homes[k % len(homes)], role=role, since=now - 100 * DAY)
