"""Telling people something: the one door for all rooms. Belongs here: by which way, when at the earliest. Never: sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from hsoc.portal.notices import queries
from hsoc.portal.notices.models import Notice, Post
from hsoc.portal.notices.rules.kinds import KINDS, Way, bounded, ways_of
from hsoc.portal.notices.rules.timing import after_quiet, next_digest

BATCH: Final = 500  # rows written at once
LONGEST_PATH: Final = 300


@transaction.atomic
def tell(
    *,
    people: Collection[int],
    kind: str,
    values: Mapping[str, str | int],
    path: str,
    now: datetime,
    urgent: bool = False,
    organisation: int = 0,
    once: str = "",
) -> int:
    """Tell people (ids; those who cannot log in are left out) something of a kind in rules/kinds.py; how many were told.

    path: the page of the portal where it goes on; organisation: the number of the one it is about; once: what must be told a person
    only once of this kind (`token:17`), '' = as often as it is said. In the caller's transaction: what is undone was never told.
    Raises KeyError on an unknown kind or a missing value, ValueError on a path that leaves the portal.
    """
    known = KINDS[kind]
    kept = bounded(known, values)
    if not path.startswith("/") or path.startswith("//") or "\\" in path or len(path) > LONGEST_PATH:
        raise ValueError(f"{path!r} is not a path of the portal")
    if once:
        people = set(people) - queries.told_before(people, kind, once)
    zone = ZoneInfo(settings.TIME_ZONE)
    notices: list[Notice] = []
    posts: list[Post] = []
    for one in queries.listeners(people, kind):
        ways = ways_of(known, one.chosen, urgent=urgent)
        notice = Notice(
            user_id=one.pk, kind=kind, values=kept, path=path, urgent=urgent, organisation=organisation, made=now, once=once,
            shown=Way.PORTAL in ways,
        )  # fmt: skip
        notices.append(notice)
        for way in sorted(ways - {Way.PORTAL}):
            due = next_digest(now, one.habits, zone) if way is Way.DIGEST else now
            due = due if urgent else after_quiet(due, one.habits, zone)  # the hour of the digest may lie in quiet ones
            posts.append(Post(notice=notice, user_id=one.pk, way=way, due=due))
    Notice.objects.bulk_create(notices, batch_size=BATCH)
    Post.objects.bulk_create(posts, batch_size=BATCH)
    return len(notices)
