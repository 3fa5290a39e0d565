from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.factories.members import NOW
from tests.factories.network import hospital, rule

from hsoc.portal.network.models import Exemption, Limits, OtherNetwork, Rule, RuleDraft, Spared, Wish


def test_a_rule_has_an_end_after_its_beginning(db):
    hospital()
    with pytest.raises(IntegrityError, match="rule_has_an_end"):
        rule(until=NOW)


def test_one_draft_a_person_and_organisation(db):
    owner, one = hospital(), rule()
    RuleDraft.objects.create(user=one.author, organisation=owner, typed={}, saved=NOW)
    with pytest.raises(IntegrityError):
        RuleDraft.objects.create(user=one.author, organisation=owner, typed={}, saved=NOW)


def test_things_say_what_they_are(db):
    owner = hospital()
    until = NOW + timedelta(days=1)
    assert str(rule()).endswith(" drop destination 198.18.7.0/24 protocol =udp")
    assert str(Limits(organisation=owner, most_rules=5, most_cost=9)) == "5 rules, 9 TCAM"
    assert str(OtherNetwork(organisation=owner, kind="kivs-cms", name="x", added=NOW)) == "kivs-cms x"
    assert str(Exemption(prefix="192.0.2.0/24", owner="Olga", reason="r", until=until, added=NOW)) == "192.0.2.0/24 (Olga)"
    assert str(Spared(prefix="198.18.7.1/32", reason="r", until=until, added=NOW)) == "198.18.7.1/32"
    assert str(Wish(organisation=owner, changed=NOW)) == f"wishes of {owner.pk}"
    assert str(RuleDraft(user_id=3)) == "draft of 3"
    assert {state.value for state in Rule.State} == {"waiting", "set", "withdrawn", "vetoed"}
