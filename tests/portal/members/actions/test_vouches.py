from __future__ import annotations

import pytest
from tests.factories.members import NOW, acting, person

from hsoc.portal.members import queries
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.vouches import take_word_back, vouch
from hsoc.portal.members.rules import NOBODY, Refused, Role

pytestmark = pytest.mark.django_db


def test_two_people_vouch_and_one_takes_his_word_back() -> None:
    outsider = person(Role.COLLEAGUE, 9, username="outsider")
    one, two = acting(Role.ANALYST, 1), acting(Role.ANALYST, 2)
    told = {"person": outsider.pk, "said": "we worked together", "now": NOW}
    first = vouch(actor=one, **told)
    with pytest.raises(Unacceptable, match="already"):
        vouch(actor=one, **told)
    vouch(actor=two, **told)
    assert queries.vouched(outsider.pk)
    with pytest.raises(Refused):
        take_word_back(actor=two, vouch=first.pk, now=NOW)
    take_word_back(actor=one, vouch=first.pk, now=NOW)
    assert not queries.vouched(outsider.pk)


def test_who_does_not_vouch() -> None:
    outsider = person(Role.COLLEAGUE, 9, username="outsider")
    told = {"said": "we worked together", "now": NOW}
    with pytest.raises(Unacceptable, match="Colleagues"):
        vouch(actor=acting(Role.ANALYST, 9), person=outsider.pk, **told)
    with pytest.raises(Refused):
        vouch(actor=NOBODY, person=outsider.pk, **told)
    with pytest.raises(Refused):
        vouch(actor=queries.actor_of(outsider), person=outsider.pk, **told)
    with pytest.raises(Unacceptable, match="no such"):
        vouch(actor=acting(Role.ANALYST, 1), person=0, **told)
