"""What the portal says is laid over the file; wider is refused whole; what it leaves out stays."""

import json

import pytest

from hsoc.perimeter.decide.steer import LARGEST, Unfit, steered
from hsoc.records.policy import Ceiling, Member, Own, Policy

ONE = Member(number=1, name="One", prefixes=("198.18.1.0/24",), access_mbps=1000, consent_destination_rtbh=True)
TWO = Member(number=2, name="Two", prefixes=("198.18.2.0/24",))
FILE = Policy(
    members=(ONE, TWO), protected=("198.18.0.0/16",), never_block=("203.0.113.0/24",), ceiling=Ceiling(most_rules=500, most_rules_member=50)
)


def told(**fields):
    return steered(json.dumps(fields).encode(), FILE)


def test_an_empty_document_changes_nothing():
    assert told() == FILE


def test_a_member_keeps_what_the_portal_does_not_name():
    found = told(version="7", members=[{"number": 1, "name": "One", "prefixes": ["198.18.1.0/25"], "consent_destination_rtbh": False}])
    assert (found.version, found.members[0].access_mbps, found.members[0].consent_destination_rtbh) == ("7", 1000, False)
    assert [member.number for member in found.members] == [1]
    assert (found.protected, found.ceiling) == (FILE.protected, FILE.ceiling)


def test_lists_that_protect_are_joined_and_limits_are_laid_over():
    found = told(never_block=["192.0.2.0/24"], ceiling={"most_rules": 100})
    assert found.never_block == ("203.0.113.0/24", "192.0.2.0/24")
    assert (found.ceiling.most_rules, found.ceiling.most_rules_member) == (100, 50)


def test_rules_of_members_come_along():
    rule = {"id": "1", "member": 1, "do": "drop", "match": {"dst": "198.18.1.0/24"}, "since": 1, "until": 2}
    assert told(rules=[rule]).rules[0].do is Own.DROP


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"members": [{"number": 3, "name": "Three", "prefixes": ["198.18.3.0/24"]}]}, "member 3: is not in the ceiling"),
        ({"members": [{"number": 2, "prefixes": ["198.18.0.0/16"]}]}, "outside the ceiling"),
        ({"members": [{"number": 2, "consent_destination_rtbh": True}]}, "consent_destination_rtbh"),
        ({"ceiling": {"most_rules": 501}}, "501 is more than 500"),
        ({"protected": ["0.0.0.0/0"]}, "outside the ceiling"),
        ({"mood": "good"}, "mood: no field of a policy"),
        ({"members": [7]}, "policy: "),
        ({"members": [{"number": "x", "name": "y"}]}, r"\$\.members\[0\]\.number"),
        ({"rules": [{"id": 1}]}, r"\$\.rules\[0\]"),
        ({"ceiling": None}, "policy: "),
    ],
)
def test_wider_or_unreadable_is_refused_whole_with_the_place(fields, why):
    with pytest.raises(Unfit, match=why) as caught:
        told(version="9", **fields)
    assert caught.value.version == "9"


@pytest.mark.parametrize("document", [b"", b"[]", b"{", b'{"a":' * 2000, b"\xff", b" " * (LARGEST + 1)])
def test_what_is_no_document_is_refused(document):
    with pytest.raises(Unfit):
        steered(document, FILE)
