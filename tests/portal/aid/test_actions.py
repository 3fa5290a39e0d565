"""Help is called for, offered, accepted and thanked for; each sees what is his."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting

from hsoc.portal.aid import actions, queries
from hsoc.portal.aid.models import Answer, Offer
from hsoc.portal.aid.rules import CALL_DAYS, MOST_OPEN, OFFER_DAYS, AnswerState, CallState, Kind
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused, Role
from hsoc.portal.notices.models import Notice

pytestmark = pytest.mark.django_db


def called(who, *, urgent=False):
    return actions.call(actor=who, kind=Kind.LAPTOPS, text="Ten, please", amount=10, urgent=urgent, now=NOW)


def test_from_a_call_to_thanks():
    needy, near, far = acting(Role.ANALYST, 1), acting(Role.MANAGER, 2), acting(Role.ANALYST, 3)
    offered = actions.offer(actor=near, kind=Kind.LAPTOPS, text="Twelve", amount=12, now=NOW)
    one = called(needy)
    assert queries.matches(needy, one, now=NOW) == [offered]
    assert set(Notice.objects.values_list("user_id", flat=True)) == {near.user}  # who offers this kind
    first = actions.answer(actor=near, number=one.pk, text="Twelve at three", amount=12, now=NOW)
    second = actions.answer(actor=far, number=one.pk, text="Two", amount=2, now=NOW)
    with pytest.raises(Unacceptable):
        actions.answer(actor=far, number=one.pk, text="Three", amount=3, now=NOW)
    assert list(queries.answers_of(far, one)) == [second]  # the others' is not his to see
    with pytest.raises(Refused):
        actions.decide(actor=far, number=second.pk, accept=True, now=NOW)
    actions.decide(actor=needy, number=first.pk, accept=True, now=NOW)
    actions.decide(actor=needy, number=second.pk, accept=False, now=NOW)
    with pytest.raises(Unacceptable):
        actions.decide(actor=needy, number=second.pk, accept=True, now=NOW)
    with pytest.raises(Unacceptable):
        actions.close(actor=needy, number=one.pk, thanks=" ", now=NOW)
    closed = actions.close(actor=needy, number=one.pk, thanks="You saved our night", now=NOW)
    assert closed.state == CallState.CLOSED
    assert sorted(Answer.objects.values_list("state", flat=True)) == [AnswerState.ACCEPTED, AnswerState.DECLINED]
    with pytest.raises(Unacceptable):
        actions.answer(actor=far, number=one.pk, text="Late", amount=1, now=NOW)


def test_an_urgent_call_reaches_managers_and_analysts_everywhere():
    needy, manager, colleague = acting(Role.MANAGER, 1), acting(Role.MANAGER, 2), acting(Role.COLLEAGUE, 3)
    called(needy, urgent=True)
    told = set(Notice.objects.values_list("user_id", flat=True))
    assert manager.user in told
    assert not told & {needy.user, colleague.user}


def test_an_answer_taken_back_makes_room_and_a_call_without_help_is_taken_back():
    needy, helper = acting(Role.MANAGER, 1), acting(Role.MANAGER, 2)
    one = called(needy)
    answer = actions.answer(actor=helper, number=one.pk, text="x", amount=1, now=NOW)
    actions.take_back(actor=helper, number=answer.pk, now=NOW)
    actions.answer(actor=helper, number=one.pk, text="y", amount=1, now=NOW)
    assert actions.close(actor=needy, number=one.pk, thanks="", now=NOW).state == CallState.WITHDRAWN


def test_offers_lapse_are_renewed_and_are_only_ones_own():
    owner, other = acting(Role.MANAGER, 1), acting(Role.MANAGER, 2)
    one = actions.offer(actor=owner, kind=Kind.FORMS, text="x", amount=5, now=NOW)
    later = NOW + timedelta(days=OFFER_DAYS)
    assert not queries.offers_visible_to(other, now=later)
    with pytest.raises(Refused):
        actions.renew(actor=other, number=one.pk, now=NOW)
    actions.renew(actor=owner, number=one.pk, now=NOW + timedelta(days=1))
    assert queries.offers_visible_to(other, now=later).count() == 1
    actions.withdraw(actor=owner, number=one.pk, now=NOW)
    with pytest.raises(Offer.DoesNotExist):
        actions.renew(actor=owner, number=one.pk, now=NOW)


def test_bounds_and_lapsing():
    needy = acting(Role.MANAGER, 1)
    for _ in range(MOST_OPEN):
        one = called(needy)
    with pytest.raises(Unacceptable):
        called(needy)
    assert not queries.open_calls(needy, now=NOW + timedelta(days=CALL_DAYS))
    with pytest.raises(Unacceptable):
        actions.answer(actor=acting(Role.MANAGER, 2), number=one.pk, text="x", amount=1, now=NOW + timedelta(days=CALL_DAYS))


@pytest.mark.parametrize(("role", "number"), [(Role.COLLEAGUE, 1), (Role.AUDITOR, HOUSE)])
def test_who_may_not_call(role, number):
    with pytest.raises(Refused):
        called(acting(role, number))
