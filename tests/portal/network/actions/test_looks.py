from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import members as people

from hsoc.portal.events.actions import Unfit
from hsoc.portal.members.queries import looks_into
from hsoc.portal.members.rules import Actor, Refused, Role
from hsoc.portal.network.actions.looks import LOOK_MINUTES, look_into_flows
from hsoc.portal.network.models import FlowLook


def test_a_look_is_written_down_where_the_member_reads_it(community) -> None:
    operator = people.acting(Role.OPERATOR, people.HOUSE)
    made = look_into_flows(actor=operator, member=2, reason="  a complaint\n about scans ", now=people.NOW)
    assert made.until == people.NOW + timedelta(minutes=LOOK_MINUTES)
    (told,) = looks_into(people.acting(Role.MANAGER, 2), 2, most=10)
    assert (told.who, told.what, told.why, told.moment) == (operator.username, "flows", "a complaint about scans", people.NOW)
    assert looks_into(people.acting(Role.MANAGER, 3), 2, most=10) == ()


def test_a_look_needs_a_reason_a_right_and_a_person(community) -> None:
    operator = people.acting(Role.OPERATOR, people.HOUSE)
    with pytest.raises(Unfit):
        look_into_flows(actor=operator, member=2, reason="   why     ", now=people.NOW)
    for stranger in (people.acting(Role.COORDINATOR, people.HOUSE), people.acting(Role.ANALYST, 3), Actor(via="system", username="system")):
        with pytest.raises(Refused):
            look_into_flows(actor=stranger, member=2, reason="a complaint about scans", now=people.NOW)
    assert FlowLook.objects.count() == 0
