"""The desks of the benchmarks' house: services, help, memorandum, what is shared and guarded, the public web; in bulk. Never: measuring."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Max
from house import DAY, MANY, MINUTE, OTHERS, copies, put, words


def lent(now: datetime, homes: list[Any], people: list[Any]) -> None:
    """Services with their requests; offers, calls for help and answers."""
    from hsoc.portal.aid import models as a  # noqa: PLC0415
    from hsoc.portal.services import models as s  # noqa: PLC0415

    put(s.Service, copies(s.Service, 20, code=lambda k: f"sluzba-{k}", process=lambda _: "plain"))
    services = list(s.Service.objects.filter(code__startswith="sluzba-"))
    states = ("asked", "onboarding", "in-use", "review", "ended")
    rows = put(
        s.Request,
        (
            s.Request(
                service=services[k % len(services)],
                organisation=homes[(k // len(services)) % len(homes)],
                asker=people[k],
                asked=now - 9 * DAY,
                moved=now - k * 60 * MINUTE,
                state=states[k % len(states)],
            )
            for k in range(800)
        ),
    )
    put(s.Done, (s.Done(request=one, code=f"krok-{k}", person=people[k], moment=now) for one in rows for k in range(3)))
    put(s.Note, (s.Note(request=one, person=people[k], moment=now, text=words(12)) for one in rows for k in range(3)))
    kinds = ("people", "skill", "hardware", "laptops", "forms", "room", "other")
    put(
        a.Offer,
        (
            a.Offer(
                organisation=homes[k % len(homes)],
                person=people[k],
                kind=kinds[k % 7],
                text=words(8),
                amount=k % 9 + 1,
                made=now,
                until=now + 90 * DAY,
            )
            for k in range(600)
        ),
    )
    calls = put(
        a.Call,
        (
            a.Call(
                organisation=homes[k % len(homes)],
                person=people[k],
                kind=kinds[k % 7],
                text=words(12),
                amount=3,
                urgent=k % 5 == 0,
                made=now - k * 60 * MINUTE,
                until=now + 9 * DAY,
                state=("open", "helped", "closed")[k % 3],
            )
            for k in range(200)
        ),
    )
    put(
        a.Answer,
        (
            a.Answer(call=one, organisation=homes[(k + j * 11) % len(homes)], person=people[j], text=words(8), made=now)
            for k, one in enumerate(calls)
            for j in range(1, 11)
        ),
    )


def charter(now: datetime, homes: list[Any], people: list[Any]) -> None:
    """Signatures, representatives, votes, and a register of 10,000 rows that is being taken in."""
    from hsoc.portal.memorandum import models as m  # noqa: PLC0415

    text = m.Text.objects.first()
    put(
        m.Signature,
        (
            m.Signature(
                text=text,
                organisation=homes[k % len(homes)],
                signer=f"Ing. {words(2)}",
                capacity="statutory",
                signed_on=now.date(),
                name_public=k % 2 == 0,
                state=("confirmed", "confirmed", "handed")[k % 3],
                handed=now,
                mail=f"podpis{k}@hosti.example",
            )
            for k in range(2 * len(homes))
        ),
    )
    have = set(m.Representative.objects.values_list("organisation_id", flat=True))
    put(
        m.Representative,
        (
            m.Representative(organisation=one, person=people[k * 2 + rank], rank=rank, since=now)
            for k, one in enumerate(homes)
            if one.pk not in have
            for rank in (1, 2)
        ),
    )
    ballots = put(
        m.Ballot,
        (
            m.Ballot(
                title=words(5),
                text=words(60),
                options=["Ano", "Ne"],
                secret=False,
                opens=now - (k + 1) * 9 * DAY,
                closes=now + (3 - k) * 9 * DAY,
                made=now - 300 * DAY,
            )
            for k in range(20)
        ),
    )
    put(m.Entitled, (m.Entitled(ballot=one, organisation=home, voted=k % 2 == 0) for one in ballots for k, home in enumerate(homes)))
    put(
        m.OpenVote,
        (
            m.OpenVote(ballot=one, organisation=home, person=people[k], option=k % 2, moment=now)
            for one in ballots
            for k, home in enumerate(homes)
            if k % 2 == 0
        ),
    )
    if batch := m.Batch.objects.first():
        place = (batch.lines.aggregate(most=Max("place"))["most"] or 0) + 1
        lines = copies(
            m.Line,
            10_000,
            place=lambda k: place + k,
            batch_id=lambda _: batch.pk,
            signature_id=lambda _: None,
            decider_id=lambda _: None,
            decision=lambda _: "",
            made=lambda _: {},
        )
        put(m.Line, lines)


def shared(now: datetime, homes: list[Any], people: list[Any]) -> None:
    """Indicators with sightings, advisories, clients of the Warden door."""
    from hsoc.portal.advisories.models import Advisory  # noqa: PLC0415
    from hsoc.portal.events.models import WardenClient  # noqa: PLC0415
    from hsoc.portal.indicators.models import Clock, Indicator, Sighting  # noqa: PLC0415

    begin = Indicator.objects.aggregate(most=Max("added"))["most"] + OTHERS
    put(
        Indicator,
        copies(
            Indicator,
            OTHERS,
            added=lambda k: begin + k,
            uuid=lambda _: uuid.uuid4(),
            organisation_id=lambda k: homes[k % len(homes)].pk,
            kind=lambda _: "domain",
            value=lambda k: f"n{k % 15_000}.hosti.example",
            low=lambda _: "",
            high=lambda _: "",
            latest=lambda _: True,
            author_id=lambda k: people[k % len(people)].pk,
            title=lambda _: words(5),
        ),
    )
    put(
        Sighting,
        copies(
            Sighting,
            OTHERS,
            added=lambda k: begin + OTHERS + k,
            uuid=lambda _: uuid.uuid4(),
            organisation_id=lambda k: homes[k % len(homes)].pk,
            kind=lambda _: "domain",
            value=lambda k: f"n{k % 4_000}.hosti.example",
        ),
    )
    Clock.objects.update(last=begin + 2 * OTHERS)
    put(
        Advisory,
        copies(
            Advisory,
            2_000,
            number=lambda k: f"bench-{k}",
            title=lambda _: words(8),
            organisation_id=lambda k: homes[k % len(homes)].pk,
            modified=lambda k: now - k * 60 * MINUTE,
            latest=lambda _: True,
            digest=lambda k: f"{k:064x}",
        ),
    )
    put(
        WardenClient,
        copies(
            WardenClient,
            400,
            name=lambda k: f"cz.bench.n{k}",
            organisation_id=lambda k: homes[k % len(homes)].pk,
            secret=lambda k: f"{k:064x}",
        ),
    )


def guarded(now: datetime, homes: list[Any], people: list[Any]) -> None:
    """Rules, reports, audit log."""
    from hsoc.portal.audit.models import Entry  # noqa: PLC0415
    from hsoc.portal.audit.rules import Link, hashed  # noqa: PLC0415
    from hsoc.portal.members.models import Organisation  # noqa: PLC0415
    from hsoc.portal.network.models import Rule  # noqa: PLC0415
    from hsoc.portal.reports.models import Report  # noqa: PLC0415

    ours = Organisation.objects.get(number=9).pk
    put(
        Rule,
        copies(
            Rule,
            2_000,
            organisation_id=lambda k: ours if k < 200 else homes[k % len(homes)].pk,
            changed=lambda k: now - k * MINUTE,
            author_id=lambda k: people[k % len(people)].pk,
            until=lambda k: now + (k % 60 + 1) * DAY,
            approval_id=lambda _: None,
        ),
    )
    put(
        Report,
        copies(
            Report,
            4_000,
            label=lambda k: f"hSOC-2025-{k % 12 + 1:02d}-{k % 28 + 1:02d}-M-{k:04d}",
            created=lambda k: now - (k + 100) * 60 * MINUTE,
            organisation_id=lambda k: ours if k < MANY else homes[k % len(homes)].pk,
            digest=lambda _: "",
            post=lambda _: False,
        ),
    )
    last = Entry.objects.order_by("-sequence").first()
    rows, previous = [], last.hash
    for k in range(OTHERS):
        link = Link(
            previous=previous,
            sequence=last.sequence + 1 + k,
            when=int(now.timestamp() * 1000),
            user=people[k % len(people)].pk,
            who=people[k % len(people)].username,
            via="portal",
            organisation=homes[k % len(homes)].number,
            concerns=homes[k % len(homes)].number,
            action="contact.changed",
            object=f"person:{people[k % len(people)].pk}",
            reason="",
            details="{}",
        )
        previous = hashed(link)
        rows.append(Entry(**{name: getattr(link, name) for name in Link.__struct_fields__}, hash=previous))
    put(Entry, rows)


def public(now: datetime) -> None:
    """News of some years, wishes to join, a plan with history."""
    from hsoc.portal.website.models import Goal, NewsList, Step, Wish  # noqa: PLC0415
    from hsoc.portal.website.models.pages import News  # noqa: PLC0415
    from hsoc.portal.website.models.plan import Version  # noqa: PLC0415

    for parent in NewsList.objects.all():
        for k in range(100):
            parent.add_child(
                instance=News(
                    title=words(6),
                    slug=f"zprava-{k}",
                    day=(now - k * 7 * DAY).date(),
                    lead=words(20),
                    locale=parent.locale,
                    first_published_at=now - k * 7 * DAY,
                    last_published_at=now - k * 7 * DAY,
                )
            )
    put(
        Wish,
        (
            Wish(
                organisation=words(3),
                kind="region",
                person=words(2),
                mail=f"zajemce{k}@hosti.example",
                language="cs",
                state="confirmed",
                digest=f"{k:064x}",
                at=now,
                confirmed=now,
            )
            for k in range(300)
        ),
    )
    goals = list(Goal.objects.all())
    steps = put(
        Step,
        (
            Step(goal=one, cs=words(8), en=words(8), owner="hSOC-Tech", due=now.date(), changed=now, order=50 + k)
            for one in goals
            for k in range(12)
        ),
    )
    put(Version, (Version(step=one, at=now - k * DAY, state="running") for one in steps for k in range(4)))
