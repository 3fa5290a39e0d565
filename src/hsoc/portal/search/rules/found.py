"""What a search answers with, in one shape for all rooms. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

ON_FIRST: Final = 5  # hits of a group on the first page of results
ON_A_PAGE: Final = 25  # … on the page of one group
COUNTED: Final = 100  # hits of a room are counted so far
SECONDS_IN_ALL: Final = 3.0  # s that all rooms together may take
SECONDS: Final = 0.4  # s that one room may take; what is slower says so


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found. text: a piece around the words, plain; label: TLP where it has one; note: what kind, whose, when."""

    title: str
    href: str
    text: str = ""
    note: str = ""
    label: str = ""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What one room found. more: there is more than is shown; slow: it took too long and is not answered.

    beyond: where what was not looked through in time can be searched on; its text says what that is.
    """

    code: str
    name: str
    hits: tuple[Hit, ...] = ()
    more: bool = False
    slow: bool = False
    count: int = 0  # of all hits, one more than COUNTED where there are more than that; 0 where it was not asked
    uncounted: bool = False  # there are more than were counted
    beyond: Hit | None = None

    @property
    def counted(self) -> str:
        """How many, for people."""
        least = min(self.count, COUNTED)
        return f"{least}+" if self.uncounted or self.count > least else str(least)


def rank(title: str, words: tuple[str, ...]) -> int:
    """How well a folded title fits: 0 it is the words, 1 it begins with them, 2 a word of it does, 3 it holds the first, 4 elsewhere."""
    whole = " ".join(words)
    if title == whole:
        return 0
    if title.startswith(whole):
        return 1
    if f" {words[0]}" in f" {title}":
        return 2
    return 3 if words[0] in title else 4
