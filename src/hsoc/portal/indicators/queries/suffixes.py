"""The Public Suffix List that holds here, read once a process. Belongs here: where it comes from. Never: its rules (rules.suffixes).

Which one: HSOC_SUFFIXES names a file (Debian's package `publicsuffix`, or the list itself); else the dated copy that the library fido2 of
our lock carries for passkeys (MPL 2.0, unchanged). A file that is no list stops whoever asks: names would be tied wrongly and for ever.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.conf import settings

from hsoc.portal.indicators.rules import together
from hsoc.portal.indicators.rules.suffixes import Suffixes
from hsoc.records.indicator import Kind

LARGEST: Final = 8 * 1024 * 1024  # bytes


def suffixes() -> Suffixes:
    """Raises OSError, ValueError."""
    return _read(settings.SUFFIXES)


@lru_cache(maxsize=2)
def _read(path: str) -> Suffixes:
    source = Path(path) if path else files("fido2") / "public_suffix_list.dat"
    with source.open("rb") as file:
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ValueError(f"HSOC_SUFFIXES: {source} is larger than {LARGEST} bytes; give the Public Suffix List")
    try:
        return Suffixes(body.decode())
    except ValueError as error:
        raise ValueError(f"HSOC_SUFFIXES: {source}: {error}; give the Public Suffix List") from error


def site(kind: Kind, value: str) -> str:
    """rules.together.site by this list."""
    return together.site(kind, value, suffixes())
