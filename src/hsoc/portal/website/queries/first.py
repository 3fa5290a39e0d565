"""The first content of the public web, from the files in `first/`. Belongs here: reading and checking them. Never: a database."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

HERE: Final = Path(__file__).resolve().parents[1] / "first"
LANGUAGES: Final = ("cs", "en")


class First(msgspec.Struct, frozen=True, kw_only=True):
    """One page as its file says it. under: key of the page above it; body: blocks as Wagtail stores them, links as `page:key`.

    day: of news, YYYY-MM-DD; begins, ends: of a training, Prague time without a zone.
    """

    key: str
    kind: str = "article"
    under: str = "front"
    order: int = 0
    menu: bool = False
    title: str
    slug: str
    lead: str = ""
    description: str = ""
    day: str = ""
    begins: str = ""
    ends: str = ""
    place: str = ""
    audience: str = ""
    body: list[dict[str, Any]] = []


@lru_cache(maxsize=2)
def first(language: str) -> tuple[First, ...]:
    """All pages of a language, each after the one above it. Raises msgspec.ValidationError on a file that says something else."""
    found = {path.stem: _read(path) for path in sorted((HERE / language).glob("*.toml"))}

    def depth(one: First) -> int:
        return 0 if one.kind == "front" else 1 + depth(found[one.under])

    return tuple(sorted(found.values(), key=lambda one: (depth(one), one.order, one.key)))


def _read(path: Path) -> First:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(said | {"key": path.stem}, type=First)
