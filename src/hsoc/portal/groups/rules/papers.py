"""Labels of documents: what may be read by whom, and that a label never widens. Pure: no Django, no database, no clock."""

from __future__ import annotations

from typing import Final

from hsoc.records.tlp import TLP

FOR_COMMUNITY: Final = frozenset({TLP.CLEAR, TLP.GREEN})  # labels under which the whole community may read (FIRST TLP 2.0)
IN_REGISTERS: Final = tuple(one for one in TLP if one is not TLP.RED)  # RED is for named people; a register has readers without number


def widens(before: TLP, after: TLP) -> bool:
    """Whether a new label would let more people read than the one before."""
    return after.narrowness < before.narrowness


def reaches_community(label: TLP, *, wished: bool, closed: bool) -> bool:
    """Whether everybody of the community reads it. A closed group shows nothing outside: that would tell that it exists."""
    return wished and not closed and label in FOR_COMMUNITY


def stamped(name: str, label: TLP, number: int) -> str:
    """The name of a file as it is handed out: the label first, so that it is seen wherever the file lies later."""
    return f"{label.value.replace(':', '-').replace('+', '-')} v{number} {name}"
