import pytest
from django.db import IntegrityError
from tests.factories.members import NOW

from hsoc.portal.groups.models import Call, Called, CallLink, CallStep


def test_a_group_has_one_call_at_a_time(group_of) -> None:
    fields = {"group": group_of(), "subject": "x", "tlp": "TLP:GREEN", "exercise": False, "at": NOW}
    Call.objects.create(closed=NOW, **fields)
    call = Call.objects.create(**fields)
    assert str(call) == f"{call.group_id} x"
    assert [str(Called(call_id=1, user_id=2)), str(CallLink(called_id=1, way="sms")), str(CallStep(call_id=1, code="sent"))] == [
        "1 2 ", "1 sms", "1 sent",
    ]  # fmt: skip
    with pytest.raises(IntegrityError):
        Call.objects.create(**fields)
