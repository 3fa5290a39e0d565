"""The way of a signature, and who may sign. Pure: no Django, no clock."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class State(StrEnum):
    """Where a signature stands."""

    HANDED = "handed"  # waits for a coordinator
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Capacity(StrEnum):
    """By what somebody signs for an organisation."""

    STATUTORY = "statutory"
    MANDATE = "mandate"  # which one is said in words


OPEN = frozenset({State.HANDED, State.CONFIRMED})  # states in which a signature stands or may come to stand


def digest_of(text_cs: str, text_en: str) -> str:
    """SHA-256 of both texts of a version, 64 hex digits; a zero byte stands between them so that they cannot be shifted."""
    return hashlib.sha256(text_cs.encode() + b"\x00" + text_en.encode()).hexdigest()


def may_decide(*, handed_by: int, decider: int) -> bool:
    """Whether a person may confirm or refuse: never what he handed in himself. Ids, 0 = nobody."""
    return bool(decider) and handed_by != decider
