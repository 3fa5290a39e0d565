from tests.factories.members import acting
from tests.portal.notices.actions.test_telling import NOW, invite

from hsoc.portal.members.rules import Role
from hsoc.portal.notices.share.needs import needs


def test_only_what_is_urgent_and_unread_presses(db) -> None:
    me, other = acting(Role.ANALYST, 1), acting(Role.ANALYST, 2)
    invite([me.user])
    assert needs(me, NOW) == ()
    invite([me.user], urgent=True)
    assert [(one.level, "hSOC-Tech" in one.detail) for one in needs(me, NOW)] == [(5, True)]
    assert needs(other, NOW) == ()
