from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from tests.factories.members import NOW

from hsoc.portal.lists.actions import lists, posts
from hsoc.portal.lists.models import Sending
from hsoc.portal.lists.rules.posting import LEASE, Delivery
from hsoc.portal.lists.tasks import posting

pytestmark = pytest.mark.django_db
MS = int(NOW.timestamp() * 1000)


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(posting._Rest, "until", 0)
    monkeypatch.setattr(posting, "SECONDS", 600)  # a busy machine


@pytest.fixture
def post(mailing_list, people):
    return posts.write(actor=people["member"], mailing_list=mailing_list, subject="a", text="b", now=NOW)


def test_each_member_gets_it_once(post):
    assert [posting.on_beat(MS), posting.on_beat(MS), posting.on_beat(MS + 86_400_000)] == [2, 0, 0]
    assert sorted(one.to[0] for one in mail.outbox) == ["leader@hospital1.example", "second@hospital4.example"]


def test_a_relay_that_is_down_rests_and_a_refused_box_is_a_bounce(post, monkeypatch):
    errors = [SMTPServerDisconnected("gone")]

    def fails(self, messages):
        raise errors[0]

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", fails)
    assert posting.on_beat(MS) == 0
    assert Sending.objects.filter(tries=1).count() == 1  # the second was not tried
    assert posting.on_beat(MS + 1000) == 0
    assert Sending.objects.filter(tries=1).count() == 1
    errors[0] = SMTPRecipientsRefused({"x@y.example": (550, b"no")})
    assert posting.on_beat(MS + 120_000) == 0
    assert Sending.objects.filter(given_up__isnull=False).count() == 2


class Killed(BaseException):
    """As kill -9: nothing of ours runs any more."""


def test_a_digest_whose_sender_died_leaves_again_as_the_same_mail(mailing_list, people, monkeypatch):
    lists.choose(actor=people["second"], mailing_list=mailing_list, delivery=Delivery.DIGEST, now=NOW)
    lists.choose(actor=people["leader"], mailing_list=mailing_list, delivery=Delivery.NONE, now=NOW)

    def wrote(text, when):
        posts.write(actor=people["member"], mailing_list=mailing_list, subject=text, text=text, now=when)

    def said(one):
        return one.extra_headers["Message-ID"], one.body

    taken = []

    def killed(self, messages):
        taken.append(said(messages[0]))  # the relay has it
        raise Killed

    wrote("First.", NOW)
    wrote("Second.", NOW)
    day = timedelta(days=1)
    with monkeypatch.context() as during:
        during.setattr(locmem.EmailBackend, "send_messages", killed)
        with pytest.raises(Killed):
            posting.on_beat(MS + 86_400_000)
    wrote("Third.", NOW)  # due already, but not in the mail that may have arrived
    assert posting.on_beat(int((NOW + day + LEASE).timestamp() * 1000) + 1000) == 2
    again, new = sorted((said(one) for one in mail.outbox), key=lambda one: "Third." in one[1])
    assert again == taken[0]
    assert ("Third." in new[1], "First." in new[1], new[0] == again[0]) == (True, False, False)


def test_what_is_never_heard_of_again_is_given_up(post, monkeypatch):
    def killed(self, messages):
        raise Killed

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", killed)
    names = set()
    for step in range(1, 40):
        try:
            posting.on_beat(MS + step * (int(LEASE.total_seconds() * 1000) + 1000))
        except Killed:
            names.add(Sending.objects.exclude(parcel="").latest("claimed").parcel)
    assert (Sending.objects.filter(given_up__isnull=False).count(), len(names)) == (2, 2)
