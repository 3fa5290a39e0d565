from hsoc.portal.groups.rules.first import FIRST
from hsoc.portal.groups.rules.standing import Callers, Entry


def test_the_community_begins_with_four_groups() -> None:
    assert [one["code"] for one in FIRST] == ["hsoc-tech", "hsoc-emergency", "hsoc-man", "hsoc-hr"]
    emergency = FIRST[1]
    assert (emergency["entry"], emergency["callers"]) == (Entry.CLOSED, Callers.MEMBERS)
    assert all(one["purpose"] and one["purpose_en"] and one["audience"] and one["audience_en"] for one in FIRST)
