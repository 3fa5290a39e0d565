from tests.factories.members import person
from tests.portal.notices.actions.test_telling import NOW, invite

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import NOBODY, SYSTEM
from hsoc.portal.notices import queries


def test_a_notice_is_seen_by_whom_it_was_told(db, django_assert_num_queries) -> None:
    me, other = person(number=1), person(number=2)
    for _ in range(queries.MOST_COUNTED + 5):
        invite([me.pk])
    mine, his = actor_of(me), actor_of(other)
    with django_assert_num_queries(1):
        assert queries.unread_count(mine) == queries.MOST_COUNTED
    assert [queries.unread_count(one) for one in (his, NOBODY, SYSTEM)] == [0, 0, 0]


def test_a_phone_is_one_that_was_verified(db) -> None:
    me = person()
    me.phone = "+420601000000"
    me.save()
    assert queries.phone_of(me.pk) == ""
    me.phone_verified = NOW
    me.save()
    assert queries.phone_of(me.pk) == "+420601000000"
