"""The table of table.txt, read. Belongs here: its lines and the words of its letters. Never: an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("table.txt")


def line(route: str, rows: tuple[str, str]) -> str:
    """How the table writes a route."""
    return f"{route or '/':59} {rows[0]:17} | {rows[1]}"


def table() -> dict[str, tuple[str, str]]:
    """Route → (row of GET, row of POST)."""
    found = {}
    for text in FILE.read_text(encoding="utf-8").splitlines():
        if text and not text.startswith("#"):
            left, _bar, post = text.partition(" | ")
            route, _space, get = left.partition(" ")
            found["" if route == "/" else route] = (get.strip(), post.strip())
    return found
