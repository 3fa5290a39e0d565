"""Numbers as strangers may see them: rounded, old enough, nobody recognisable. Pure: no Django, no clock."""

from __future__ import annotations

from typing import Final

DELAY_DAYS: Final = 2  # whole days back: the last moment of the day shown is at least 24 hours old
DIGITS: Final = 2  # digits that are said of a number; more would tell two days of a small member apart
FEWEST: Final = 10  # organisations; of fewer it is not said how many they are
FEW_OF_A_KIND: Final = 3  # organisations of one kind; fewer are not counted aloud


def rounded(value: float) -> int:
    """To two digits: 81 964 → 82 000, 5 343 → 5 300, 7 → 7."""
    number = round(value)
    scale = 10 ** max(0, len(str(abs(number))) - DIGITS)
    return int((number + scale // 2) // scale * scale)


def crowd(count: int) -> int | None:
    """Organisations in tens, rounded down; None for so few that they might be guessed."""
    return None if count < FEWEST else count // 10 * 10
