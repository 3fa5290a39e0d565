"""The demo's notices and kept pages, invented. Belongs here: who was told what, who keeps what. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from hsoc.portal.members.queries import actor_of, person
from hsoc.portal.notices.actions import tell
from hsoc.portal.notices.actions.reading import mark_read
from hsoc.portal.notices.queries import visible_to
from hsoc.portal.search.actions import keep

HOUR: Final = timedelta(hours=1)
# (who, kind, values, page, how long ago, read already)
TOLD: Final[tuple[tuple[str, str, dict[str, str | int], str, timedelta, bool], ...]] = (
    ("analytik", "group.invited", {"who": "Karel Koordinátor", "group": "hSOC-Tech"}, "/portal/groups/", 3 * HOUR, False),
    ("analytik", "hunt.met", {"n": 2}, "/portal/hunts/", 26 * HOUR, True),
    ("analytik", "task.due", {"name": "Ověřit záložní spojení", "group": "hSOC-Tech", "day": "+5"}, "/portal/groups/", HOUR, False),
    ("manazer", "duty.confirm", {"name": "vaší organizace", "days": 90}, "/portal/members/", 5 * HOUR, False),
    ("manazer", "group.invited", {"who": "Karel Koordinátor", "group": "hSOC-Man"}, "/portal/groups/", 30 * HOUR, True),
    ("koordinator", "task.due", {"name": "Zápis z porady", "group": "hSOC-Man", "day": "+2"}, "/portal/groups/", 2 * HOUR, False),
    ("operator", "token.expiring", {"name": "dohledový systém", "day": "+12"}, "/portal/tokens/", 20 * HOUR, False),
)
# (who, page with its filters, name, whether colleagues see it)
KEPT: Final = (
    ("analytik", "/portal/events/?severity=4&disposition=passed", "Vysoká závažnost, nezahozeno", True),
    ("operator", "/portal/network/in-force/health/", "Zdraví strojů", True),
    ("manazer", "/portal/reports/", "Naše hlášení", False),
)


def settle(*, now: datetime) -> None:
    """Tells and keeps; nothing happens where a person is missing."""
    for who, kind, values, path, ago, read in TOLD:
        user = person(who)
        if user is None:
            continue
        told = {name: _day(value, now) if name == "day" else value for name, value in values.items()}
        tell(people=[user.pk], kind=kind, values=told, path=path, now=now - ago)
        newest = visible_to(actor_of(user)).filter(kind=kind).first()
        if read and newest is not None:
            mark_read(actor=actor_of(user), notice=newest.pk, now=now)
    for who, address, name, shared in KEPT:
        user = person(who)
        if user is not None:
            keep(actor=actor_of(user), address=address, name=name, shared=shared, now=now)


def _day(value: str | int, now: datetime) -> str:
    return date_format(timezone.localtime(now + timedelta(days=int(value))), "j. n. Y")
