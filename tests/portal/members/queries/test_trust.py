from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.portal.members import queries
from hsoc.portal.members.actions.invitations import invite
from hsoc.portal.members.models import Vouch
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_two_words_from_two_other_organisations_open_a_circle() -> None:
    outsider = person(Role.COLLEAGUE, 9, username="outsider")
    one, two, mate = person(username="one", number=1), person(username="two", number=2), person(username="mate", number=9)
    for voucher in (one, mate):
        Vouch.objects.create(person=outsider, voucher=voucher, said="known", circle="tech", when=NOW)
    assert not queries.vouched(outsider.pk, "tech")
    Vouch.objects.create(person=outsider, voucher=two, said="known", when=NOW)
    assert queries.vouched(outsider.pk, "tech")
    assert not queries.vouched(outsider.pk)  # what was said for the circle is not said for the whole
    Vouch.objects.filter(voucher=two).update(withdrawn=NOW)
    assert not queries.vouched(outsider.pk, "tech")


def test_invitations_are_seen_by_those_who_could_make_them() -> None:
    organisation(2)
    invite(actor=acting(Role.COORDINATOR, HOUSE), organisation=2, email="n@h.example", role=Role.ANALYST, now=NOW)
    assert queries.invitations_visible_to(acting(Role.MANAGER, 2)).count() == 1
    assert queries.invitations_visible_to(acting(Role.ANALYST, 2)).count() == 0
    assert queries.invitations_visible_to(acting(Role.MANAGER, 1)).count() == 0


def test_names_and_user_names() -> None:
    one = person(username="one")
    assert queries.people_named([one.pk]) == {one.pk: "One"}
    assert queries.people_called(["one", "nobody"]) == {"one": one.pk}
