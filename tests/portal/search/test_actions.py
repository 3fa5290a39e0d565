"""Keeping, renaming, dropping, taking back: each one's own."""

import pytest
from tests.factories.members import NOW, acting, organisation

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import NOBODY, SYSTEM, Refused, Role
from hsoc.portal.search import actions
from hsoc.portal.search.models import Kept


def test_the_same_address_again_changes_its_name(db) -> None:
    me = acting(Role.ANALYST, 1)
    for name in ("Red", "  Red\nones "):
        made = actions.keep(actor=me, address="/portal/events/?severity=5&page=2", name=name, shared=True, now=NOW)
    assert (Kept.objects.get().name, made.href, made.shared) == ("Red ones", "/portal/events/?severity=5", True)
    assert Entry.objects.filter(action="kept.saved").count() == 2


def test_what_cannot_be_kept(db, monkeypatch) -> None:
    me = acting(Role.ANALYST, 1)
    for address, name in (("https://else.example/", "x"), ("/portal/", " \n ")):
        with pytest.raises(Unacceptable):
            actions.keep(actor=me, address=address, name=name, shared=False, now=NOW)
    with pytest.raises(Refused):
        actions.keep(actor=NOBODY, address="/portal/", name="x", shared=False, now=NOW)
    monkeypatch.setattr(actions, "MOST", 1)
    actions.keep(actor=me, address="/portal/", name="x", shared=False, now=NOW)
    actions.keep(actor=me, address="/portal/", name="y", shared=False, now=NOW)
    with pytest.raises(Unacceptable):
        actions.keep(actor=me, address="/portal/day/", name="x", shared=False, now=NOW)


def test_each_changes_his_own_and_takes_it_back(db) -> None:
    organisation(1)
    me, other = acting(Role.ANALYST, 1), acting(Role.MANAGER, 1)
    made = actions.keep(actor=me, address="/portal/day/", name="Day", shared=True, now=NOW)
    for act in (actions.drop, actions.restore):
        with pytest.raises(Refused):
            act(actor=other, pk=made.pk, now=NOW)
    with pytest.raises(Refused):
        actions.change(actor=other, pk=made.pk, name="x", shared=False, now=NOW)
    assert actions.change(actor=me, pk=made.pk, name="Today", shared=False, now=NOW).shared is False
    actions.drop(actor=me, pk=made.pk, now=NOW)
    assert actions.restore(actor=me, pk=made.pk, now=NOW).name == "Today"
    actions.drop(actor=me, pk=made.pk, now=NOW)
    actions.keep(actor=me, address="/portal/day/", name="Anew", shared=False, now=NOW)
    with pytest.raises(Refused):
        actions.restore(actor=me, pk=made.pk, now=NOW)


def test_what_somebody_erased_has_kept_goes(db) -> None:
    me = acting(Role.ANALYST, 1)
    actions.keep(actor=me, address="/portal/day/", name="Day", shared=False, now=NOW)
    with pytest.raises(Refused):
        actions.erase(actor=me, person=me.user, now=NOW)
    assert (actions.erase(actor=SYSTEM, person=me.user, now=NOW), Kept.objects.count()) == (1, 0)
