"""The emergency channel: one action calls everybody, links answer once, and an exercise goes the same way."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from tests.factories.members import NOW

from hsoc.portal.groups import signals
from hsoc.portal.groups.actions.calls import call_again, call_together, close, give_room, reply, reply_by_link, write_down
from hsoc.portal.groups.models import Call, Called, CallStep
from hsoc.portal.groups.queries.calls import calls_visible_to, good, link, running
from hsoc.portal.groups.rules.calls import LINK, MOST_ROUNDS, Reply
from hsoc.portal.groups.rules.standing import Callers, Entry
from hsoc.portal.groups.tasks import on_turn
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.records.tlp import TLP

LATER = timedelta(minutes=3)


@pytest.fixture
def called(group_of, people):
    """Calls together: (call, secrets of the mails by address)."""

    def make(
        who: str = "leader", *, entry: Entry = Entry.CLOSED, callers: Callers = Callers.MEMBERS, **more
    ) -> tuple[Call, dict[str, str]]:
        group = more.pop("group", None) or group_of(entry, callers=callers)
        fields = {"subject": "Ransomware in Lipová", "text": "All of it.", "tlp": TLP.AMBER, "exercise": False, "now": NOW} | more
        call = call_together(actor=people[who], group=group, **fields)
        on_turn(int(fields["now"].timestamp() * 1000))
        return call, secrets_of(mail.outbox)

    return make


def secrets_of(box) -> dict[str, str]:
    return {one.to[0]: re.search(r"/portal/groups/answer/([\w-]+)/", one.body).group(1) for one in box}


def replies(call: Call) -> dict[str, tuple[str, str]]:
    return {one.user.username: (one.reply, one.way) for one in Called.objects.filter(call=call).select_related("user")}


def test_who_may_call(called, people, group_of) -> None:
    group = group_of(Entry.APPROVAL)
    for who in ("other", "operator", "auditor", "nobody", "member"):
        with pytest.raises(Refused):
            called(who, group=group)
    call, _secrets = called("coordinator", group=group)
    for who, sees in (("coordinator", True), ("member", True), ("other", False), ("operator", False)):
        assert calls_visible_to(people[who]).filter(pk=call.pk).exists() is sees
    with pytest.raises(Unacceptable):
        called("leader", group=group)  # one at a time


def test_everybody_is_called_and_amber_stays_in_the_portal(called, people) -> None:
    call, secrets = called("member")
    assert sorted(secrets) == ["leader@hospital1.example"]  # who calls comes, and needs no mail
    assert not [one for one in mail.outbox if "Lipov" in one.subject + one.body]
    assert replies(call) == {"leader": ("", ""), "member": ("coming", "portal")}
    assert list(CallStep.objects.filter(call=call).values_list("code", "words")) == [("called", ""), ("sent", "1: 1 / 0")]
    assert [(one, one.silent) for one in running(people["leader"])] == [(call, True)]


def test_a_green_subject_is_in_the_mail_and_an_exercise_says_so(called) -> None:
    call, _secrets = called("leader", tlp=TLP.GREEN, exercise=True, subject="Drill of November")
    assert all("CVIČENÍ" in one.subject and "Drill of November" in one.body for one in mail.outbox)
    assert CallStep.objects.filter(call=call).first().code == "exercise"


def test_a_link_answers_once(called, people) -> None:
    call, secrets = called()
    secret = secrets["member@hospital2.example"]
    found = link(secret)
    assert (good(found, NOW), good(found, NOW + LINK), link("x" * 22), link("short")) == (True, False, None, None)
    assert found.digest != secret
    reply_by_link(secret=secret, said=Reply.LATER, note="in an hour", now=NOW + LATER)
    assert replies(call)["member"] == ("later", "mail")
    with pytest.raises(Unacceptable):
        reply_by_link(secret=secret, said=Reply.COMING, note="", now=NOW + LATER)
    reply(actor=people["member"], call=call, said=Reply.COMING, note="", now=NOW + LATER)  # in the portal it can be changed
    assert replies(call)["member"] == ("coming", "portal")


def test_those_who_did_not_answer_are_called_again(called, people) -> None:
    call, _secrets = called()
    with pytest.raises(Unacceptable):
        call_again(actor=people["leader"], call=call, now=NOW + timedelta(seconds=30))
    mail.outbox.clear()
    for turn in range(1, MOST_ROUNDS):
        assert call_again(actor=people["leader"], call=call, now=NOW + turn * LATER) == 1
        on_turn(int((NOW + turn * LATER).timestamp() * 1000))
    assert len(mail.outbox) == MOST_ROUNDS - 1
    assert {one.to[0] for one in mail.outbox} == {"member@hospital2.example"}
    with pytest.raises(Unacceptable):
        call_again(actor=people["leader"], call=call, now=NOW + 20 * LATER)
    his = Called.objects.get(call=call, user=people["member"].user)
    write_down(actor=people["coordinator"], call=call, called=his.pk, said=Reply.CANNOT, note="on a train", now=NOW)
    assert replies(call)["member"] == ("cannot", "phone")


def test_the_end_stops_links_and_answers(called, people) -> None:
    call, secrets = called()
    with pytest.raises(Unacceptable):
        close(actor=people["leader"], call=call, summary="", now=NOW)
    close(actor=people["leader"], call=call, summary="A false alarm.", now=NOW)
    for act in (
        lambda: reply(actor=people["member"], call=call, said=Reply.COMING, note="", now=NOW),
        lambda: reply_by_link(secret=secrets["member@hospital2.example"], said=Reply.COMING, note="", now=NOW),
        lambda: call_again(actor=people["leader"], call=call, now=NOW + LATER),
    ):
        with pytest.raises(Unacceptable):
            act()
    with pytest.raises(Refused):
        reply(actor=people["other"], call=call, said=Reply.COMING, note="", now=NOW)


def test_meetings_can_give_it_a_room(called) -> None:
    def room(sender: object, *, call: Call, now: object, **_: object) -> None:
        give_room(call=call, room="/portal/meetings/room/7/", now=now)

    signals.group_called.connect(room)
    try:
        call, _secrets = called()
    finally:
        signals.group_called.disconnect(room)
    assert (Call.objects.get().room, "room" in CallStep.objects.values_list("code", flat=True)) == ("/portal/meetings/room/7/", True)
    assert call.room == "/portal/meetings/room/7/"
