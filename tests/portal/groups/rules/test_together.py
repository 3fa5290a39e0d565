import itertools

from hsoc.portal.groups.rules.standing import Deed, Part
from hsoc.portal.groups.rules.together import NEEDS, Act, concerns


def test_a_step_concerns_those_for_whom_it_changes_something() -> None:
    cells = itertools.product(Act, Part, (False, True))
    assert {(act, part, own) for act, part, own in cells if concerns(act, part=part, own=own)} == {
        (Act.LEAD, Part.MEMBER, False), (Act.LEAD, Part.MEMBER, True), (Act.UNLEAD, Part.LEADER, False), (Act.UNLEAD, Part.LEADER, True),
        (Act.WRITE, Part.MEMBER, False), (Act.WRITE, Part.LEADER, False), (Act.REMOVE, Part.MEMBER, False),
        (Act.REMOVE, Part.MEMBER, True), (Act.REMOVE, Part.LEADER, False), (Act.REMOVE, Part.LEADER, True),
    }  # fmt: skip


def test_every_step_needs_the_right_of_the_single_one() -> None:
    assert dict(NEEDS) == {Act.LEAD: Deed.LEAD, Act.UNLEAD: Deed.LEAD, Act.WRITE: Deed.TELL, Act.REMOVE: Deed.REMOVE}
