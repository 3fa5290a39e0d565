"""From a signed mail at the LMTP door to the members' boxes at a relay, over real sockets; and what the door answers to others."""

from __future__ import annotations

import smtplib
import socket
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.db import connections
from tests.factories.mails import mail, resolver, signed
from tests.factories.members import NOW
from tests.portal.lists.share.test_bounces import report

from hsoc.portal.lists import queries
from hsoc.portal.lists.models import Post, Sending
from hsoc.portal.lists.rules.addresses import Sort
from hsoc.portal.lists.rules.posting import State, Why
from hsoc.portal.lists.signals import answer_arrived
from hsoc.portal.lists.tasks import door, posting

WHO, LIST = "member@hospital2.example", "hsoc-tech@lists.hsoc.example"
DNS = resolver("hospital2.example")


class Boxes:
    """A relay that keeps what it gets: (return path, recipient, bytes)."""

    def __init__(self):
        self.got = []

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002
        self.got += [(envelope.mail_from, one, envelope.content) for one in envelope.rcpt_tos]
        return "250 ok"


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.django_db
def test_a_mail_comes_in_by_lmtp_and_goes_out_by_smtp(mailing_list, settings, monkeypatch):
    monkeypatch.setattr(posting._Rest, "until", 0)
    boxes, out, into = Boxes(), free(), free()

    def work(content, recipients, *, now):
        connections["default"] = shared  # the test's own connection, as Django's live server does it
        return door.deliver(content, recipients, now=now, ask=DNS)

    shared = connections["default"]
    shared.inc_thread_sharing()
    relay = Controller(boxes, hostname="127.0.0.1", port=out)
    lmtp = door.Door(door.Handler(work), hostname="127.0.0.1", port=into)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", out
    relay.start()
    lmtp.start()
    try:
        with smtplib.LMTP("127.0.0.1", into, timeout=10) as client:
            client.sendmail(WHO, [LIST], signed(mail(WHO), "hospital2.example"))
            client.mail(WHO)
            assert [client.rcpt(one)[0] for one in (LIST, "nobody@lists.hsoc.example", "x@elsewhere.example")] == [250, 250, 550]
            # one answer for each recipient that was known by its form (RFC 2033 4.2); smtplib reads the first only
            assert (client.data(mail(WHO, message_id="<2@x.example>"))[0], client.getreply()[0]) == (250, 550)
        assert set(Post.objects.values_list("state", "why")) == {(State.OUT, ""), (State.HELD, Why.UNPROVEN)}
        ms = int(Post.objects.latest("at").at.timestamp() * 1000) + 1000
        assert posting.on_beat(ms) == 2
    finally:
        lmtp.stop()
        relay.stop()
        shared.dec_thread_sharing()
    assert sorted(one for _, one, _ in boxes.got) == ["leader@hospital1.example", "second@hospital4.example"]
    got = message_from_bytes(boxes.got[0][2])
    assert got["List-Id"].endswith("<hsoc-tech.lists.hsoc.example>")
    assert queries.target(boxes.got[0][0]).valid


@pytest.mark.django_db
@pytest.mark.usefixtures("mailing_list")
class TestAnswers:
    def test_unknown_malformed_and_circles(self):
        plain = mail(WHO)
        assert door.deliver(plain, ["x@elsewhere.example", "none@lists.hsoc.example"], now=NOW, ask=DNS) == [door.UNKNOWN] * 2
        assert door.deliver(b"X: " + b"y" * 99_999 + b"\r\n\r\n", [LIST], now=NOW, ask=DNS)[0].startswith("554")
        circle = mail(WHO, List_Id="<hsoc-tech.lists.hsoc.example>")
        assert door.deliver(signed(circle, "hospital2.example"), [LIST], now=NOW, ask=DNS) == [door.TAKEN]
        assert not Post.objects.exists()

    def test_a_forged_from_is_held(self):
        door.deliver(signed(mail(WHO), "evil.example"), [LIST], now=NOW, ask=resolver("evil.example"))
        assert Post.objects.get().why == Why.UNPROVEN

    def test_the_same_mail_twice_is_one(self):
        content = signed(mail(WHO), "hospital2.example")
        door.deliver(content, [LIST, LIST], now=NOW, ask=DNS)
        assert Post.objects.count() == 1

    def test_a_report_comes_to_its_return_path(self, mailing_list):
        door.deliver(signed(mail(WHO), "hospital2.example"), [LIST], now=NOW, ask=DNS)
        one = Sending.objects.first()
        Sending.objects.update(gone=NOW)
        back = queries.secret_address(mailing_list, Sort.BOUNCE, one.pk)
        assert door.deliver(report("failed", "5.1.1"), [back], now=NOW, ask=DNS) == [door.TAKEN]
        forged = back.replace(f"b-{one.pk}-", f"b-{one.pk + 1}-")
        door.deliver(report("failed", "5.1.1"), [forged], now=NOW, ask=DNS)
        assert Sending.objects.filter(bounced__isnull=False).get().pk == one.pk

    def test_a_calendars_answer_is_passed_on_if_proven(self, settings):
        told = []
        hear = lambda **given: told.append((given["content"], given["address"]))  # noqa: E731
        answer_arrived.connect(hear)
        try:
            text = mail(WHO, to=settings.DEFAULT_FROM_EMAIL).replace(b"text/plain", b"text/calendar")
            ask = settings.DEFAULT_FROM_EMAIL
            door.deliver(text, [ask], now=NOW, ask=DNS)
            assert told == []
            assert door.deliver(signed(text, "hospital2.example"), [ask], now=NOW, ask=DNS) == [door.TAKEN]
            assert door.deliver(mail(WHO), [ask], now=NOW, ask=DNS)[0].startswith("550")
        finally:
            answer_arrived.disconnect(hear)
        assert [address for _, address in told] == [WHO]
