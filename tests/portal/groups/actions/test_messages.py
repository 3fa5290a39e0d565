"""What the gateway reports about an SMS; the rest of their course is in tests/portal/groups/test_tasks.py."""

import pytest
from tests.factories.members import NOW

from hsoc.portal.groups.actions.calls import call_together
from hsoc.portal.groups.actions.messages import mark_gone, reported
from hsoc.portal.groups.models import CallMessage
from hsoc.portal.members.models import User
from hsoc.records.tlp import TLP


@pytest.mark.parametrize(("delivered", "state"), [(True, "delivered"), (False, "failed")])
def test_only_an_sms_that_left_is_reported(group_of, people, delivered, state) -> None:
    User.objects.filter(username="member").update(phone="+420600000000", phone_verified=NOW)
    call_together(actor=people["leader"], group=group_of(), subject="Fire", text="", tlp=TLP.GREEN, exercise=False, now=NOW)
    text, letter = CallMessage.objects.get(way="sms"), CallMessage.objects.get(way="mail")
    for one in (text.identity, letter.identity, "x"):
        assert not reported(identity=one, delivered=delivered, now=NOW)
    mark_gone(message=text, now=NOW)
    assert reported(identity=text.identity, delivered=delivered, now=NOW)
    assert not reported(identity=text.identity, delivered=not delivered, now=NOW)  # the first word counts
    assert CallMessage.objects.get(way="sms").state == state
