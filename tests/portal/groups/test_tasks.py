"""The worker sends what a call queued, at once, each message once; whoever kills it in between doubles no SMS."""

import json
import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from tests.factories.members import NOW

from hsoc.portal.groups import tasks
from hsoc.portal.groups.actions.calls import call_again, call_together, close, reply
from hsoc.portal.groups.models import Call, CallMessage, CallStep
from hsoc.portal.groups.rules.calls import LEASE, Reply, Sent
from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.members.models import User
from hsoc.portal.notices.share import sms
from hsoc.records.tlp import TLP

MS = int(NOW.timestamp() * 1000)
LATER = timedelta(minutes=3)


class Killed(BaseException):
    """As kill -9: nothing of ours runs any more."""


@pytest.fixture
def call(group_of, people, settings, tmp_path, monkeypatch) -> Call:
    """`member` is called by mail and SMS; `leader`, who calls, is not."""
    settings.DATA = tmp_path
    monkeypatch.setattr(tasks._Rest, "until", {})
    monkeypatch.setattr(tasks, "SECONDS", 600)  # a busy machine
    User.objects.filter(username="member").update(phone="+420600000000", phone_verified=NOW)
    fields = {"subject": "Fire", "text": "", "tlp": TLP.GREEN, "exercise": False, "now": NOW}
    return call_together(actor=people["leader"], group=group_of(Entry.CLOSED), **fields)


def states() -> list[tuple[str, str, str]]:
    return list(CallMessage.objects.order_by("round", "way").values_list("way", "state", "trouble"))


def texts(folder) -> list[str]:
    return [json.loads(one.read_text())["to"] for one in (folder / "sms").glob("*.json")]


def test_nothing_leaves_in_the_request_and_everything_at_the_next_turn(call, tmp_path, django_assert_num_queries) -> None:
    assert (states(), mail.outbox) == ([("mail", "queued", ""), ("sms", "queued", "")], [])
    assert [tasks.on_turn(MS), tasks.on_turn(MS + 500)] == [1, 0]  # without a gateway the SMS is a file, and nobody is told that it left
    assert (states(), texts(tmp_path)) == ([("mail", "gone", ""), ("sms", "filed", "")], ["+420600000000"])
    (sent,) = mail.outbox
    assert sent.extra_headers["Message-ID"].startswith(f"<{CallMessage.objects.get(way='mail').identity}@")
    assert list(CallStep.objects.filter(call=call).values_list("code", "words"))[1:] == [("sent", "1: 1 / 0")]
    with django_assert_num_queries(1):  # twice a second, all day
        tasks.on_turn(MS + 1000)


def test_a_killed_worker_doubles_no_sms_and_loses_no_mail(call, people, monkeypatch) -> None:
    taken = []

    def killed(**fields: object) -> str:
        taken.append(fields["identity"])  # the gateway has it
        raise Killed

    monkeypatch.setattr(sms, "send", killed)
    with pytest.raises(Killed):
        tasks.on_turn(MS)
    assert [one[:2] for one in states()] == [("mail", "queued"), ("sms", "going")]
    assert tasks.on_turn(MS + 500) == 1  # the next worker: the mail leaves, the SMS is in somebody's hand
    assert tasks.on_turn(MS + 1000 + int(LEASE.total_seconds() * 1000)) == 0
    assert states()[1] == ("sms", "unsure", "")
    assert len(taken) == 1
    monkeypatch.setattr(sms, "send", lambda **fields: taken.append(fields["identity"]))
    call_again(actor=people["leader"], call=call, now=NOW + LATER)  # a person decides; it is another message
    assert tasks.on_turn(MS + 180_000) == 2
    assert len(set(taken)) == 2


def test_a_mail_whose_sender_died_leaves_again_under_the_same_name(call, monkeypatch) -> None:
    names = []

    def killed(self, messages):
        names.append(messages[0].extra_headers["Message-ID"])
        raise Killed

    with monkeypatch.context() as during:
        during.setattr(locmem.EmailBackend, "send_messages", killed)
        with pytest.raises(Killed):
            tasks.on_turn(MS)
    assert tasks.on_turn(MS + 1000 + int(LEASE.total_seconds() * 1000)) == 1
    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == names


def test_a_gateway_that_fails_is_asked_again_soon_and_given_up(call, monkeypatch) -> None:
    monkeypatch.setattr(sms, "send", lambda **_: (_ for _ in ()).throw(sms.Undelivered("the gateway answers 503")))
    assert tasks.on_turn(MS) == 1  # the mail
    assert states()[1] == ("sms", "queued", "the gateway answers 503")
    assert tasks.on_turn(MS + 5_000) == 0
    assert CallMessage.objects.get(way="sms").tries == 1  # the way rests
    for step in range(1, 9):
        tasks.on_turn(MS + step * 200_000)
    assert states()[1] == ("sms", "failed", "the gateway answers 503")
    assert CallMessage.objects.get(way="sms").tries == 6
    assert list(CallStep.objects.filter(call=call).values_list("code", flat=True)) == ["called", "failed", "sent"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (sms.Undelivered("it asks for another number", final=True), Sent.FAILED),
        (sms.Undelivered("the gateway does not answer: TimeoutError", unsure=True), Sent.UNSURE),
    ],
)
def test_what_is_refused_or_uncertain_is_not_tried_again(call, monkeypatch, error, state) -> None:
    monkeypatch.setattr(sms, "send", lambda **_: (_ for _ in ()).throw(error))
    for step in range(3):
        tasks.on_turn(MS + step * 200_000)
    assert (states()[1], CallMessage.objects.get(way="sms").tries) == (("sms", state, str(error)), 1)


def test_a_refused_box_fails_and_a_dead_relay_rests(call, monkeypatch) -> None:
    errors = [ConnectionRefusedError(), SMTPRecipientsRefused({"x@y.example": (550, b"no")})]
    monkeypatch.setattr(locmem.EmailBackend, "open", lambda _: (_ for _ in ()).throw(errors[0]), raising=False)
    tasks.on_turn(MS)
    assert states()[0] == ("mail", "queued", "ConnectionRefusedError")
    errors.pop(0)
    tasks.on_turn(MS + 20_000)
    assert states()[0] == ("mail", "failed", "SMTPRecipientsRefused")


def test_who_has_answered_and_a_call_that_is_over_get_nothing_more(call, people) -> None:
    reply(actor=people["member"], call=call, said=Reply.COMING, note="", now=NOW)
    assert (tasks.on_turn(MS), {one[1] for one in states()}) == (0, {"needless"})
    CallMessage.objects.update(state="queued")
    close(actor=people["leader"], call=call, summary="A false alarm.", now=NOW)
    assert {one[1] for one in states()} == {"needless"}


def test_several_sms_are_under_way_at_once(call, monkeypatch) -> None:
    """All of a claim meet at a barrier: one after the other would wait for ever."""
    one = CallMessage.objects.get(way="sms")
    for number in range(3):
        CallMessage.objects.create(called=one.called, round=1, way="sms", identity=f"{number}" * 32, due=NOW, at=NOW)
    meeting = threading.Barrier(4, timeout=20)
    monkeypatch.setattr(sms, "send", lambda **_: meeting.wait())
    assert tasks.on_turn(MS) == 5
