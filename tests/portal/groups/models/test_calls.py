import pytest
from django.db import IntegrityError
from tests.factories.members import NOW

from hsoc.portal.groups.models import Call, Called, CallLink, CallMessage, CallStep


def test_a_group_has_one_call_at_a_time(group_of) -> None:
    fields = {"group": group_of(), "subject": "x", "tlp": "TLP:GREEN", "exercise": False, "at": NOW}
    Call.objects.create(closed=NOW, **fields)
    call = Call.objects.create(**fields)
    assert str(call) == f"{call.group_id} x"
    rows = [
        Called(call_id=1, user_id=2), CallLink(called_id=1, way="sms"), CallStep(call_id=1, code="sent"),
        CallMessage(called_id=1, way="sms"),
    ]  # fmt: skip
    assert [str(one) for one in rows] == ["1 2 ", "1 sms", "1 sent", "1 sms queued"]
    with pytest.raises(IntegrityError):
        Call.objects.create(**fields)
