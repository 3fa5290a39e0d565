"""Which addresses can be kept: pages of the portal, with their filters and without what is of the moment. Pure."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode

PATH: Final = 200  # characters
QUERY: Final = 800  # characters of the filters
MOMENTARY: Final = frozenset({"page", "after", "cursor", "undo", "saved", "k"})  # places in a list and marks of one visit
MOST_FIELDS: Final = 60


def clean(address: str) -> tuple[str, str] | None:
    """(path, query) of a page of the portal; None for anything else. The fragment falls."""
    whole = address.partition("#")[0]
    path, _mark, query = whole.partition("?")
    plain = unquote(path)
    if not path.startswith("/portal/") or len(path) > PATH or ".." in plain or "\\" in plain or "//" in plain or not plain.isprintable():
        return None
    try:
        fields = parse_qsl(query, keep_blank_values=False, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    left = urlencode([(name, value) for name, value in fields if name not in MOMENTARY])
    return (path, left) if len(left) <= QUERY else None
