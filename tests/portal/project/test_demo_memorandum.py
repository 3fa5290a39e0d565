from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.memorandum.models import Ballot, Representative, Signature, Text
from hsoc.portal.project.demo_memorandum import _signer, settle


def state(ballot: Ballot) -> str:
    if ballot.closed:
        return "cancelled" if ballot.cancelled else "counted"
    return "ahead" if ballot.opens > NOW else "running"


@pytest.mark.django_db
def test_the_demo_has_signatories_and_votes_and_a_second_start_adds_none(settings, tmp_path):
    settings.DATA = tmp_path
    settle(now=NOW)
    assert not Text.objects.exists()  # nobody is there
    organisation(HOUSE, kind=Kind.OPERATOR)
    person(Role.COORDINATOR, HOUSE, username="koordinator")
    person(Role.MANAGER, 2, username="cerna")
    for number in range(1, 9):
        organisation(number)
    for _again in range(2):
        settle(now=NOW)
    assert sorted(Signature.objects.values_list("state", flat=True)) == ["confirmed"] * 7 + ["handed"]
    ballots = {state(one): one for one in Ballot.objects.all()}
    assert sorted(ballots) == ["ahead", "cancelled", "counted", "running"]
    running, counted = ballots["running"], ballots["counted"]
    assert running.roll.filter(voted=True).count() == 1
    assert sum(counted.protocol["counts"]) == counted.roll.filter(voted=True).count() == 5
    assert Representative.objects.filter(organisation__number=2).count() == 1
    assert 0 < Signature.objects.filter(state="confirmed", name_public=True).count() < 7
    names = {_signer(place) for place in range(35)}
    assert len(names) == 35
