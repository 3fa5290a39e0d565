from __future__ import annotations

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from tests.factories.members import NOW

from hsoc.portal.lists.actions import posts
from hsoc.portal.lists.models import Sending
from hsoc.portal.lists.tasks import posting

pytestmark = pytest.mark.django_db
MS = int(NOW.timestamp() * 1000)


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(posting._Rest, "until", 0)


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
