from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.members.actions.agreement import Unacceptable, decide_approval
from hsoc.portal.members.actions.organisations import add_prefix
from hsoc.portal.members.actions.overlaps import answer_overlap, ask_overlap
from hsoc.portal.members.models import Approval, Overlap, Prefix
from hsoc.portal.members.rules import SYSTEM, Refused, Role

pytestmark = pytest.mark.django_db


def test_a_prefix_inside_anothers_is_added_once_the_other_and_an_operator_agree() -> None:
    for number, prefix in ((2, "198.18.0.0/16"), (1, "198.19.1.0/24")):
        organisation(number)
        add_prefix(actor=SYSTEM, organisation=number, prefix=prefix, reason="registry", now=NOW)
    mine, other, operator = acting(Role.MANAGER, 1), acting(Role.MANAGER, 2), acting(Role.OPERATOR, HOUSE)
    asked = ask_overlap(actor=mine, organisation=1, prefix="198.18.7.0/24", reason="our part of it", registry="inetnum", now=NOW)
    assert Approval.objects.count() == 0
    with pytest.raises(Refused):
        answer_overlap(actor=mine, overlap=asked[0].pk, agree=True, answer="", now=NOW)
    with pytest.raises(Refused):
        answer_overlap(actor=operator, overlap=asked[0].pk, agree=True, answer="", now=NOW)
    with pytest.raises(Unacceptable, match="asked already"):
        ask_overlap(actor=mine, organisation=1, prefix="198.18.7.0/24", reason="our part of it", registry="inetnum", now=NOW)
    answer_overlap(actor=other, overlap=asked[0].pk, agree=True, answer="they rent it", now=NOW)
    request = Approval.objects.get()
    assert request.requester_id == mine.user
    decide_approval(actor=operator, approval=request.pk, approve=True, answer="", now=NOW)
    assert set(Prefix.objects.values_list("organisation__number", "text")) == {
        (2, "198.18.0.0/16"), (1, "198.19.1.0/24"), (1, "198.18.7.0/24"),
    }  # fmt: skip


def test_a_refused_overlap_asks_for_nothing() -> None:
    organisation(1)
    organisation(2)
    add_prefix(actor=SYSTEM, organisation=2, prefix="198.18.0.0/16", reason="registry", now=NOW)
    asked = ask_overlap(actor=acting(Role.MANAGER, 1), organisation=1, prefix="198.18.7.0/24", reason="our part", registry="r", now=NOW)
    answer_overlap(actor=acting(Role.MANAGER, 2), overlap=asked[0].pk, agree=False, answer="not known here", now=NOW)
    assert (Approval.objects.count(), Overlap.objects.get().state) == (0, "refused")


@pytest.mark.parametrize(
    ("prefix", "why"), [("198.19.9.0/24", "at once"), ("198.18.0.0/16", "cannot be shared"), ("198.19.1.0/25", "itself")]
)
def test_only_what_lies_inside_or_around_is_asked_for(prefix: str, why: str) -> None:
    for number, held in ((2, "198.18.0.0/16"), (1, "198.19.1.0/24")):
        organisation(number)
        add_prefix(actor=SYSTEM, organisation=number, prefix=held, reason="registry", now=NOW)
    with pytest.raises(Unacceptable, match=why):
        ask_overlap(actor=acting(Role.MANAGER, 1), organisation=1, prefix=prefix, reason="our part", registry="r", now=NOW)
