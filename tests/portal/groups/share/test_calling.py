"""The words of a call on each way."""

import sys
from types import ModuleType

import pytest
from tests.factories.members import NOW

from hsoc.portal.groups.models import Call, Called
from hsoc.portal.groups.rules.calls import Way
from hsoc.portal.groups.share import calling
from hsoc.portal.groups.share.calling import Letter, letter, send
from hsoc.portal.members.models import User


@pytest.fixture
def one(group_of, people):
    def made(tlp: str, **more: object) -> tuple[Call, Called]:
        call = Call(pk=7, group=group_of(), subject="Výpadek v Lipové", tlp=tlp, exercise=False, at=NOW, **more)
        user = User.objects.get(pk=people["member"].user)
        user.phone = "+420600000000"
        return call, Called(pk=3, call=call, user=user)

    return made


def test_an_sms_is_short_plain_and_carries_no_amber(one) -> None:
    text = letter(*one("TLP:AMBER"), Way.SMS, "s" * 22).text
    assert text == "hSOC: Svolavame skupinu Group open. Odpovezte: http://127.0.0.1:8000/portal/groups/answer/ssssssssssssssssssssss/"
    assert len(text) <= 160


def test_a_mail_speaks_the_readers_language(one) -> None:
    call, called = one("TLP:GREEN")
    called.user.language = "en"
    made = letter(call, called, Way.MAIL, "s" * 22)
    assert made.subject == "[hSOC] Group open is called together"
    assert ("Výpadek v Lipové" in made.text, "/portal/groups/group-open/emergency/7/" in made.text) == (True, True)
    called.user.phone = ""
    assert letter(call, called, Way.SMS, "s" * 22) is None


def test_sms_go_through_the_gateway_of_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def gateway(*, to: str, text: str) -> None:
        if to == "bad":
            raise ValueError
        taken.append((to, text))

    fake = ModuleType("hsoc.portal.notices.share.sms")
    fake.send = gateway
    monkeypatch.setitem(sys.modules, "hsoc.portal.notices.share.sms", fake)
    monkeypatch.setattr(calling.util, "find_spec", lambda _: fake)
    letters = [Letter(1, Way.SMS, "+420600000000", "", "come"), Letter(2, Way.SMS, "bad", "", "come")]
    assert send(letters) == (0, 1, ["SMS: ValueError"])
    assert taken == [("+420600000000", "come")]
    assert send([]) == (0, 0, [])
