from datetime import timedelta

from tests.factories.members import NOW, acting

from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.search import actions
from hsoc.portal.search.queries.kept import TAKEN_BACK, deleted, here, own, visible_to


def test_ones_own_and_what_colleagues_share(db) -> None:
    me, colleague, stranger = acting(Role.ANALYST, 1), acting(Role.MANAGER, 1), acting(Role.MANAGER, 2)
    mine = actions.keep(actor=me, address="/portal/events/?severity=5", name="Red", shared=False, now=NOW)
    ours = actions.keep(actor=me, address="/portal/events/?severity=4", name="Orange", shared=True, now=NOW)
    assert [one.name for one in visible_to(me)] == ["Orange", "Red"]
    assert [[one.name for one in here(who, "/portal/events/")] for who in (colleague, stranger, NOBODY)] == [["Orange"], [], []]
    assert [own(who, mine.pk) is not None for who in (me, colleague, NOBODY)] == [True, False, False]
    actions.drop(actor=me, pk=ours.pk, now=NOW)
    assert [deleted(me, ours.pk, now) is not None for now in (NOW, NOW + TAKEN_BACK + timedelta(seconds=1))] == [True, False]
    assert not visible_to(colleague).exists()
