"""Who vouches for whom in a closed group. Belongs here: the door to `members`, which keeps the vouches. Never: a change."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Actor


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Words for somebody who waits: (name, organisations, what was said) of each, how many are missing, whether the actor may add his."""

    said: tuple[tuple[str, str, str], ...]
    missing: int
    mine: bool
    may: bool


def vouched(person: int, circle: str) -> bool:
    """True where two people of two other organisations vouch for the person, for this group or for the community as a whole."""
    return members.vouched(person, circle)


def words(actor: Actor, people: Collection[int], circle: str) -> dict[int, Words]:
    """Person → the words for him, of people whom the actor may see waiting; 4 queries however many they are."""
    if not people:
        return {}
    names, seats = members.organisation_names(), members.organisations_of(people)
    told = {}
    for person, (given, missing) in members.vouching(people, circle).items():
        mine = any(one.person == actor.user for one in given)
        other = bool(actor.organisations - seats.get(person, frozenset()))
        told[person] = Words(
            said=tuple((one.name, ", ".join(names.get(number, "") for number in sorted(one.organisations)), one.said) for one in given),
            missing=missing,
            mine=mine,
            may=not mine and other and person != actor.user and actor.via == "session",
        )
    return told
