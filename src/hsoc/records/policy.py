"""The policy: who is protected and what may be done for them. It comes down through door 2 or from a file. Never: reading it.

perimeter.toml is the ceiling; a policy can only narrow it.
"""

from __future__ import annotations

import msgspec

from hsoc.records.decision import Action


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as the perimeter knows it. `number` is stable and small (1 … 4095): it is a bit position in roll-ups."""

    number: int
    name: str
    prefixes: tuple[str, ...] = ()
    single_homed: bool = False  # declared: no other way into these prefixes
    consent_destination_rtbh: bool = False
    access_mbps: int = 0  # capacity of the access line, 0 = unknown


class Interface(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind one interface of one exporter. role: transit, peer, access, core."""

    exporter: str
    index: int
    role: str
    member: int = 0


class Ceiling(msgspec.Struct, frozen=True, kw_only=True):
    """The most that may ever be done, whatever a detector finds or a portal asks for."""

    actions: tuple[Action, ...] = (Action.OBSERVE, Action.NOTIFY, Action.RATE_LIMIT, Action.FLOWSPEC)
    most_rules: int = 3000  # entries; the scale validated on IOS XR (perimeter.md 2.7)
    most_rules_member: int = 100  # entries of one member
    most_new_per_minute: int = 60  # entries added in a minute
    most_change_share: float = 0.5  # share of the table one plan may withdraw
    shortest_v4: int = 24  # a discard for a wider destination or source prefix is refused
    shortest_v6: int = 48
    longest_minutes: int = 60  # the end of any entry is at most this far
    plausible_minutes: int = 10  # … and of an entry keyed on a merely plausible source


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """All that the engine needs to know of the community. `protected` empty = every destination counts as protected."""

    members: tuple[Member, ...] = ()
    protected: tuple[str, ...] = ()
    never_block: tuple[str, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    bogons: tuple[str, ...] = ()
    ceiling: Ceiling = Ceiling()
    profile: str = "hsoc"  # "network" = the default one, "hsoc" = the stricter
