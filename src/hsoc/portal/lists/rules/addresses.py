"""Addresses of lists: the list, a member's secret one, a thread's, the one that bounces come back to. Pure: the key is an argument.

`list+m-<who>-<turn>-<mac>@domain` is a member's, `list+t-<thread>-<turn>-<mac>` a thread's, `list+b-<sending>-0-<mac>` a return path
(VERP).
A token is an HMAC over all of it, so it is not kept; raising the turn takes it back. Thread addresses say where an answer belongs and prove
nobody.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from enum import StrEnum
from typing import Final

import msgspec

MAC_BYTES: Final = 10  # 80 bits: guessing is by mail, one by one; the local part stays under 64 characters
LONGEST: Final = 254  # characters of an address (RFC 5321)
NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")  # of a list; leaves room for the token in 64 characters
_TOKEN: Final = re.compile(r"([mtb])-(\d{1,10})-(\d{1,5})-([a-z2-7]{16})")


class Sort(StrEnum):
    """What an address with a plus is for."""

    MEMBER = "m"
    THREAD = "t"
    BOUNCE = "b"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where a mail is addressed to. sort None: the list itself. valid False: it has a plus that is not ours."""

    name: str
    sort: Sort | None = None
    number: int = 0
    turn: int = 0
    valid: bool = True


def _mac(key: bytes, name: str, sort: str, number: int, turn: int) -> str:
    told = f"{name}|{sort}|{number}|{turn}".encode()
    return base64.b32encode(hmac.digest(key, told, hashlib.sha256)[:MAC_BYTES]).decode().lower()


def secret(key: bytes, name: str, sort: Sort, number: int, turn: int) -> str:
    """The part before the @ of such an address."""
    return f"{name}+{sort}-{number}-{turn}-{_mac(key, name, sort, number, turn)}"


def read(key: bytes, address: str, domain: str) -> Target | None:
    """What an address means; None where it is none of ours."""
    local, at, where = address.strip().lower().rpartition("@")
    if not at or where != domain.lower() or len(address) > LONGEST:
        return None
    name, plus, rest = local.partition("+")
    if not NAME.fullmatch(name):
        return None
    if not plus:
        return Target(name=name)
    parts = _TOKEN.fullmatch(rest)
    if parts is None:
        return Target(name=name, valid=False)
    sort, number, turn = Sort(parts[1]), int(parts[2]), int(parts[3])
    good = hmac.compare_digest(parts[4], _mac(key, name, sort, number, turn))
    return Target(name=name, sort=sort, number=number, turn=turn, valid=good)
