from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.factories.members import organisation, person

from hsoc.portal.members import queries
from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.project import demo_people

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)  # noqa: TID251 - an OpenPGP key is made by the real clock and must end after it


def test_the_demo_has_every_state_once_and_for_all(monkeypatch) -> None:
    monkeypatch.setattr(demo_people, "STAFFED", 3)
    for number in (3, 4, 7):
        organisation(number, name=f"Nemocnice {number}", connected=number == 3)
    person(Role.ANALYST, 3, username="analytik")
    assert demo_people.settle(now=NOW) == 18
    assert demo_people.settle(now=NOW) == 0
    assert {one.organisation.number for one in queries.overdue_visible_to(SYSTEM, now=NOW)} == {4, 7}
    assert [one.instead_of != "" for one in queries.duty(3, NOW)] == [True]
    assert {one.status for one in queries.visible_to(SYSTEM)} == {"connected", "signatory", "participant", "follower"}
