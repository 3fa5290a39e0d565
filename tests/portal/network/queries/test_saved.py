from __future__ import annotations

import pytest
from tests.factories import members as people

from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.network.actions.saved import delete_filter, save_filter
from hsoc.portal.network.queries import saved as queries


@pytest.fixture
def kept(community):
    one, colleague = people.acting(Role.ANALYST, 2), people.acting(Role.ANALYST, 2, username="colleague")
    given = {"member": 2, "view": "flows", "query": "port=3389", "now": people.NOW}
    save_filter(actor=one, name="mine", shared=False, **given)
    save_filter(actor=colleague, name="shared", shared=True, **given)
    save_filter(actor=colleague, name="private", shared=False, **given)
    operator = people.acting(Role.OPERATOR, people.HOUSE)
    save_filter(actor=operator, name="operator's", shared=True, **given)  # sharing is for the member's own people
    return one, colleague, operator


def names(actor, member=2):
    return [one.name for one in queries.visible_to(actor, member)]


def test_one_sees_ones_own_and_what_colleagues_share(kept) -> None:
    one, colleague, operator = kept
    assert names(one) == ["mine", "shared"]
    assert names(colleague) == ["private", "shared"]
    assert names(operator) == ["operator's"]


def test_nobody_else_sees_any(kept) -> None:
    strangers = (people.acting(Role.ANALYST, 3), people.acting(Role.MANAGER, 2), people.acting(Role.COORDINATOR, people.HOUSE), NOBODY)
    assert [names(one) for one in strangers] == [[]] * 4
    assert names(kept[0], 3) == []


def test_a_deleted_one_is_its_owners_to_take_back(kept) -> None:
    one, colleague, _ = kept
    found = queries.visible_to(one, 2).get(name="mine")
    delete_filter(actor=one, pk=found.pk, now=people.NOW)
    assert names(one) == ["shared"]
    assert queries.own_of(one, found.pk) is not None
    assert queries.own_of(colleague, found.pk) is None
    assert queries.own_of(NOBODY, found.pk) is None
