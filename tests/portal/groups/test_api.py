import json

import pytest
from django.test import Client
from tests.factories.members import NOW

from hsoc.portal.groups.actions.calls import call_together
from hsoc.portal.groups.actions.messages import mark_gone
from hsoc.portal.groups.models import CallMessage
from hsoc.portal.members.models import User
from hsoc.records.tlp import TLP

PATH = "/portal/groups/sms-report/"


@pytest.mark.django_db
def test_the_gateway_reports_with_its_token(group_of, people, settings) -> None:
    User.objects.filter(username="member").update(phone="+420600000000", phone_verified=NOW)
    call_together(actor=people["leader"], group=group_of(), subject="Fire", text="", tlp=TLP.GREEN, exercise=False, now=NOW)
    one = CallMessage.objects.get(way="sms")
    mark_gone(message=one, now=NOW)

    def post(told: object, token: str = "s3cret") -> int:
        content = told if isinstance(told, str) else json.dumps(told)
        return Client().post(PATH, content, content_type="application/json", headers={"authorization": f"Bearer {token}"}).status_code

    report = {"id": one.identity, "status": "DELIVRD", "more": 1}
    settings.SMS_TOKEN = ""
    assert post(report, "") == 404
    settings.SMS_TOKEN = "s3cret"
    assert [post(report, "wrong"), post("{"), post("[1]"), post("x" * 5000), post({**report, "status": "accepted"})] == [
        401,
        400,
        400,
        400,
        204,
    ]
    assert CallMessage.objects.get(way="sms").state == "gone"
    assert (post(report), CallMessage.objects.get(way="sms").state) == (204, "delivered")
    assert Client().get(PATH).status_code == 405
