from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry
from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists, posts, sending
from hsoc.portal.lists.models import Sending
from hsoc.portal.lists.rules.posting import LEASE, Delivery

pytestmark = pytest.mark.django_db


def due(when=NOW):
    return queries.due(when, 10)


def write(mailing_list, people):
    return posts.write(actor=people["leader"], mailing_list=mailing_list, subject="a", text="b", now=NOW)


def test_a_claim_is_one_processes_and_ends_with_its_lease(mailing_list, people):
    write(mailing_list, people)
    first = due()[0]
    assert sending.claim(sending=first, now=NOW)
    assert sending.claim(sending=first, now=NOW) == []
    assert first.pk not in {one.pk for one in due()}
    assert first.pk in {one.pk for one in due(NOW + LEASE)}
    sending.mark_gone(sendings=[first], now=NOW)
    assert first.pk not in {one.pk for one in due(NOW + timedelta(days=9))}


def test_a_digest_leaves_together(mailing_list, people):
    lists.choose(actor=people["second"], mailing_list=mailing_list, delivery=Delivery.DIGEST, now=NOW)
    write(mailing_list, people)
    write(mailing_list, people)
    tomorrow = NOW + timedelta(days=1)
    one = next(row for row in due(tomorrow) if row.digest)
    assert len(sending.claim(sending=one, now=tomorrow)) == 2


def test_failures_wait_longer_and_end_as_a_bounce(mailing_list, people):
    write(mailing_list, people)
    one = due()[0]
    sending.claim(sending=one, now=NOW)
    assert not sending.mark_failed(sendings=[one], trouble="asleep", final=False, now=NOW)
    assert Sending.objects.get(pk=one.pk).due == NOW + timedelta(minutes=1)
    assert sending.mark_failed(sendings=[one], trouble="no such box", final=True, now=NOW)
    assert Entry.objects.filter(action="list.undelivered").count() == 1
    assert mailing_list.subscriptions.get(user=one.user_id).score == 2


def test_a_report_counts_once_and_only_for_what_left(mailing_list, people):
    write(mailing_list, people)
    one = due()[0]
    assert not sending.take_bounce(number=one.pk, hard=True, now=NOW)
    sending.mark_gone(sendings=[one], now=NOW)
    assert sending.take_bounce(number=one.pk, hard=True, now=NOW)
    assert not sending.take_bounce(number=one.pk, hard=True, now=NOW)
    assert mailing_list.subscriptions.get(user=one.user_id).score == 2
