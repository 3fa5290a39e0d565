"""How a register is spelt: heads, names of institutions and people, days, mails; what is the same and what only looks so. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

import msgspec

from hsoc.portal.folding import fold

LIKE: Final = 0.84  # share of letters from which two institutions may be one; „Lipová“ and „Dubová“ stay far below
KEPT: Final = 20_000  # names and keys of which something is remembered: those of the largest file, some MB
LIKE_PERSON: Final = 0.88  # the same for people: a letter or two of a long name
LONGEST: Final = 200  # characters of a cell that are looked at
FIRST_YEAR: Final = 2000  # nothing of ours was signed before


def _set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# column → how its head is spelt, folded and without punctuation
_HEADS: Final = {
    "order": "poradi|poradove cislo|cislo|c|p c|por c|por|poradi podpisu|no|number|order|id",
    "name": "jmeno|jmeno a prijmeni|prijmeni a jmeno|titul jmeno prijmeni|titul jmeno a prijmeni|cele jmeno|zastupce|podepsal|podepsala|"
    "podepisujici|podepsana osoba|signatar|jmeno signatare|jmeno zastupce|statutarni zastupce|name|signatory|signer",
    "institution": "instituce|organizace|nemocnice|nazev instituce|nazev organizace|subjekt|zarizeni|nazev|poskytovatel|"
    "nazev subjektu|institution|organisation|organization|hospital",
    "date": "datum podpisu|datum|podepsano|podepsano dne|dne|datum podpisu memoranda|den podpisu|date|date of signature|signed",
    "mail": "kontaktni e mail|kontaktni email|kontaktni mail|e mail|email|mail|kontakt|e mailovy kontakt|emailova adresa|"
    "kontaktni e mailova adresa|contact|contact mail|contact e mail",
    "ico": "ico|ic|identifikacni cislo|identifikacni cislo osoby|ico organizace",
}  # fmt: skip
_COLUMN: Final = {head: column for column, heads in _HEADS.items() for head in heads.split("|")}
_FORMS: Final = re.compile(
    r"\b(a s|s r o|spol s r o|p o|prispevkova organizace|z u|z s|o p s|statni prispevkova organizace|s p o|akciova spolecnost)\b"
)
# words that many institutions share: two names are compared by what is left
_GENERIC: Final = _set(
    "nemocnice fakultni krajska mestska oblastni univerzitni vojenska psychiatricka ustav institut klinika zdravotnicka zachranna sluzba"
    " kraje kraj centrum lecebna zdravotni poliklinika v na nad pod u a pri svate svateho sv hospital the of"
)
_TITLES: Final = _set(
    "ing mudr mgr bc phd ph d mba prof doc rndr judr csc drsc dis mpa msc llm paeddr phdr mvdr pharmdr thdr ba bba mha et dr h c ict"
)
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}")
# where anybody may have a mailbox: such a domain says nothing of an institution
FREE_MAIL: Final = _set(
    "seznam.cz email.cz post.cz centrum.cz atlas.cz volny.cz gmail.com googlemail.com outlook.com outlook.cz hotmail.com yahoo.com"
    " icloud.com proton.me protonmail.com tiscali.cz quick.cz free.example"
)
_ISO: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_CZECH: Final = re.compile(r"^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})$")
_SLASHES: Final = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})$")
_SEVERAL: Final = re.compile(r"\s*(?:;|\n|\s/\s|\s\+\s)\s*")


def bare(text: str) -> str:
    """Folded, with single spaces instead of everything that is no letter or digit."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text[:LONGEST])).split())


def columns_of(cells: Sequence[object]) -> dict[str, int] | None:
    """Column → place, where a row is a head: it names at least a name and an institution. The first of two equal heads counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _COLUMN.get(bare(str(cell))) if cell is not None else None
        if column is not None:
            found.setdefault(column, place)
    return found if {"name", "institution"} <= set(found) else None


@lru_cache(maxsize=KEPT)
def institution_key(text: str) -> str:
    """A name of an institution without case, marks, punctuation and legal form."""
    key = bare(text)
    return " ".join(_FORMS.sub(" ", key).split()) or key


@lru_cache(maxsize=KEPT)
def person_key(text: str) -> str:
    """A name of a person without titles; the order of its words does not matter."""
    words = [word for word in bare(text).split() if word not in _TITLES]
    return " ".join(sorted(words or bare(text).split()))


def core(key: str) -> tuple[str, ...]:
    """The words of an institution's key that tell it from others."""
    words = tuple(word for word in key.split() if word not in _GENERIC)
    return words or tuple(key.split())


@lru_cache(maxsize=KEPT)
def _told_apart(key: str) -> tuple[str, tuple[str, ...], Counter[str]]:
    """What `alike` compares of a key: its telling words in order, the numbers among them, how often each letter comes."""
    words = core(key)
    text = " ".join(sorted(words))
    return text, tuple(word for word in words if word.isdecimal()), Counter(text)


def alike(one: str, other: str) -> float:
    """How alike two institutions' keys are by the words that matter, 0 to 1; with other numbers in them they never are."""
    (first, numbers, letters), (second, others, more) = _told_apart(one), _told_apart(other)
    if numbers != others:
        return 0.0
    if first == second:
        return 1.0
    # bounds from above, cheap first: by length, then by letters in common; only what passes both is compared in full
    whole = len(first) + len(second)
    if 2 * min(len(first), len(second)) < LIKE * whole or 2 * (letters & more).total() < LIKE * whole:
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def same_person(one: str, other: str) -> bool:
    """Whether two keys of people may be one person: the same, one with a further name, or a letter or two apart."""
    first, second = set(one.split()), set(other.split())
    if first == second or (min(len(first), len(second)) > 1 and (first <= second or second <= first)):
        return True
    if len(first) != len(second) or 2 * min(len(one), len(other)) < LIKE_PERSON * (len(one) + len(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE_PERSON


def parts_of(text: str) -> tuple[str, ...]:
    """The institutions under one name, where it lists several; one where it does not."""
    parts = tuple(part.strip() for part in _SEVERAL.split(text) if len(part.strip()) > 2)
    return parts if len(parts) > 1 else (text.strip(),)


def mails_of(text: str) -> tuple[str, ...]:
    """The mail addresses in a cell, in small letters."""
    return tuple(dict.fromkeys(one.lower() for one in _MAIL.findall(text[:LONGEST])))


class Day(msgspec.Struct, frozen=True):
    """A day as read. day: ISO, '' = none; code: what is to be said of it ('' nothing); answers: both readings of an ambiguous one."""

    day: str = ""
    code: str = ""
    answers: tuple[str, ...] = ()


def slashes(text: str) -> str:
    """How a day with slashes must be read: `us` month first, `dm` day first, `either`, '' = no such day."""
    match = _SLASHES.match(text.strip())
    if not match:
        return ""
    first, second = int(match[1]), int(match[2])
    if first > 12 and second <= 12:
        return "dm"
    if second > 12 and first <= 12:
        return "us"
    return "either" if first != second else "same"


def day_of(value: object, *, today: date, style: str = "") -> Day:  # noqa: PLR0911  (one way out a spelling)
    """Reads a day. value: a date of a spreadsheet or text; style: how other rows of the sheet are written (`us`, `dm`, '')."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _bounded(value.isoformat(), today)
    text = str(value or "").strip()[:40]
    if not text:
        return Day(code="date-missing")
    if match := _ISO.match(text):
        return _bounded(_iso(int(match[1]), int(match[2]), int(match[3])), today)
    if match := _CZECH.match(text):
        return _bounded(_iso(_year(match[3]), int(match[2]), int(match[1])), today)
    how = slashes(text)
    if not how:
        return Day(code="date-unreadable")
    first, second, last = (int(one) for one in _SLASHES.match(text).groups())  # type: ignore[union-attr]
    us, dm = _iso(_year(str(last)), first, second), _iso(_year(str(last)), second, first)
    if how == "us":
        read = _bounded(us, today)
        return Day(read.day, read.code or "date-us", read.answers)
    if how in {"dm", "same"}:
        return _bounded(dm, today)
    answers = (dm, us) if style == "dm" else (us, dm)
    kept = tuple(one for one in answers if one and one <= today.isoformat())
    if len(kept) == 1:
        return Day(kept[0], "date-only-past")
    return Day(kept[0], "date-ambiguous", kept) if kept else Day(code="date-future")


def _year(text: str) -> int:
    year = int(text)
    return year + FIRST_YEAR if year < 100 else year


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _bounded(day: str, today: date) -> Day:
    if not day:
        return Day(code="date-unreadable")
    if day > today.isoformat():
        return Day(code="date-future")
    return Day(day) if day >= f"{FIRST_YEAR}-01-01" else Day(code="date-old")
