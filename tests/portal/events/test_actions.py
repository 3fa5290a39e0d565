import pytest
from tests.portal.events.conftest import ANALYST, OPERATOR, WHEN

from hsoc.portal.audit.models import Entry
from hsoc.portal.events.actions import Unfit, look_into
from hsoc.portal.members.rules import Refused


def test_look_needs_a_reason_and_the_right_and_is_told_to_the_member(community) -> None:
    for reason in ("", "  short ", "x"):
        with pytest.raises(Unfit, match="reason"):
            look_into(actor=OPERATOR, member=3, reason=reason, now=WHEN)
    with pytest.raises(Refused):
        look_into(actor=ANALYST, member=3, reason="curiosity killed", now=WHEN)
    look_into(actor=OPERATOR, member=3, reason="complaint about scans", now=WHEN, object="flows")
    entry = Entry.objects.get(action="member_data.looked_into")
    assert (entry.concerns, entry.object, entry.reason, entry.who) == (3, "flows", "complaint about scans", "operator")
