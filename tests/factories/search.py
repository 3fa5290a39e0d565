"""What a room finds, as a test looks at it."""

from __future__ import annotations

from hsoc.portal.search.queries.asking import Found, keys
from hsoc.portal.search.rules.found import Hit


def first_hits(found: Found, most: int) -> list[Hit]:
    """The first hits of one room."""
    return found.hits(keys({"room": found}, most)["room"])
