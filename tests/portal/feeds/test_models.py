"""A consumer's secret is one of a kind."""

import pytest
from django.db import IntegrityError
from tests.factories.members import NOW

from hsoc.portal.feeds.models import Consumer


def test_two_consumers_cannot_have_one_secret(first, firewall) -> None:
    one = Consumer.objects.get()
    with pytest.raises(IntegrityError):
        Consumer.objects.create(organisation=one.organisation, name="b", start="x", digest=one.digest, author=one.author, created=NOW)
