"""The policy: who is protected and what may be done for them. It comes down through door 2 or from a file. Never: reading it.

No field is unknown and ignored: a limit that an older engine does not know must be refused, not silently left out.

perimeter.toml is the ceiling; a policy can only narrow it. Three kinds of standing will live here, weakest first: limits of the network's
default profile, limits of the stricter hSOC profile, and the rules that a hospital sets for itself. Only the middle ones may be lifted
by a hospital's own `allow`.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from hsoc.records.decision import Action
from hsoc.records.scope import Match


class OtherWay(StrEnum):
    """Networks by which a member is reached besides ours."""

    SECOND_PROVIDER = "second-provider"
    REGIONAL = "regional"
    KIVS_CMS = "kivs-cms"  # the state's communication infrastructure
    TESTA_NG = "testa-ng"  # the network between European administrations


class OtherNetwork(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another way into a member: its prefixes may rightly arrive by it. asn 0 = unknown; prefixes empty = any of its own."""

    kind: OtherWay
    name: str = ""
    asn: int = 0
    prefixes: tuple[str, ...] = ()


class Announcement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may rightly be seen in BGP: a prefix, who originates it, over whom, and how long more-specifics may be.

    origins empty = we do not announce it and nobody may (squatting), unless any_origin. neighbours empty = any first hop; most_length 0 =
    the prefix itself only. paths: how a path may end, origin last; empty = anyhow. no_export: it is given to neighbours only, whoever is
    further off must not see it. purpose: `own`, `scrubbing` or `blackhole`: what we announce ourselves to defend a member is registered
    here before it is announced, so that the guard does not take it for a hijack.
    """

    prefix: str
    origins: tuple[int, ...]
    neighbours: tuple[int, ...] = ()
    most_length: int = 0
    member: int = 0
    purpose: str = "own"
    any_origin: bool = False
    no_export: bool = False
    paths: tuple[tuple[int, ...], ...] = ()


class Wishes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one member asks for itself, always within the ceiling. None = as the profile says."""

    profile: str | None = None  # "network" where the member does not want the stricter one
    strongest: Action | None = None  # no automatic action above this rung
    longest_minutes: int | None = None
    most_rules: int | None = None
    research_scanners: Action | None = None  # observe, rate-limit or flowspec, for the tier of known research scanners
    observe_detectors: tuple[str, ...] = ()  # these only ever observe


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation as the perimeter knows it. `number` is stable and small (1 … 4095): it is a bit position in roll-ups."""

    number: int
    name: str
    prefixes: tuple[str, ...] = ()
    single_homed: bool = False  # declared: no other way into these prefixes
    consent_destination_rtbh: bool = False
    access_mbps: int = 0  # capacity of the access line, 0 = unknown
    asns: tuple[int, ...] = ()  # AS numbers of its own
    other_networks: tuple[OtherNetwork, ...] = ()
    sources: tuple[str, ...] = ()  # further prefixes that may be a source on its access interface (BCP 38/84)
    wishes: Wishes = Wishes()


class Interface(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands behind one interface of one exporter. role: transit, peer, access, core."""

    exporter: str
    index: int
    role: str
    member: int = 0
    asn: int = 0  # the neighbour's AS number, for peers and transits


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A standing (preventive) limit of a profile: always in force, without an attack. rate: packets a second, 0 = discard."""

    name: str
    match: Match
    profile: str = "hsoc"  # "network" = for everyone, "hsoc" = the stricter one, lifted by a member's own `allow`
    action: Action = Action.FLOWSPEC
    rate: int = 0
    why: str = ""


class Own(StrEnum):
    """What a hospital's own rule does."""

    DROP = "drop"
    RATE_LIMIT = "rate-limit"
    ALLOW = "allow"
    REDIRECT = "redirect"


class OwnRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that a hospital set for its own traffic. Times in ms; always with an end; rate: packets a second for RATE_LIMIT.

    inbound: the destination is the member's own; else the source is, on its own access interface.
    """

    id: str
    member: int
    do: Own
    match: Match
    inbound: bool = True
    rate: int = 0
    since: int = 0
    until: int = 0
    by: str = ""
    comment: str = ""


class Exemption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is not acted against, for a while, on somebody's word. detectors empty = all; until: ms, always given.

    tier: `exempt` = never acted upon; `research` = a known research scanner, treated as the member's wishes say.
    """

    prefix: str
    owner: str
    reason: str
    until: int
    detectors: tuple[str, ...] = ()
    tier: str = "exempt"


class Approval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision above the two-person threshold that people have agreed to. key as in records.mitigation.Mitigation; until: ms."""

    key: str
    by: tuple[str, ...]
    until: int


class Veto(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry that a person took out of the table: it does not come back before `until`. key as in records.mitigation; times in ms."""

    key: str
    by: str
    reason: str
    since: int
    until: int


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was agreed with one provider on leading a member's whole /24 or /48 away. origin: the AS that will originate the prefix.

    return_path: how clean traffic comes back; a black hole needs none. By which communities and next hop it is announced stands at the
    speakers (mitigate/route.Terms.upstream), under the same name.
    """

    name: str
    origin: int
    neighbours: tuple[int, ...] = ()  # over whom it will be seen
    blackhole: bool = False
    return_path: str = ""
    most_minutes: int = 240
    cost_per_hour: float = 0.0
    most_cost: float = 0.0  # of one diversion; 0 = no limit was agreed
    currency: str = "CZK"
    automatic: bool = False  # the engine may ask for it by itself where a line is full; two people still have to agree


class Consent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member has agreed to have its traffic led through `offer`. until: ms."""

    member: int
    offer: str
    by: str
    until: int


class Platform(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a kind of router can hold. cost: TCAM units as exchange/flowspec counts them for `profile`."""

    name: str
    profile: str = "ncs5500"
    most_rules: int = 3000
    most_cost: int = 9000


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An interconnection site: its router platform and the exporters that tell of it. The speakers stand in perimeter.toml, not here."""

    name: str
    platform: str = ""
    exporters: tuple[str, ...] = ()


class Ceiling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most that may ever be done, whatever a detector finds or a portal asks for."""

    actions: tuple[Action, ...] = (Action.OBSERVE, Action.NOTIFY, Action.RATE_LIMIT, Action.FLOWSPEC)
    most_rules: int = 3000  # entries; the scale validated on IOS XR (perimeter.md 2.7)
    most_rules_member: int = 100  # entries of one member
    most_rules_mitigation: int = 10  # entries of one story: the fewest simple rules that cover it
    most_standing: int = 2000  # entries of standing limits and of hospitals' own rules; the rest is kept for attacks
    most_new_per_minute: int = 60  # entries added in a minute
    most_change_share: float = 0.5  # share of the table one plan may withdraw
    shortest_v4: int = 24  # a discard for a wider destination or source prefix is refused
    shortest_v6: int = 48
    longest_minutes: int = 60  # the end of any entry is at most this far
    longest_diversion: int = 240  # minutes of one diversion upstream; its entry is granted again until then
    plausible_minutes: int = 10  # … and of an entry keyed on a merely plausible source
    block_slow_sources: bool = False  # stop a plausible source seen only over days, as a fast one is, for plausible_minutes
    two_person_addresses: int = 512  # addresses of one entry from which two people must agree, 0 = never; a carpet over a /24 may not wait
    most_benign_peers: float = 0.001  # share of a hospital's benign partners that a rule may hit (perimeter.md 2.8)
    most_benign_bytes: float = 0.01  # … and of their bytes


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that the engine needs to know of the community. `protected` empty = every destination counts as protected."""

    members: tuple[Member, ...] = ()
    protected: tuple[str, ...] = ()
    never_block: tuple[str, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    bogons: tuple[str, ...] = ()
    ceiling: Ceiling = Ceiling()
    profile: str = "network"  # "network" = the default one, "hsoc" = the stricter
    limits: tuple[Limit, ...] = ()
    rules: tuple[OwnRule, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    approvals: tuple[Approval, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    offers: tuple[Offer, ...] = ()
    consents: tuple[Consent, ...] = ()
    platforms: tuple[Platform, ...] = ()
    sites: tuple[Site, ...] = ()
    command_and_control: tuple[str, ...] = ()  # listed addresses that a hospital's host has no business with; PAP allows acting on them
    version: str = ""  # as the portal numbers it (ETag); empty for a file
