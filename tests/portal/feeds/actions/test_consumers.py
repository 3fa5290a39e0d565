"""Consumers are made by people for their own organisation; fetches are noted without noise."""

from datetime import timedelta

import pytest
from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry
from hsoc.portal.feeds.actions.consumers import create_consumer, note_fetch, revoke_consumer
from hsoc.portal.feeds.models import Consumer, Fetch
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused


def test_the_secret_is_shown_once_and_kept_nowhere(first) -> None:
    made, secret = create_consumer(actor=first, organisation=1, name=" Firewall A ", now=NOW)
    assert (made.name, secret[:6]) == ("Firewall A", "hsocf_")
    assert secret not in str(made.__dict__)
    assert secret not in str(Entry.objects.get(action="consumer.created").details)


def test_nobody_makes_or_ends_one_for_others(first, second, firewall) -> None:
    with pytest.raises(Refused):
        create_consumer(actor=second, organisation=1, name="x", now=NOW)
    with pytest.raises(Refused):
        revoke_consumer(actor=second, consumer=Consumer.objects.get().pk, now=NOW)
    with pytest.raises(Unacceptable):
        create_consumer(actor=first, organisation=1, name="  ", now=NOW)
    with pytest.raises(Unacceptable):
        revoke_consumer(actor=first, consumer=999, now=NOW)


def test_an_unchanged_list_is_noted_once_a_minute(first, firewall) -> None:
    consumer = Consumer.objects.get()
    for second in (0, 10, 59, 61, 70):
        note_fetch(consumer=consumer, path="/a", version=1, etag="1", now=NOW + timedelta(seconds=second))
    only = Fetch.objects.get()
    assert (only.at, only.again) == (NOW, NOW + timedelta(seconds=61))
    note_fetch(consumer=consumer, path="/a", version=2, etag="2", now=NOW + timedelta(seconds=71))
    assert Fetch.objects.count() == 2
