"""Folded words, the search in them, and an excerpt about what was found. Pure: no Django, no clock."""

from __future__ import annotations

import re
from typing import Final

from hsoc.records import letters

MOST_WORDS: Final = 8  # words of one search; more narrow nothing down that eight do not
SHORTEST_WORD: Final = 2  # letters
_TAG: Final = re.compile(r"<[^>]*>")
_SPACE: Final = re.compile(r"\s+")


def folded(text: str) -> str:
    """Lower case without diacritics, tags and runs of white space: „Čím <b>začít</b>“ → "cim zacit"."""
    return _SPACE.sub(" ", letters.folded(_TAG.sub(" ", text))).strip()


def words(asked: str) -> tuple[str, ...]:
    """The folded words of a search, at most MOST_WORDS; the shortest left out."""
    found = re.findall(r"[\w-]+", folded(asked))
    return tuple(dict.fromkeys(word for word in found if len(word) >= SHORTEST_WORD))[:MOST_WORDS]


def excerpt(text: str, wanted: tuple[str, ...], *, around: int = 110) -> str:
    """A piece of the text about the first wanted word, cut at spaces; the beginning where none is in it."""
    plain = _SPACE.sub(" ", _TAG.sub(" ", text)).strip()
    # folding may change lengths, so the place is looked for letter by letter in a text folded one letter at a time
    letters = [folded(letter) or " " for letter in plain]
    joined = "".join(letter[0] for letter in letters)
    place = next((at for word in wanted if (at := joined.find(word)) >= 0), 0)
    begin = max(0, place - around)
    end = min(len(plain), place + around * 2)
    if begin:
        begin = plain.find(" ", begin) + 1 or begin
    if end < len(plain):
        end = plain.rfind(" ", begin, end) if plain.rfind(" ", begin, end) > begin else end
    return ("… " if begin else "") + plain[begin:end].strip() + (" …" if end < len(plain) else "")
