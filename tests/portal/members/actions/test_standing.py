from __future__ import annotations

import msgspec
import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.standing import connect, note_left, note_signature, participate
from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.members.rules.vocabulary import Status
from hsoc.portal.members.signals import standing_changed

pytestmark = pytest.mark.django_db
DAY = NOW.date()


def test_an_organisation_goes_from_following_to_being_connected_and_leaves() -> None:
    organisation(1)
    steps: list[tuple[Status, Status]] = []

    def heard(before: Status, after: Status, **_: object) -> None:
        steps.append((before, after))

    standing_changed.connect(heard)
    try:
        told = {"organisation": 1, "reason": "as agreed", "now": NOW}
        participate(actor=acting(Role.COORDINATOR, HOUSE), on=DAY, **told)
        note_signature(actor=acting(Role.MANAGER, 1), on=DAY, **told)
        operator = acting(Role.OPERATOR, HOUSE)
        connect(actor=operator, on=DAY, **told)
        with pytest.raises(Unacceptable, match="disconnect"):
            note_left(actor=operator, on=DAY, **told)
        connect(actor=operator, on=None, **told)
        note_left(actor=operator, on=DAY, **told)
    finally:
        standing_changed.disconnect(heard)
    assert [after for _before, after in steps] == [
        Status.PARTICIPANT,
        Status.SIGNATORY,
        Status.CONNECTED,
        Status.SIGNATORY,
        Status.LEFT,
    ]
    first = Entry.objects.order_by("sequence").first()
    assert msgspec.json.decode(first.details) == {"participates": [None, DAY.isoformat()]}


def test_who_signs_without_having_taken_part_takes_part_from_that_day() -> None:
    organisation(1)
    note_signature(actor=SYSTEM, organisation=1, on=DAY, reason="signed on paper", now=NOW)
    assert Organisation.objects.get().participates == DAY


def test_the_steps_are_said_by_those_who_may() -> None:
    organisation(1)
    told = {"organisation": 1, "on": DAY, "reason": "as agreed", "now": NOW}
    for act, role, number in (
        (participate, Role.MANAGER, 1), (note_signature, Role.ANALYST, 1), (note_signature, Role.MANAGER, 2),
        (connect, Role.COORDINATOR, HOUSE),
    ):  # fmt: skip
        with pytest.raises(Refused):
            act(actor=acting(role, number, username=f"{act.__name__}-{role}-{number}"), **told)
    organisation(7, kind=Kind.OPERATOR)
    with pytest.raises(Unacceptable, match="cannot leave"):
        note_left(actor=SYSTEM, **told | {"organisation": 7})
