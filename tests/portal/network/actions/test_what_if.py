"""Asking is bounded, for whom one may, and written down; a cancelled question takes no answer."""

import pytest
from tests.factories.members import HOUSE, NOW, person
from tests.factories.network import hospital

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.network.actions import what_if as actions
from hsoc.portal.network.models import Question

GIVEN = {"day": "2026-03-10", "changes": {}, "policy": "{}", "suffix": ".json", "tuned": [], "file_name": "", "now": NOW}


@pytest.fixture(autouse=True)
def house(db):
    hospital()


@pytest.fixture
def operator():
    return actor_of(person(Role.OPERATOR, HOUSE))


def test_who_may_ask_about_whom(operator):
    manager, analyst = actor_of(person(Role.MANAGER, 7)), actor_of(person(Role.ANALYST, 7))
    assert actions.ask(actor=operator, organisation=0, **GIVEN).organisation is None
    assert actions.ask(actor=manager, organisation=7, **GIVEN).organisation.number == 7
    for who, number in ((manager, 0), (manager, 8), (analyst, 7), (SYSTEM, 0)):
        with pytest.raises(Refused):
            actions.ask(actor=who, organisation=number, **GIVEN)


def test_not_too_many_wait_and_not_too_many_are_kept(operator, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    monkeypatch.setattr(actions, "MOST_KEPT", 1)
    made = [actions.ask(actor=operator, organisation=0, **GIVEN) for _ in range(2)]
    with pytest.raises(Unacceptable):
        actions.ask(actor=operator, organisation=0, **GIVEN)
    for one in made:
        actions.cancel(actor=operator, question=one.pk, now=NOW)
    actions.ask(actor=operator, organisation=0, **GIVEN)
    assert Question.objects.count() == 2


def test_each_step_is_written_down_once(operator):
    one = actions.ask(actor=operator, organisation=0, **GIVEN)
    for done in (1, 2):
        actions.settle(actor=SYSTEM, question=one.pk, state=Question.State.RUNNING, done=done, parts=9, now=NOW)
    actions.settle(actor=SYSTEM, question=one.pk, state=Question.State.DONE, answer="x" * (actions.LARGEST_ANSWER + 1), now=NOW)
    one.refresh_from_db()
    assert (one.state, one.answer, one.done, one.parts, one.ended) == (Question.State.FAILED, "", 2, 9, NOW)
    steps = [entry.action for entry in Entry.objects.order_by("pk") if entry.action.startswith("what_if.")]
    assert steps == ["what_if.asked", "what_if.running", "what_if.failed"]
    with pytest.raises(Unacceptable):
        actions.cancel(actor=operator, question=one.pk, now=NOW)
