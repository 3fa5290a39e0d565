from tests.factories.members import NOW

from hsoc.portal.groups.share.telling import tell
from hsoc.portal.notices.models import Notice


def test_people_are_told_once_through_notices(people) -> None:
    values = {"group": "Tech", "title": "When"}
    tell(people=[], kind="group.poll", values=values, path="/portal/", now=NOW)
    tell(people=[people["member"].user] * 2, kind="group.poll", values=values, path="/portal/groups/", now=NOW)
    assert [(one.user_id, one.kind, one.path) for one in Notice.objects.all()] == [(people["member"].user, "group.poll", "/portal/groups/")]
