from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.factories import traffic
from tests.factories.indicators import indicator
from tests.portal.entities.conftest import journal, members  # noqa: F401  (the same small world)

from hsoc.portal.hunts import tasks
from hsoc.portal.hunts.actions import take_part
from hsoc.portal.hunts.models import Part
from hsoc.portal.indicators.actions import Shared, share
from hsoc.portal.members.rules import Actor, Role, Seat

NOON = datetime.fromtimestamp(traffic.NOON / 1000, UTC)
BEAT = traffic.NOON + 8 * traffic.HOUR


@pytest.fixture
def flows(journal: Path) -> Path:  # noqa: F811
    """The story of the traffic factory: members 2 and 3 talk to 198.19.0.1, 2 alone to 198.19.0.2."""
    tasks._WORK.caught_up = False
    tasks._WORK.running, tasks._WORK.turn, tasks._WORK.watched = None, 0, (None, [], None)
    traffic.written(journal, traffic.story())
    return journal


def managing(actor: Actor) -> Actor:
    """The same person as a manager too."""
    seats = (*actor.seats, Seat(actor.organisation, Role.MANAGER))
    return Actor(user=actor.user, username=actor.username, organisation=actor.organisation, seats=seats)


def joined(actor: Actor, *, takes: bool = True, now: datetime = NOON) -> Part:
    return take_part(actor=managing(actor), organisation=actor.organisation, takes=takes, reason="the management agreed to it", now=now)


def shared(actor: Actor, *values: str, now: datetime = NOON, **more: object) -> Shared:
    items = [indicator(value, first=1, created=1, modified=1, **more) for value in values]
    return share(actor=actor, organisation=actor.organisation, items=items, via="test", now=now)


def worked(now: int = BEAT) -> None:
    """Beats until nothing is left to do."""
    for _ in range(8):
        tasks.on_beat(now, wait=True)
