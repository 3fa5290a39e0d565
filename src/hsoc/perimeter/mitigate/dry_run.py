"""The backend that sends nothing: it shows exactly what would be announced, and keeps the table so that reading back works.

Announcements are ExaBGP API lines with the NLRI in hex behind `#`; the table is what a router would hold after them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hsoc.exchange.flowspec.compose import canonical, rule
from hsoc.exchange.flowspec.encode import encode
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import statement
from hsoc.exchange.flowspec.then import Then
from hsoc.records.address import network
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation

BLACKHOLE: Final = "65535:666"  # RFC 7999
NO_EXPORT: Final = "no-export"
NEXT_HOP_V4: Final = "192.0.2.1"  # discard next hop by custom (RFC 5635 leaves it to the operator)
NEXT_HOP_V6: Final = "100::1"  # RFC 6666
SCRUBBING: Final = "65000:100"  # route target of the scrubbing VRF; configuration of a real speaker
_MARK: Final = " # "


class DryRun:
    """Carries all that touches traffic, and sends none of it."""

    name = "dry-run"
    can = frozenset(action for action in Action if action.touches_traffic)

    def __init__(self) -> None:
        self._table: dict[str, str] = {}

    def announce(self, entry: Mitigation) -> tuple[str, ...]:
        """The one line that would bring the entry into force. Raises Unsayable."""
        return (f"announce {_body(entry)}{_MARK}{_proof(entry)}key={entry.key}",)

    def withdraw(self, entry: Mitigation) -> tuple[str, ...]:
        """The one line that would take it back. Raises Unsayable."""
        return (f"withdraw {_body(entry)}{_MARK}{_proof(entry)}key={entry.key}",)

    def parse(self, listing: str) -> frozenset[str]:
        """Keys of our entries in `listing`; lines without our mark are not ours to name."""
        return frozenset(
            line.split(f"{_MARK}", 1)[1].split("key=", 1)[1] for line in listing.splitlines() if _MARK in line and "key=" in line
        )

    def take(self, lines: Iterable[str]) -> None:
        """Do to the table what a router would do with the lines."""
        for line in lines:
            verb, body = line.split(" ", 1)
            name = body.split("key=", 1)[1]
            if verb == "announce":
                self._table[name] = body
            else:
                self._table.pop(name, None)

    def listing(self) -> str:
        """The table as it would be read back, sorted, one entry per line."""
        return "\n".join(self._table[name] for name in sorted(self._table))


def _body(entry: Mitigation) -> str:
    if entry.action in {Action.SOURCE_RTBH, Action.DESTINATION_RTBH}:
        prefix = entry.match.src if entry.action is Action.SOURCE_RTBH else entry.match.dst
        if prefix is None:
            raise Unsayable(f"{entry.action} needs the prefix that it is about")
        hop = NEXT_HOP_V4 if network(prefix).version == 4 else NEXT_HOP_V6
        return f"route {prefix} next-hop {hop} community [ {BLACKHOLE} {NO_EXPORT} ]"
    return statement(rule(canonical(entry.match)), then=_then(entry))


def _then(entry: Mitigation) -> Then:
    if entry.action in {Action.REDIRECT, Action.DIVERT}:
        return Then(redirect=SCRUBBING)
    return Then(packets=entry.rate) if entry.rate else Then(discard=True)


def _proof(entry: Mitigation) -> str:
    """The bytes of the NLRI, where it is a FlowSpec one."""
    if entry.action in {Action.SOURCE_RTBH, Action.DESTINATION_RTBH}:
        return ""
    return f"nlri={encode(rule(canonical(entry.match))).hex()} "
