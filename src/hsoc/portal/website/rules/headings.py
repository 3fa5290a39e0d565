"""Headings without a gap: a page goes from its title to the second level, never straight to the third. Pure: no Django, no clock."""

from __future__ import annotations

import re
from typing import Final

RAISED: Final = "third"  # class of a raised heading: it keeps the look that its writer chose
_HEADING: Final = re.compile(r"<(/?)h([23])(?=[\s>])([^<>]*)>")


def stepped(body: str) -> str:
    """HTML below a page's title with each third level that has no second one above it raised to the second.

    Editors write text in pieces and know one size of heading only; who reads by headings must not miss a level (WCAG 1.3.1).
    """
    seen = False

    def turn(found: re.Match[str]) -> str:
        nonlocal seen
        ends, level, rest = found.groups()
        seen = seen or level == "2"
        if seen:
            return found.group()
        if ends:
            return "</h2>"
        return f'<h2 class="{RAISED}"{rest}>'

    return _HEADING.sub(turn, body)
