"""The demo's lists are never empty, and a second start adds nothing."""

from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.lists.models import Post, Thread
from hsoc.portal.lists.rules.posting import State
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.project import demo_groups, demo_lists


@pytest.mark.django_db
def test_every_list_has_a_thread_and_one_post_is_held():
    demo_lists.settle(now=NOW)
    assert not Post.objects.exists()  # nobody is there
    for number in range(1, 11):
        organisation(number)
    organisation(HOUSE, kind=Kind.OPERATOR)
    for name, role, number in (
        ("analytik", Role.ANALYST, 9), ("manazer", Role.MANAGER, 10), ("koordinator", Role.COORDINATOR, HOUSE),
        ("operator", Role.OPERATOR, HOUSE),
    ):  # fmt: skip
        person(role, number, username=name)
    demo_groups.settle(now=NOW)
    demo_lists.settle(now=NOW)
    count = Post.objects.count()
    demo_lists.settle(now=NOW)
    assert Post.objects.count() == count
    assert set(Thread.objects.values_list("mailing_list__name", flat=True)) == set(demo_lists.THREADS)
    assert Thread.objects.count() == sum(map(len, demo_lists.THREADS.values()))
    assert Post.objects.filter(state=State.HELD).count() == 1
