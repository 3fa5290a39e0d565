from __future__ import annotations

import pytest
from tests.factories import members as people

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Actor, Refused, Role
from hsoc.portal.network.actions import saved
from hsoc.portal.network.models import SavedFilter

GIVEN = {"member": 2, "view": "flows", "query": "port=3389", "shared": False, "now": people.NOW}


@pytest.fixture
def one(community):
    return people.acting(Role.ANALYST, 2)


def test_the_same_name_again_replaces(one) -> None:
    first = saved.save_filter(actor=one, name=" RDP  outside ", **GIVEN)
    again = saved.save_filter(actor=one, name="RDP outside", **{**GIVEN, "query": "port=22"})
    assert (again.pk, SavedFilter.objects.get().query, first.name) == (first.pk, "port=22", "RDP outside")
    assert Entry.objects.filter(action="saved_filter.saved", concerns=2).count() == 2


def test_rename_share_delete_and_back(one) -> None:
    made = saved.save_filter(actor=one, name="a", **GIVEN)
    assert saved.change_filter(actor=one, pk=made.pk, name="b", shared=True, now=people.NOW).shared
    saved.delete_filter(actor=one, pk=made.pk, now=people.NOW)
    other = saved.save_filter(actor=one, name="b", **GIVEN)
    with pytest.raises(Unacceptable):
        saved.restore_filter(actor=one, pk=made.pk, now=people.NOW)
    saved.change_filter(actor=one, pk=other.pk, name="c", shared=False, now=people.NOW)
    assert saved.restore_filter(actor=one, pk=made.pk, now=people.NOW).deleted is None
    with pytest.raises(Unacceptable):
        saved.change_filter(actor=one, pk=other.pk, name="b", shared=False, now=people.NOW)


def test_others_cannot_touch_it(one) -> None:
    made = saved.save_filter(actor=one, name="a", **GIVEN)
    colleague = people.acting(Role.ANALYST, 2, username="colleague")
    for change in (
        lambda: saved.change_filter(actor=colleague, pk=made.pk, name="x", shared=True, now=people.NOW),
        lambda: saved.delete_filter(actor=colleague, pk=made.pk, now=people.NOW),
        lambda: saved.restore_filter(actor=colleague, pk=made.pk, now=people.NOW),
    ):
        with pytest.raises(Refused):
            change()
    for stranger in (people.acting(Role.ANALYST, 3), people.acting(Role.MANAGER, 2), Actor(via="system")):
        with pytest.raises(Refused):
            saved.save_filter(actor=stranger, name="x", **GIVEN)


def test_bounds(one, monkeypatch) -> None:
    monkeypatch.setattr(saved, "MOST_FILTERS", 1)
    saved.save_filter(actor=one, name="a", **GIVEN)
    for wrong in ({"name": "b"}, {"name": "  "}, {"name": "a", "query": "x" * 501}):
        with pytest.raises(Unacceptable):
            saved.save_filter(actor=one, **{**GIVEN, **wrong})
