"""What the database itself refuses, and what rows are called."""

import pytest
from django.db import IntegrityError, transaction
from tests.factories import members as people

from hsoc.portal.reports.models import ClassState, Credibility, Exclusion, Feedback, Preference, Reach, Report, Told


def test_an_exception_says_something_and_a_belief_is_a_share(community):
    for wrong in (
        lambda: Exclusion.objects.create(organisation=community[2], reason="x", added=people.NOW),
        lambda: Credibility.objects.create(detector="x", value=1.5, changed=people.NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_one_reach_and_one_memory_of_each(community):
    for model, fields in (
        (Reach, {"serial": 1, "at": 1}),
        (Told, {"event_class": "malware", "own": "198.18.2.1", "since": 1, "until": 2}),
    ):
        model.objects.create(organisation=community[2], severity=3, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(organisation=community[2], severity=3, **fields)


def test_names():
    assert str(Report(label="hSOC-2026-11-27-M-0007")) == "hSOC-2026-11-27-M-0007"
    assert str(Exclusion(event_class="malware", network="198.18.2.1/32")) == "malware 198.18.2.1/32"
    assert [str(one) for one in (Credibility(detector="x", value=0.5), ClassState(name="malware", state="shadow"))] == [
        "x 0.5",
        "malware shadow",
    ]
    assert str(Told(event_class="malware", own="198.18.2.1")) == "malware 198.18.2.1"
    assert str(Preference(organisation_id=2)) == "reports of 2"
    assert str(Feedback(verdict="useful", report_id=3)) == "useful on 3"
    assert str(Reach(organisation_id=2, severity=3, serial=9)) == "2 3: 9"
