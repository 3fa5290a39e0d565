"""Where the CSAF provider's files lie: labels, paths, media types, listings. Pure. Never: which papers (advisories), who is asking.

`/csaf/white/` is for anybody, `/csaf/green/` and `/csaf/amber/` are for those with a token (CSAF 2.0, section 7.1, requirements 3 to 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from hsoc.exchange.csaf.terms import LABELS
from hsoc.records.tlp import TLP

FOLDERS: Final = {LABELS[label].lower(): label for label in (TLP.CLEAR, TLP.GREEN, TLP.AMBER)}
PAPER: Final = re.compile(r"([0-9]{4})/([+\-_a-z0-9]{1,320}\.json)(?:\.(sha256|sha512|asc))?")
YEAR: Final = re.compile(r"([0-9]{4})/")
KEY_FOLDER: Final = "openpgp"


def folder(label: TLP) -> str:
    """`white`, `green`, `amber`."""
    return LABELS[label].lower()


def feed_name(label: TLP) -> str:
    """File name of a label's ROLIE feed (requirement 15)."""
    return f"csaf-feed-tlp-{folder(label)}.json"


def listing(title: str, names: Iterable[str]) -> str:
    """A directory as a page that machines and people follow (requirement 14)."""
    lines = "".join(f'<li><a href="{escape(name, quote=True)}">{escape(name)}</a></li>\n' for name in names)
    head = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f"{head}\n<body><h1>{escape(title)}</h1>\n<ul>\n{lines}</ul></body></html>\n"
