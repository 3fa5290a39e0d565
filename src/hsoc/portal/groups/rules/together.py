"""What a leader does to several members at once, and whom of those chosen it concerns. Pure: no Django, no database, no clock."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hsoc.portal.groups.rules.standing import Deed, Part

MOST: Final = 50  # members of one step: what a page shows


class Act(StrEnum):
    """What is done to them."""

    LEAD = "lead"
    UNLEAD = "unlead"
    WRITE = "write"
    REMOVE = "remove"


NEEDS: Final = MappingProxyType({Act.LEAD: Deed.LEAD, Act.UNLEAD: Deed.LEAD, Act.WRITE: Deed.TELL, Act.REMOVE: Deed.REMOVE})


def concerns(act: Act, *, part: str, own: bool) -> bool:
    """Whether it changes anything for a member. part: what he is in the group; own: he is who does it."""
    if act is Act.WRITE:
        return not own
    return act is Act.REMOVE or (part == Part.LEADER) is (act is Act.UNLEAD)
