"""What becomes of a kind of a person's data when he is erased. Pure. Never: the erasing."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Fate(StrEnum):
    """What happens to it."""

    GOES = "goes"
    NAMELESS = "nameless"  # it stays under a pseudonym
    STAYS = "stays"
    UNTOUCHABLE = "untouchable"  # nobody can tell whose it is, so nobody can take it out


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table that the person sees. many: how many there are, None where nobody can tell."""

    what: str
    many: int | None
    fate: Fate
    why: str
