"""The words of a call on each way."""

import json

import pytest
from tests.factories.members import NOW

from hsoc.portal.groups.models import Call, Called, Group
from hsoc.portal.groups.rules.calls import Way
from hsoc.portal.groups.share import calling
from hsoc.portal.groups.share.calling import Letter, letter, send
from hsoc.portal.members.models import User


@pytest.fixture
def one(group_of, people, monkeypatch):
    phones = {people["member"].user: "+420600000000"}
    monkeypatch.setattr(calling, "phone_of", lambda user: phones.get(user, ""))

    def made(tlp: str, who: str = "member") -> tuple[Call, Called]:
        call = Call(pk=7, group=Group.objects.first() or group_of(), subject="Výpadek v Lipové", tlp=tlp, exercise=False, at=NOW)
        return call, Called(pk=3, call=call, user=User.objects.get(pk=people[who].user))

    return made


def test_an_sms_is_short_plain_and_carries_no_amber(one) -> None:
    text = letter(*one("TLP:AMBER"), Way.SMS, "s" * 22).text
    assert text == "hSOC: Skupina Group open je svolana. Odpovezte: http://127.0.0.1:8000/portal/groups/answer/ssssssssssssssssssssss/"
    assert len(text) <= 160


def test_a_mail_speaks_the_readers_language(one) -> None:
    call, called = one("TLP:GREEN")
    called.user.language = "en"
    made = letter(call, called, Way.MAIL, "s" * 22)
    assert made.subject == "[hSOC] Group open is called together"
    assert ("Výpadek v Lipové" in made.text, "/portal/groups/group-open/emergency/7/" in made.text) == (True, True)
    assert letter(*one("TLP:GREEN", "leader"), Way.SMS, "s" * 22) is None  # has no verified phone


def test_sms_are_written_down_where_there_is_no_gateway(settings, tmp_path) -> None:
    settings.DATA = tmp_path
    letters = [Letter(1, Way.SMS, "+420600000000", "", "come"), Letter(2, Way.SMS, "bad", "", "come")]
    sent, texted, failed = send(letters)
    assert (sent, texted, len(failed)) == (0, 1, 1)
    assert [json.loads(path.read_text())["text"] for path in (tmp_path / "sms").iterdir()] == ["come"]
    assert send([]) == (0, 0, [])


def test_a_silent_gateway_is_not_waited_for_again_and_again(monkeypatch) -> None:
    tried = []

    def silent(**fields: object) -> str:
        tried.append(fields["to"])
        raise calling.sms.Undelivered("the gateway does not answer: TimeoutError")

    monkeypatch.setattr(calling.sms, "send", silent)
    assert send([Letter(n, Way.SMS, f"+42060000000{n}", "", "come") for n in range(6)])[1:] == (
        0, ["SMS: the gateway does not answer: TimeoutError"] * 2 + ["SMS: 4 not tried"],
    )  # fmt: skip
    assert len(tried) == 2
