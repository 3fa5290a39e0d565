"""A small world: the list of an open group whose posts may go whole."""

import pytest
from tests.factories.members import HOUSE, NOW, person
from tests.portal.groups.conftest import founded, seated

from hsoc.portal.groups.rules.standing import Part
from hsoc.portal.lists.actions.lists import make_first_lists
from hsoc.portal.lists.models import MailingList
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Actor, Role
from hsoc.records.tlp import TLP


@pytest.fixture
def people(db: None) -> dict[str, Actor]:
    """leader, member, second, other of the hospitals 1, 2, 4, 3; a coordinator."""
    seats = {
        "leader": (Role.MANAGER, 1), "member": (Role.ANALYST, 2), "other": (Role.ANALYST, 3), "second": (Role.COLLEAGUE, 4),
        "coordinator": (Role.COORDINATOR, HOUSE),
    }  # fmt: skip
    return {name: actor_of(person(role, number, username=name)) for name, (role, number) in seats.items()}


@pytest.fixture
def mailing_list(people) -> MailingList:
    """The list of a group under TLP:GREEN: `leader` leads it, `member` and `second` are in it, `other` is not."""
    group = founded("hSOC-Tech", tlp=TLP.GREEN)
    seated(group, people["leader"], Part.LEADER)
    seated(group, people["member"])
    seated(group, people["second"])
    make_first_lists(actor=SYSTEM, now=NOW)
    return MailingList.objects.select_related("group").get(group=group)
