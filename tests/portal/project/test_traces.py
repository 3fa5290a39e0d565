"""The table that a person sees before he is erased, and that the erasure does what it says."""

from __future__ import annotations

import pytest
from tests.factories.members import NOW, person

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.queries.personal import traces
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.fates import Fate
from hsoc.portal.members.signals import person_erased
from hsoc.portal.notices.models import Notice
from hsoc.portal.search.models import Kept

pytestmark = pytest.mark.django_db


def test_the_table_counts_what_is_held_and_names_what_nobody_can_find(browser, asked_at_most):
    user = person(Role.ANALYST, 1)
    Kept.objects.create(user=user, name="Můj den", path="/portal/day/", created=NOW)
    Notice.objects.create(user=user, kind="ballot.closed", values={}, path="/", made=NOW)
    who = browser(user)
    with asked_at_most(30):
        page = who.get("/portal/me/forget/")
    told = {str(one.what): (one.many, one.fate) for one, _said, _look in page.context["traces"]}
    assert len(told) == 19
    assert [fate for many, fate in told.values() if many is None] == [Fate.UNTOUCHABLE]  # secret votes
    assert sum(fate is Fate.GOES for _many, fate in told.values()) == 7
    person_erased.send(sender=None, person=user.pk, now=NOW)
    assert not Kept.objects.exists()
    assert not Notice.objects.exists()
    goes = {str(one.what): one.many for one in traces(actor_of(user)) if one.fate is Fate.GOES}
    assert sum(goes.values()) <= 3  # what members itself takes away (leaving._erase) was not called here
