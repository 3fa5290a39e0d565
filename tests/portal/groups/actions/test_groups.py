"""Groups are founded by coordinators, changed by their leaders, and end without being lost."""

import pytest
from tests.factories.members import NOW
from tests.portal.groups.conftest import founded

from hsoc.portal.groups import queries
from hsoc.portal.groups.actions.groups import change, end, found, found_first, reopen
from hsoc.portal.groups.actions.membership import join, put
from hsoc.portal.groups.models import Group
from hsoc.portal.groups.rules.standing import Entry, Part
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import SYSTEM, Refused

WHY = "as the group decided"


def test_the_first_four_are_made_once(db: None) -> None:
    assert found_first(actor=SYSTEM, now=NOW) == 4
    Group.objects.filter(code="hsoc-hr").update(name="Renamed")
    assert found_first(actor=SYSTEM, now=NOW) == 0
    assert Group.objects.get(code="hsoc-emergency").entry == "closed"


def test_a_coordinator_founds_one_and_names_its_first_leader(people) -> None:
    fields = {"name": "Záchranné služby 2", "purpose": "x", "audience": "y", "entry": Entry.APPROVAL, "now": NOW}
    for name in ("leader", "operator", "auditor", "nobody"):
        with pytest.raises(Refused):
            found(actor=people[name], **fields)
    made = found(actor=people["coordinator"], **fields)
    assert made.code == "zachranne-sluzby-2"
    with pytest.raises(Unacceptable):
        found(actor=people["coordinator"], **fields | {"name": "ZÁCHRANNÉ služby 2"})
    with pytest.raises(Unacceptable):
        found(actor=people["coordinator"], **fields | {"name": "?"})
    put(actor=people["coordinator"], group=made, user=people["leader"].user, organisation=1, part=Part.LEADER, now=NOW)
    with pytest.raises(Unacceptable):  # from now on it has people of its own
        put(actor=people["coordinator"], group=made, user=people["coordinator"].user, organisation=100, part=Part.LEADER, now=NOW)
    assert not queries.member_of(people["coordinator"], made)


def test_entry_becomes_easier_by_a_leaders_word_only(group_of, people) -> None:
    group = group_of(Entry.CLOSED)
    with pytest.raises(Refused):
        change(actor=people["coordinator"], group=group, entry=Entry.OPEN, reason=WHY, now=NOW)
    with pytest.raises(Refused):
        change(actor=people["member"], group=group, name="Mine", reason=WHY, now=NOW)
    with pytest.raises(Unacceptable):
        change(actor=people["leader"], group=group, name="Mine", reason="", now=NOW)
    other = founded("Taken")
    with pytest.raises(Unacceptable):
        change(actor=people["coordinator"], group=group, name=other.name.upper(), reason=WHY, now=NOW)
    assert change(actor=people["coordinator"], group=group, purpose="Better", reason=WHY, now=NOW).purpose == "Better"
    assert change(actor=people["leader"], group=group, entry=Entry.APPROVAL, code="stays", reason=WHY, now=NOW).entry == "approval"
    assert change(actor=people["coordinator"], group=group, entry=Entry.CLOSED, reason=WHY, now=NOW).code == group.code


def test_what_has_ended_is_still_read(group_of, people) -> None:
    group = group_of()
    with pytest.raises(Refused):
        end(actor=people["member"], group=group, reason=WHY, now=NOW)
    over = end(actor=people["coordinator"], group=group, reason=WHY, now=NOW)
    assert queries.member_of(people["member"], over)
    with pytest.raises(Refused):
        join(actor=people["other"], group=over, now=NOW)
    with pytest.raises(Refused):
        reopen(actor=people["member"], group=over, reason=WHY, now=NOW)
    assert join(actor=people["other"], group=reopen(actor=people["leader"], group=over, reason=WHY, now=NOW), now=NOW).state == "in"
