"""A fault of a policy: what is wrong and where. Never: finding one."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """What is wrong and where: `member 7, prefixes` · `203.0.113.0/24 also belongs to member 9`."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
