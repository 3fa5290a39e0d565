from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting
from tests.factories.network import hospital, rule

from hsoc.portal.members.rules import Refused, Role
from hsoc.portal.network.actions import wishes as actions
from hsoc.portal.network.models import Exemption, Spared, Wish
from hsoc.portal.network.queries import wishes as queries
from hsoc.records.policy import Wishes

DAY = timedelta(days=1)


def test_members_see_their_own_wishes_and_the_operator_all(db):
    hospital()
    hospital(8)
    assert [one.number for one in queries.organisations(acting(Role.ANALYST, 7))] == [7]
    assert {one.number for one in queries.organisations(acting(Role.OPERATOR, HOUSE))} >= {7, 8}


def test_wishes_default_to_none(db):
    owner = hospital()
    assert queries.wishes_of(owner) == Wishes()
    Wish.objects.create(organisation=owner, wishes={"most_rules": 5}, changed=NOW)
    assert queries.wishes_of(owner) == Wishes(most_rules=5)
    assert list(queries.other_networks(owner)) == []


def test_spared_nets_of_a_member_are_its_own_and_those_of_all(db):
    owner, other = hospital(), hospital(8)
    for whose, prefix in ((owner, "198.18.7.1/32"), (other, "198.18.8.1/32"), (None, "198.18.0.1/32")):
        Spared.objects.create(organisation=whose, prefix=prefix, reason="r", until=NOW + DAY, added=NOW)
    assert [one.prefix for one in queries.spared_nets(owner, now=NOW)] == ["198.18.0.1/32", "198.18.7.1/32"]
    assert [one.prefix for one in queries.spared_nets(None, now=NOW)] == ["198.18.0.1/32"]
    assert list(queries.spared_nets(owner, now=NOW + DAY)) == []


def test_what_waits_is_known(db):
    owner = hospital()
    actions.declare(actor=acting(Role.MANAGER, 7), organisation=7, field="single_homed", value=True, reason="one line", now=NOW)
    assert [one["field"] for one in queries.pending(owner, actions.DECLARE, now=NOW)] == ["single_homed"]


def test_the_operators_lists_are_the_operators(db, django_assert_num_queries):
    hospital()
    hospital(8)
    rule(cost=4)
    Exemption.objects.create(prefix="192.0.2.0/24", owner="Olga", reason="r", until=NOW + DAY, added=NOW)
    operator, manager = acting(Role.OPERATOR, HOUSE), acting(Role.MANAGER, 7)
    assert (len(queries.exemptions(operator, now=NOW)), len(queries.exemptions(operator, now=NOW + DAY))) == (1, 0)
    (taken,) = [one for one in queries.taken(operator, now=NOW) if one.number == 7]
    assert (taken.has.rules, taken.has.cost, taken.most.rules) == (1, 4, 50)
    with django_assert_num_queries(3):  # however many members there are
        assert len(queries.taken(operator, now=NOW)) > 1
    for read in (queries.exemptions, queries.taken):
        with pytest.raises(Refused):
            read(manager, now=NOW)
