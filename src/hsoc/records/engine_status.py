"""What an engine says of itself through door 2, up: what stands, what it thinks of the members' rules, how it is. Never: flows, events.

The portal takes it from a machine: every text, list and number is bounded here, so that decoding is the check. Unknown fields are passed
over, so that a newer engine can speak to an older portal.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

LARGEST: Final = 8 << 20  # bytes of one status; 3,000 entries with their hits are about 2 MB
MOST_ENTRIES: Final = 20_000  # as many as an intent may hold
MOST_OWN: Final = 10_000  # members' rules spoken of
MOST_WAITING: Final = 200  # proposals that two people must agree to
MOST_DIVERTED: Final = 200
MOST_BUDGETS: Final = 5000
MOST_NEVER: Final = 20_000  # prefixes of the never-block list
MOST_PLACES: Final = 1000  # exporters, sockets, sites

Text = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(max_length=10_000)]  # action and canonical match text: exchange/flowspec/text.LONGEST and some
Name = Annotated[str, Meta(max_length=100)]
Count = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]


class Unusable(ValueError):
    """Bytes that are no status. The text names the place and the reason."""


class OwnState(StrEnum):
    """What became of a member's own rule at the engine."""

    STANDING = "standing"  # in the table
    LIFTING = "lifting"  # an `allow`: no entry of its own, it takes limits of the stricter profile away
    ASIDE = "aside"  # an `allow` that is not heeded just now: an answer to an attack, or a limit of the network, wants what it lets through
    WAITING = "waiting"  # its time has not come
    REFUSED = "refused"  # code and reason say why
    HELD = "held"  # the emergency brake


class Harm(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry would have hit of a hospital's ordinary traffic at this hour of the last `days` days; shares 0 … 1."""

    peers: Count
    of_peers: Count
    peers_share: float
    bytes_share: float
    days: Count


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry as it is wanted at the routers, and what it has matched so far (scaled by sampling).

    site: state per site or speaker: `there`, `missing` or words of the backend; empty where there is one table only.
    """

    entry: Mitigation
    flows: Count = 0
    packets: Count = 0
    bytes: Count = 0
    last: Count = 0  # ms of the last matching flow, 0 = none yet
    rule: Name = ""  # code of the reason for which it was granted (perimeter/decide/rules), empty after a restart
    reason: Text = ""
    event: Name = ""  # the id of the story's event, empty where none is open
    harm: Harm | None = None  # None = not known
    site: Annotated[dict[Name, Name], Meta(max_length=100)] = {}


class Own(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member's own rule: its state, why, and under which key it stands. `code` as in perimeter/decide/rules."""

    id: Name
    state: OwnState
    key: Key = ""
    code: Name = ""
    reason: Text = ""
    harm: Harm | None = None  # of a rule that hits more ordinary partners than an answer to an attack may


class Waiting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the engine would do if two people agreed. key as an Approval names it; since, last: ms of the first and newest refusal.

    rule: code of what asks for two people; cause, reason: code and sentence of what is to be answered.
    """

    key: Key
    action: Action
    match: Match
    story: Text
    member: Count = 0
    since: Count = 0
    last: Count = 0
    addresses: Count = 0  # that the entry is about, as decide/two_person counts them
    minutes: Count = 0  # it would stand
    rule: Name = ""
    cause: Name = ""
    reason: Text = ""
    event: Name = ""


class DivertState(StrEnum):
    """What became of a diversion that was asked for."""

    STANDING = "standing"
    WAITING = "waiting"  # for a second person
    REFUSED = "refused"  # code and why say it
    HELD = "held"  # the emergency brake
    GRANTED = "granted"  # all conditions are met, it is about to be announced


class Diverted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A prefix led upstream, or asked to be. by: who wants it, empty where the engine asked; cost: of the whole time, in currency."""

    prefix: Name
    member: Count = 0
    offer: Name = ""
    state: DivertState = DivertState.GRANTED
    by: Annotated[tuple[Name, ...], Meta(max_length=10)] = ()
    reason: Text = ""
    since: Count = 0
    until: Count = 0  # of the whole; the entry itself is granted again until then
    cost: float = 0.0
    cost_per_hour: float = 0.0
    currency: Name = ""
    return_path: Text = ""
    blackhole: bool = False
    code: Name = ""
    why: Text = ""


class Filled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A budget and what is taken of it. of: table, platform, standing, minute, member; name: of the platform, number of the member."""

    of: Name
    name: Name = ""
    rules: Count = 0
    most_rules: Count = 0
    cost: Count = 0  # TCAM units; most_cost 0 = not counted
    most_cost: Count = 0


class Speaker(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A site's speaker. entries: how many it shall hold, there: how many were read back; peers: sessions and whether they are up."""

    name: Name
    backend: Name = ""
    up: bool = False
    since: Count = 0
    trouble: Text = ""
    losses: Count = 0
    read: Count = 0  # ms of the last reading back
    entries: Count = 0
    there: Count = 0
    left: Count = 0  # of ours that are still to be taken back
    peers: Annotated[dict[Name, bool], Meta(max_length=200)] = {}


class PolicyState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Under which policy the engine works. origin: `file` (no portal yet), `kept` (the last good one, from disk) or `portal`.

    refused: why the newest one was not taken, place and reason each; trouble: why none could be fetched, empty where all is well.
    """

    version: Name = ""
    origin: Name = "file"
    since: Count = 0  # ms
    asked: Count = 0  # ms of the last answer of the portal, 0 = none yet
    refused_version: Name = ""
    refused: Annotated[tuple[Text, ...], Meta(max_length=100)] = ()
    trouble: Text = ""


class HeldBack(msgspec.Struct, frozen=True, kw_only=True):
    """The emergency brake is on. member 0 = everybody."""

    member: int
    what: Name
    reason: Text = ""
    by: Text = ""
    at: Count = 0


class EngineStatus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole. Counters in `exporters`, `sockets`, `watch` are as the engine's parts name them (collect/counters, wires/udp)."""

    at: Count  # ms
    started: Count = 0
    node: Name = ""
    backend: Name = ""
    dry_run: bool = True
    flows: Count = 0  # since the start
    step_ms: float = 0.0
    behind_packets: Count = 0
    stories: Count = 0
    policy: PolicyState = PolicyState()
    standing: Annotated[tuple[Standing, ...], Meta(max_length=MOST_ENTRIES)] = ()
    own: Annotated[tuple[Own, ...], Meta(max_length=MOST_OWN)] = ()
    held: Annotated[tuple[HeldBack, ...], Meta(max_length=5000)] = ()
    exporters: Annotated[tuple[dict[str, Any], ...], Meta(max_length=MOST_PLACES)] = ()
    sockets: Annotated[tuple[dict[str, Any], ...], Meta(max_length=MOST_PLACES)] = ()
    unknown: Annotated[tuple[tuple[Name, Count], ...], Meta(max_length=MOST_PLACES)] = ()  # senders that are not configured, datagrams
    watch: dict[str, Any] = {}
    waiting: Annotated[tuple[Waiting, ...], Meta(max_length=MOST_WAITING)] = ()
    budgets: Annotated[tuple[Filled, ...], Meta(max_length=MOST_BUDGETS)] = ()
    diverted: Annotated[tuple[Diverted, ...], Meta(max_length=MOST_DIVERTED)] = ()
    speakers: Annotated[tuple[Speaker, ...], Meta(max_length=100)] = ()
    routing: dict[str, Any] = {}  # health of the routing guard and what it hears by, as perimeter/routing tells it; empty = there is none
    hindsight: Text = ""  # why ordinary traffic is not known, empty where it is
    faults: Annotated[tuple[Text, ...], Meta(max_length=20)] = ()  # what failed beside the defence since the start, a line a part
    never_block: Annotated[tuple[Name, ...], Meta(max_length=MOST_NEVER)] = ()  # prefixes of the policy in force that nothing may block
    folder: Text = ""  # the engine's data folder on its host, for the commands that people type there
    spool_batches: Count = 0
    spool_bytes: Count = 0
    spool_rejected: Count = 0


def encoded(status: EngineStatus) -> bytes:
    """JSON that `decoded` reads."""
    return msgspec.json.encode(status)


def decoded(body: bytes) -> EngineStatus:
    """The status of a body. Raises Unusable for what is too large or no status, with the place."""
    if len(body) > LARGEST:
        raise Unusable(f"{len(body)} bytes, {LARGEST} are allowed")
    try:
        return msgspec.json.decode(body, type=EngineStatus)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unusable(str(error) or type(error).__name__) from None
    except UnicodeDecodeError as error:
        raise Unusable(f"not UTF-8 at byte {error.start}") from None
