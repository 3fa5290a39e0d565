"""Policy and settings as arrays."""

import pytest
from tests.factories.routes import OURS, OWN

from hsoc.perimeter.guard.rules import expected, neighbours, rules
from hsoc.perimeter.guard.settings import Role, Session, Settings
from hsoc.records.policy import Announcement, Policy


def test_rules_of_one_prefix_stand_together():
    made = rules([OWN, Announcement(prefix="198.18.0.0/15", origins=()), OWN])
    assert made.rule_at.tolist() == [0, 1, 3]
    assert made.member.tolist() == [0, 7, 7]
    assert made.origins.tolist() == [OURS, OURS]


def test_what_only_defends_is_marked():
    made = rules([OWN, Announcement(prefix="198.18.7.9/32", origins=(OURS,), purpose="blackhole")])
    assert made.defends.tolist() == [0, 1]
    assert made.most.tolist() == [96 + 16, 96 + 32]


def test_sessions_and_what_they_may_announce():
    settings = Settings(
        session=(Session("192.0.2.1", 64501, Role.PEER, prefixes=("198.18.0.0/15",)), Session("192.0.2.2", role=Role.CUSTOMER))
    )
    made = neighbours(settings, Policy(bogons=("10.0.0.0/8",)))
    assert (made.role.tolist(), made.listed.tolist(), len(made.bogon_hi)) == ([1, 3], [1, 0], 1)
    assert expected(settings).asn.tolist() == [1]


def test_a_prefix_that_is_none_is_named():
    with pytest.raises(ValueError, match=r"198\.18\.7\.1/24"):
        rules([Announcement(prefix="198.18.7.1/24", origins=(1,))])
