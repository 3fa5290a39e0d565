"""How long a text message is on the air, and how words are made to fit. Pure. Source: 3GPP TS 23.038 (alphabet), 23.040 (parts)."""

from __future__ import annotations

from typing import Final

from hsoc.records.letters import bare

GSM7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE: Final = frozenset("^{}\\[~]|€\f")  # of the extension table: an escape and the letter
SINGLE: Final = {True: 160, False: 70}  # units of a message alone: GSM 7-bit, UCS-2
JOINED: Final = {True: 153, False: 67}  # … of each part of several
MOST_PARTS: Final = 2  # parts of one message; whoever needs more words opens the portal
_PLAIN: Final = str.maketrans({"„": '"', "“": '"', "”": '"', "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " "})


def units(text: str) -> tuple[bool, int]:
    """(whether the GSM 7-bit alphabet is enough, length in septets or UCS-2 units)."""
    if all(letter in GSM7 or letter in TWICE for letter in text):
        return True, sum(2 if letter in TWICE else 1 for letter in text)
    return False, len(text.encode("utf-16-be")) // 2


def parts(text: str) -> int:
    """How many messages the text takes."""
    seven, length = units(text)
    return 1 if length <= SINGLE[seven] else -(-length // JOINED[seven])


def folded(text: str) -> str:
    """The text in the GSM 7-bit alphabet: háčky and čárky fall, what cannot be said so becomes a question mark."""
    found = []
    for letter in text.translate(_PLAIN):
        if letter in GSM7 or letter in TWICE:
            found.append(letter)
            continue
        plain = bare(letter)
        found.append(plain if plain and all(one in GSM7 for one in plain) else "?")
    return "".join(found)


def fitted(text: str, *, tail: str = "", most: int = MOST_PARTS) -> str:
    """The text and a tail (an address) in at most `most` parts: as it is where one part is enough, else without diacritics, else cut."""
    whole = f"{text} {tail}".strip()
    if parts(whole) == 1:
        return whole
    plain, end = folded(text), folded(tail)
    while plain and parts(f"{plain} {end}".strip()) > most:
        plain = f"{plain[:-4].rstrip()}..." if len(plain) > 4 else ""
    return f"{plain} {end}".strip()
