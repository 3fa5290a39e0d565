"""What makes a passphrase weak, what a browser is called, how long support lasts. Pure: no Django, no database, no clock.

A passphrase is judged by itself: nothing is asked of a list of leaked ones, which would have to be fetched and would know who asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hsoc.records.letters import folded

LEAST_LENGTH: Final = 12  # characters, as NIST SP 800-63B rev. 4 asks at least 15 without and 8 with a second factor: between, for both
LEAST_KINDS: Final = 7  # different characters: "ababababababab" is long and no secret
LEAST_LEFT: Final = 8  # characters that must remain when everything guessable is taken out
RUN: Final = 4  # characters of an alphabet or keyboard row that count as one guess
LONGEST_AGENT: Final = 200  # characters of a browser's own name that are looked at
ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "+ěščřžýáíé")
COMMON: Final = [
    "heslo",
    "password",
    "passphrase",
    "hsoc",
    "nemocnice",
    "hospital",
    "admin",
    "vitejte",
    "welcome",
    "tajne",
    "secret",
    "letmein",
    "jaro",
    "leto",
    "podzim",
    "zima",
]

HOURS: Final = (1, 4, 8, 24)  # how long a member may let us look on
ASK_DAYS: Final = 7  # after which an unanswered question lapses


class Weak(StrEnum):
    """Why a passphrase is refused."""

    SHORT = "short"
    FEW = "few"  # too few different characters
    GUESSABLE = "guessable"  # little is left without words, names, rows and repetitions


def weakness(passphrase: str, *, about: Iterable[str] = ()) -> Weak | None:
    """The first reason against it, or None. about: words a guesser knows of the person (names, mail, organisation)."""
    if len(passphrase) < LEAST_LENGTH:
        return Weak.SHORT
    if len(set(passphrase)) < LEAST_KINDS:
        return Weak.FEW
    left = folded(passphrase)
    known = {part for word in (*COMMON, *about) for part in re.split(r"[^0-9a-z]+", folded(word)) if len(part) > 3}
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word, "")
    left = re.sub(r"(19|20)\d\d", "", left)  # years
    left = re.sub(r"(.)\1{2,}", r"\1", left)  # the same key held down
    left = re.sub(r"(.{2,}?)\1+", r"\1", left)  # the same piece again
    return Weak.GUESSABLE if len(_without_runs(left)) < LEAST_LEFT else None


def _without_runs(text: str) -> str:
    """Each run along a row, in either direction, counts as one character."""
    out, at = [], 0
    rows = [folded(row) for row in ROWS]
    rows += [row[::-1] for row in rows]
    while at < len(text):
        longest = max((_run(text, at, row) for row in rows), default=0)
        out.append(text[at])
        at += longest if longest >= RUN else 1
    return "".join(out)


def _run(text: str, at: int, row: str) -> int:
    place = row.find(text[at])
    length = 0
    while place >= 0 and at + length < len(text) and place + length < len(row) and text[at + length] == row[place + length]:
        length += 1
    return length


_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser(agent: str) -> str:
    """`Firefox, Windows` of a User-Agent header; empty where nothing is recognised. Never the header itself: it is a stranger's text."""
    agent = agent[:LONGEST_AGENT]
    parts = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part)


def lapsed(asked: datetime, *, now: datetime) -> bool:
    """True where a question for consent was left unanswered for too long."""
    return now - asked > timedelta(days=ASK_DAYS)
