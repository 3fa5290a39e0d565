"""The gates of groups: which ones somebody sees, which he is in, who is in them. Never: a change.

For other rooms: visible_to, of, member_of, members_of, leaders_of, group_by_code, standing_in, allowed.
"""

from __future__ import annotations

from hsoc.portal.groups.queries.groups import (
    allowed,
    group_by_code,
    leaders_of,
    led_by,
    member_of,
    members_of,
    membership_of,
    needs,
    of,
    personal,
    standing_in,
    stays_visible_to,
    ties_of,
    visible_to,
)

__all__ = [
    "allowed",
    "group_by_code",
    "leaders_of",
    "led_by",
    "member_of",
    "members_of",
    "membership_of",
    "needs",
    "of",
    "personal",
    "standing_in",
    "stays_visible_to",
    "ties_of",
    "visible_to",
]
