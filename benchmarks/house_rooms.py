"""The rooms of the benchmarks' house: groups, lists, meetings, notices by the thousand, in bulk. Never: a measurement."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from house import DAY, GROUPS, MANY, MINUTE, POSTS, put, words

LABELS = ("TLP:GREEN", "TLP:GREEN", "TLP:AMBER", "TLP:CLEAR")
IN_GROUP = 60  # people of an ordinary group; the first has 400
OF_GROUP = 40  # documents, minutes, tasks, decisions of one group


def circles(now: datetime, people: list[Any]) -> list[Any]:
    """Groups, who is in them, and their papers. people[1] is a colleague in almost all of them."""
    from hsoc.portal.groups import models as g  # noqa: PLC0415
    from hsoc.portal.members.models import User  # noqa: PLC0415

    put(
        g.Group,
        (
            g.Group(
                code=f"skupina-{k}",
                name=f"Skupina {k} {words(1)}",
                purpose=words(30),
                audience=words(6),
                tlp="TLP:GREEN",
                entry=("open", "approval", "closed")[k % 3],
                founded=now - 300 * DAY,
            )
            for k in range(GROUPS - g.Group.objects.count())
        ),
    )
    groups = list(g.Group.objects.order_by("pk"))
    seats = dict(User.objects.filter(memberships__isnull=False).values_list("pk", "memberships__organisation_id"))
    known = set(g.GroupMembership.objects.exclude(state="ended").values_list("group_id", "user_id"))
    named = list(User.objects.filter(username__in=("operator", "koordinator", "analytik", "manazer")))
    stays = []
    for place, group in enumerate(groups):
        inside = {
            one.pk: one
            for one in [*named, people[1], *(people[(place * 61 + k * 7) % len(people)] for k in range(400 if not place else IN_GROUP))]
        }
        for turn, one in enumerate(inside):
            if (group.pk, one) not in known:
                state = "asked" if turn % 20 == 19 else "in"
                stays.append(
                    g.GroupMembership(
                        group=group,
                        user_id=one,
                        organisation_id=seats[one],
                        part="leader" if turn < 2 else "member",
                        state=state,
                        agreed=True,
                        asked=now - 90 * DAY,
                        since=now - 80 * DAY if state == "in" else None,
                    )
                )
    put(g.GroupMembership, stays)
    members = {group.pk: [one.user_id for one in stays if one.group_id == group.pk] for group in groups}

    def who(group: Any, k: int) -> int:
        return int(members[group.pk][k % len(members[group.pk])])

    of = [(group, k) for group in groups for k in range(OF_GROUP)]
    put(
        g.Minutes,
        (
            g.Minutes(
                group=group,
                title=words(5),
                held=(now - k * 7 * DAY).date(),
                text=words(200),
                tlp=LABELS[k % 4],
                by_id=who(group, k),
                changed=now - k * DAY,
                approved=now if k > 2 else None,
            )
            for group, k in of
        ),
    )
    minutes = list(g.Minutes.objects.order_by("pk"))
    put(g.AgendaItem, (g.AgendaItem(group=group, title=words(5), by_id=who(group, k), created=now, place=k) for group, k in of[::4]))
    put(
        g.Task,
        (
            g.Task(
                group=group,
                title=words(6),
                owner_id=who(group, k + turn),
                due=(now + (k - 20) * DAY).date(),
                state=("open", "doing", "done")[k % 3],
                by_id=who(group, k),
                created=now - 30 * DAY,
                minutes=minutes[k],
            )
            for group, k in of
            for turn in range(2)
        ),
    )
    put(
        g.Decision,
        (
            g.Decision(
                group=group,
                year=2025,
                number=100 + k,
                title=words(6),
                text=words(60),
                tlp=LABELS[k % 4],
                by_id=who(group, k),
                at=now - k * DAY,
            )
            for group, k in of
        ),
    )
    put(
        g.Document,
        (
            g.Document(
                group=group,
                title=words(5),
                tlp=LABELS[k % 2],
                community=k % 5 == 0,
                author_id=who(group, k),
                created=now - 60 * DAY,
                changed=now - k * DAY,
                latest=2,
            )
            for group, k in of
        ),
    )
    file = g.Version.objects.first().file_id
    bare = list(g.Document.objects.filter(versions__isnull=True))
    put(
        g.Version,
        (
            g.Version(document=one, number=number, file_id=file, tlp=one.tlp, note=words(3), by_id=one.author_id, at=now)
            for one in bare
            for number in (1, 2)
        ),
    )
    tasks = list(g.Task.objects.all())
    for about, things in (("document", bare), ("task", tasks[:OF_GROUP]), ("minutes", minutes[: 2 * OF_GROUP])):
        put(
            g.Comment,
            (
                g.Comment(group_id=one.group_id, about=about, number=one.pk, text=words(20), by_id=who(one.group, k), at=now - k * MINUTE)
                for one in things
                for k in range(3)
            ),
        )
    put(
        g.Happening,
        (
            g.Happening(group=group, at=now - k * DAY, code="group.entered", by_id=who(group, k), whom_id=who(group, k + 3))
            for group in groups
            for k in range(200)
        ),
    )
    _polls(g, now, groups, members, seats)
    return groups


def _polls(g: Any, now: datetime, groups: list[Any], members: dict[int, list[int]], seats: dict[int, int]) -> None:
    polls = put(
        g.Poll,
        (
            g.Poll(
                group=group,
                title=words(5),
                per="person",
                by_id=members[group.pk][0],
                created=now - 20 * DAY,
                early=True,
                closes=now + (k - 3) * 5 * DAY,
            )
            for group in groups
            for k in range(8)
        ),
    )
    put(
        g.Question,
        (
            g.Question(poll=one, number=k, kind=("single", "multiple", "text")[k % 3], text=words(6), options=["Ano", "Ne", "Nevím"])
            for one in polls
            for k in range(5)
        ),
    )
    put(
        g.Answer,
        (
            g.Answer(
                poll=one,
                user_id=person,
                organisation_id=seats[person],
                key=f"person:{person}",
                at=now,
                sheet={str(k): (1, [0, 2], words(4))[k % 3] for k in range(5)},
            )
            for one in polls
            for person in members[one.group_id]
        ),
    )
    calls = put(
        g.Call,
        (
            g.Call(
                group=group,
                subject=words(5),
                tlp="TLP:AMBER",
                exercise=k % 2 == 0,
                by_id=members[group.pk][0],
                at=now - (k * 9 + 1) * DAY,
                closed=now - k * 9 * DAY if k or group.calls.filter(closed=None).exists() else None,
            )
            for group in groups
            for k in range(5)
        ),
    )
    put(
        g.Called,
        (
            g.Called(
                call=one, user_id=person, organisation_id=seats[person], reply=("coming", "later", "")[k % 3], at=now if k % 3 < 2 else None
            )
            for one in calls
            for k, person in enumerate(members[one.group_id])
        ),
    )
    put(g.CallStep, (g.CallStep(call=one, at=now, code="called", by_id=one.by_id) for one in calls for _ in range(10)))


def lists(now: datetime, groups: list[Any], people: list[Any]) -> None:
    """A list for each group; half of all messages in the first one, one thread of which is long."""
    from hsoc.portal.folding import fold  # noqa: PLC0415
    from hsoc.portal.lists import models as m  # noqa: PLC0415

    have = set(m.MailingList.objects.values_list("group_id", flat=True))
    put(m.MailingList, (m.MailingList(group=one, name=one.code, title=one.name, made=now) for one in groups if one.pk not in have))
    every = list(m.MailingList.objects.order_by("group_id"))
    threads = put(
        m.Thread,
        (
            m.Thread(
                mailing_list=every[0] if k % 2 else every[k % len(every)],
                subject=words(5),
                tlp=LABELS[k % 4],
                started=now - k * 3 * MINUTE * 60,
                last=now - k * 3 * MINUTE * 60,
            )
            for k in range(POSTS // 5)
        ),
    )
    rows = []
    for k in range(POSTS - m.Post.objects.count()):
        thread = threads[1] if k < 400 else threads[k % len(threads)]
        text = words(40)
        rows.append(
            m.Post(
                mailing_list_id=thread.mailing_list_id,
                thread=thread,
                identity=f"b{k}@lists.hsoc.example",
                author=people[k % len(people)],
                sender=people[k % len(people)].email,
                sender_name=people[k % len(people)].name,
                subject=thread.subject,
                text=text,
                folded=fold(f"{thread.subject}\n{text}"),
                tlp=thread.tlp,
                state="held" if k % 400 == 399 else "out",
                why="stranger" if k % 400 == 399 else "",
                at=thread.started + (k // len(threads)) * MINUTE,
            )
        )
    posts = put(m.Post, rows)
    put(
        m.Sending,
        (m.Sending(post=one, user=people[(k * 31 + j) % len(people)], due=now, gone=now) for k, one in enumerate(posts) for j in range(3)),
    )


def meetings(now: datetime, groups: list[Any], people: list[Any]) -> None:
    """Series of sittings, past and to come, with who is invited."""
    from hsoc.portal.meetings import models as m  # noqa: PLC0415

    rows = put(
        m.Meeting,
        (
            m.Meeting(uid=str(uuid.uuid4()), group=group, title=words(4), text=words(20), rhythm="weekly", organiser=people[1], made=now)
            for group in groups
            for _ in range(4)
        ),
    )
    sittings = put(
        m.Sitting,
        (
            m.Sitting(
                meeting=one,
                uid=str(uuid.uuid4()),
                original=now + (k - 6) * 7 * DAY,
                start=now + (k - 6) * 7 * DAY,
                end=now + (k - 6) * 7 * DAY + 60 * MINUTE,
            )
            for one in rows
            for k in range(12)
        ),
    )
    inside: dict[int, list[int]] = {}
    from hsoc.portal.groups.models import GroupMembership  # noqa: PLC0415

    for group, person in GroupMembership.objects.filter(state="in").values_list("group_id", "user_id"):
        inside.setdefault(group, []).append(person)
    put(
        m.Invited,
        (
            m.Invited(sitting=one, user_id=person, coming=("accepted", "declined", "needs-action")[k % 3])
            for one in sittings
            for k, person in enumerate(inside[one.meeting.group_id][:40])
        ),
    )


def told(now: datetime, people: list[Any]) -> None:
    """Notices for everybody, many for those who measure; kept pages."""
    from hsoc.portal.members.models import User  # noqa: PLC0415
    from hsoc.portal.notices.models import Notice  # noqa: PLC0415
    from hsoc.portal.search.models import Kept  # noqa: PLC0415

    readers = [
        people[1].pk,
        *User.objects.filter(username__in=("operator", "koordinator", "analytik", "manazer")).values_list("pk", flat=True),
    ]
    kinds = list(Notice.objects.values("kind", "values", "path"))
    put(
        Notice,
        (
            Notice(user_id=person, **kinds[k % len(kinds)], made=now - k * MINUTE * 60, read=now if k % 3 else None)
            for person in readers
            for k in range(MANY)
        ),
    )
    put(Notice, (Notice(user=one, **kinds[k % len(kinds)], made=now - k * DAY) for one in people for k in range(15)))
    put(
        Kept,
        (
            Kept(user_id=person, name=words(2), path="/portal/events/", query=f"port={k}", created=now)
            for person in readers
            for k in range(30)
        ),
    )
