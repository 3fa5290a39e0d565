"""The words of a message on each way."""

import pytest
from tests.factories.members import NOW

from hsoc.portal.groups.models import Call, Called, CallMessage, Group
from hsoc.portal.groups.rules.calls import Way
from hsoc.portal.groups.share import calling
from hsoc.portal.groups.share.calling import letter, secret
from hsoc.portal.members.models import User

IDENTITY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def one(group_of, people, monkeypatch):
    phones = {people["member"].user: "+420600000000"}
    monkeypatch.setattr(calling, "phone_of", lambda user: phones.get(user, ""))

    def made(tlp: str, way: Way, who: str = "member") -> CallMessage:
        call = Call(pk=7, group=Group.objects.first() or group_of(), subject="Výpadek v Lipové", tlp=tlp, exercise=False, at=NOW)
        called = Called(pk=3, call=call, user=User.objects.get(pk=people[who].user))
        return CallMessage(called=called, way=way.value, identity=IDENTITY)

    return made


def test_a_secret_is_of_its_message_and_of_this_house(settings) -> None:
    first = secret(IDENTITY)
    assert (len(first), secret(IDENTITY), secret("x") == first) == (22, first, False)
    settings.SECRET_KEY = "another"
    assert secret(IDENTITY) != first


def test_an_sms_is_short_plain_and_carries_no_amber(one) -> None:
    text = letter(one("TLP:AMBER", Way.SMS)).text
    assert text == f"hSOC: Skupina Group open je svolana. Odpovezte: http://127.0.0.1:8000/portal/groups/answer/{secret(IDENTITY)}/"
    assert len(text) <= 160


def test_a_mail_speaks_the_readers_language(one) -> None:
    message = one("TLP:GREEN", Way.MAIL)
    message.called.user.language = "en"
    made = letter(message)
    assert made.subject == "[hSOC] Group open is called together"
    assert ("Výpadek v Lipové" in made.text, "/portal/groups/group-open/emergency/7/" in made.text) == (True, True)
    assert letter(one("TLP:GREEN", Way.SMS, "leader")).to == ""  # has no verified phone any more
