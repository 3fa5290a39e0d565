"""Checks of what people type about organisations and themselves: identification number, domain, AS number, phone. Pure.

Each returns the one way it is written, or raises ValueError with a code that actions put into words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hsoc.records.indicator import Kind, canonical

LEAST_DIGITS: Final = 9  # of a phone number: a Czech one without the country
MOST_DIGITS: Final = 15  # ITU-T E.164
HOME: Final = "+420"  # country of a number of nine digits
LARGEST_AS: Final = (1 << 32) - 2  # RFC 7300: the last one is reserved
RESERVED_AS: Final = frozenset({0, 23456, 65535})  # RFC 7607, RFC 6793, RFC 7300

_ICO_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2)
_PHONE: Final = re.compile(r"^\+?[0-9][0-9 ()/.\-]*$")


def ico_of(text: str) -> str:
    """An identification number of a Czech organisation as eight digits; shorter ones get their zeros. Raises ValueError('ico')."""
    digits = text.strip().replace(" ", "").zfill(8)
    if len(digits) != 8 or not digits.isascii() or not digits.isdecimal() or digits == "00000000":
        raise ValueError("ico")
    rest = sum(weight * int(digit) for weight, digit in zip(_ICO_WEIGHTS, digits, strict=False)) % 11
    if int(digits[7]) != (11 - rest) % 10:
        raise ValueError("ico")
    return digits


def domain_of(text: str) -> str:
    """A domain as its A-label in lower case, without a dot at the end; of at least two labels. Raises ValueError('domain')."""
    try:
        name = canonical(Kind.DOMAIN, text.strip().rstrip(".").removeprefix("www."))
    except ValueError as error:
        raise ValueError("domain") from error
    if "." not in name or name.rpartition(".")[2].isdecimal():
        raise ValueError("domain")
    return name


def as_number_of(text: str) -> int:
    """An AS number of 64500 or AS64500. Raises ValueError('asn') on no number and on those that nobody can have."""
    digits = text.strip().upper().removeprefix("AS").strip()
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 10:
        raise ValueError("asn")
    number = int(digits)
    if number in RESERVED_AS or number > LARGEST_AS:
        raise ValueError("asn")
    return number


def phone_of(text: str) -> str:
    """A phone number as + and digits (E.164), nine digits are Czech; an empty one stays empty. Raises ValueError('phone')."""
    said = text.strip()
    if not said:
        return ""
    if not _PHONE.match(said):
        raise ValueError("phone")
    digits = re.sub(r"\D", "", said)
    if not said.startswith("+"):
        if digits.startswith("00"):
            digits = digits[2:]
        elif len(digits) == LEAST_DIGITS:
            digits = HOME.removeprefix("+") + digits
        else:
            raise ValueError("phone")
    if not LEAST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise ValueError("phone")
    return f"+{digits}"


def phone_shown(number: str) -> str:
    """A number in groups of three, the country apart where it is ours."""
    if number.startswith(HOME) and len(number) == 13:
        own = number.removeprefix(HOME)
        return f"{HOME} {own[:3]} {own[3:6]} {own[6:]}"
    return number


def within(address: str, domains: Iterable[str]) -> str:
    """The domain among those given in which a mail address lies, itself or below; empty where in none."""
    host = address.rpartition("@")[2].strip().lower().rstrip(".")
    return next((domain for domain in domains if host == domain or host.endswith("." + domain)), "")
