"""What a group is made of, as it is stored. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from hsoc.portal.groups.models.group import (
    CALLERS_NAMES,
    END_NAMES,
    ENTRY_NAMES,
    PART_NAMES,
    STATE_NAMES,
    Group,
    GroupMembership,
    Happening,
)

__all__ = ["CALLERS_NAMES", "END_NAMES", "ENTRY_NAMES", "PART_NAMES", "STATE_NAMES", "Group", "GroupMembership", "Happening"]
