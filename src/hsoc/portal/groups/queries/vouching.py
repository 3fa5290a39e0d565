"""Whether somebody is vouched for in a closed group. Belongs here: the door to `members`, which keeps the vouches. Never: a change."""

from __future__ import annotations

from hsoc.portal.members import queries as members


def vouched(person: int, circle: str) -> bool:
    """True where two people of two other organisations vouch for the person, for this group or for the community as a whole."""
    return members.vouched(person, circle)
