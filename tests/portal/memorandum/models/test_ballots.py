from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.factories.members import NOW

from hsoc.portal.memorandum.models import Ballot, Entitled, OpenVote, SecretVote


@pytest.mark.django_db
def test_a_ballot_ends_after_it_begins():
    with pytest.raises(IntegrityError):
        Ballot.objects.create(title="x", options=["a", "b"], opens=NOW, closes=NOW - timedelta(1), made=NOW)


def test_names():
    rows = (Ballot(title="x"), Entitled(ballot_id=1, organisation_id=2), OpenVote(ballot_id=1, option=0), SecretVote(key="k"))
    assert [str(one) for one in rows] == ["x", "1 2", "1 0", "k"]
