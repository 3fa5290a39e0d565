"""What to do about a detection: wishes, strongest first. Belongs here: the ladder of perimeter.md 6.4. Never: whether it is allowed.

Attacks on a victim are stopped by destination and vector, whatever the sources claim. A source is only ever acted upon where it is
proven, or plausible and briefly; where it may be forged it does not even appear in a match (perimeter.md 0.8).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide import forged
from hsoc.perimeter.decide.rules import sentence
from hsoc.records.decision import Action
from hsoc.records.detection import Detection, endpoint
from hsoc.records.policy import Member, Policy
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Trust

PLAUSIBLE_TARGETS: Final = 25  # distinct targets; a source below that is not taken for real (architecture.md, decide)
CONFIRMED_TARGETS: Final = 50  # distinct targets; NEMEA's confirmation (perimeter.md 2.1): slowed down before, dropped from here
NOTIFY_TARGETS: Final = 50  # distinct targets of a possibly forged scan that are worth telling the members
NOTIFY_PORTS: Final = 50  # distinct ports, the same for scans of one host
VECTOR_MINUTES: Final = 20  # 0.95 decisions a second give about 1,140 entries (perimeter.md 2.7), well under 3,000
PROVEN_MINUTES: Final = 60  # a source with a handshake behind it; still bounded by the ceiling
SLOW_RATE: Final = 100  # packets a second left to a slowed source
OVERLOAD: Final = 2.0  # times the access line from which stopping one vector may not be enough
LONGEST_EVIDENCE: Final = 65_536  # characters of a detection's evidence that are looked at

TCP: Final = 6
PORTED: Final = frozenset({6, 17})
SYN_ACK: Final = (0x12, 0x12)
SYN: Final = (0x12, 0x02)


KIND_PROTO: Final = 1 << 18  # evidence `kind_N` of victim detectors: protocol * KIND_PROTO + source port, type or KIND_FRAGMENTS
KIND_FRAGMENTS: Final = 1 << 17
MOST_KINDS: Final = 3  # kinds that one detection names; more vectors than that are a volumetric attack
FRAGMENT_SHARE: Final = 10  # % of the bytes from which fragments get an entry of their own (DNS with RRSIG: 47 %, perimeter.md 2.3)
ECHO_REPLY: Final = {1: (0,), 58: (129,)}


# for people: no filter of traffic mends a route
ROUTING: Final = frozenset({"prefix_hijack", "route_leak", "peer_guard", "route_visibility"})
AT_DOOR: Final = frozenset({"syn_flood", "flag_flood", "udp_flood", "icmp_flood"})  # victims' detectors whose `port` is the victim's own
ALL_FLAGS: Final = 0xFF
NO_TYPE: Final = 255  # an ICMP type that was not exported
TOLD: Final = {  # nothing is dropped by these alone; a person is told, and why
    "own_scan": "ladder.own_host",
    "own_flood": "ladder.own_host",
    "c2_contact": "ladder.own_host",
    "backscatter": "ladder.backscatter",
    "login_success": "ladder.break_in",
    "source_not_allowed": "ladder.not_allowed",
}
MILD: Final = frozenset({"syn_flood", "icmp_flood"})  # what honest visitors send too: slowed down, not dropped


SLOW: Final = frozenset({"slow_scan", "dark_addresses"})  # found over hours and days: ten minutes of blocking stop nothing by themselves
SETS: Final = frozenset({"distributed_scan"})  # found as a set: no source of it has done anything by itself
SOURCE: Final = "source"  # slots of ladders that are not one vector's
OVERLOADED: Final = "overload"
REST: Final = "rest"  # what no simple rule covers (planner)
UPSTREAM: Final = "upstream"  # leading the whole prefix away
WHOLE: Final = ""
SLOTS: Final = frozenset({SOURCE, OVERLOADED, REST, UPSTREAM, WHOLE})


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One rung: what would be done, on what, for how long (minutes, 0 = touches no traffic), and why."""

    action: Action
    match: Match
    rule: str
    reason: str
    minutes: int = 0
    rate: int = 0
    offer: str = ""  # of a diversion: by whom
    forged: bool = False  # the match's source is known to be nobody's, so matching it hurts nobody


# number of a hospital and victim → what may be led away, through which offer, and what that costs; None = nothing may
Offered = Callable[[int, str], tuple[str, str, str] | None]


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """Rungs for one thing that can be acted upon, strongest first. slot: which thing of the story, so that each stands for itself."""

    slot: str
    rungs: tuple[Wish, ...]


def ladders(detection: Detection, *, policy: Policy) -> tuple[Ladder, ...]:
    """The ladders of a detection, the heaviest vector last (so that it is the one a story ends up named after). At least one."""
    if detection.detector in ROUTING:
        return (Ladder(slot=WHOLE, rungs=(_tell(Action.NOTIFY, detection, "ladder.routing"),)),)
    if detection.detector in TOLD:
        src = endpoint_prefix(detection, "src")
        told = _tell(Action.NOTIFY, detection, TOLD[detection.detector], src=src, member=detection.member)
        return (Ladder(slot=SOURCE if src else WHOLE, rungs=(told,)),)
    if detection.detector in forged.DETECTORS:
        return _for_forged(detection, policy=policy)
    if detection.src_bits >= 0:
        return (Ladder(slot=SOURCE, rungs=_for_source(detection, policy=policy)),)
    if detection.dst_bits >= 0:
        return _for_victim(detection, policy=policy)
    if detection.detector in SETS:
        return (Ladder(slot=WHOLE, rungs=(_tell(Action.NOTIFY, detection, "ladder.set_of_sources", sources=detection.sources),)),)
    return (Ladder(slot=WHOLE, rungs=(_tell(Action.OBSERVE, detection, "ladder.no_ladder", detector=detection.detector),)),)


def vector_slot(match: Match) -> str:
    """The slot of one vector's ladder."""
    return match_text(match)


def vectors(detection: Detection) -> tuple[Match, ...]:
    """What tells an attack from other traffic to its destination, heaviest first; empty where nothing does.

    The detector's evidence may name up to MOST_KINDS kinds (protocol and source port, or fragments); else the one it is named after
    counts, and fragments beside it where they hold FRAGMENT_SHARE of the bytes.
    """
    evidence = _evidence(detection)
    kinds = [number for n in range(1, MOST_KINDS + 1) if (number := _number(evidence, f"kind_{n}")) is not None and number >= 0]
    dst = endpoint_prefix(detection, "dst")
    if detection.detector in AT_DOOR:
        return (_at_door(detection, evidence, dst),)
    found = [_of_kind(dst, int(kind)) for kind in kinds] or [_named(detection, dst)]
    if not kinds and (_number(evidence, "fragment_share") or 0) >= FRAGMENT_SHARE and detection.proto >= 0:
        found.append(Match(dst=dst, proto=(detection.proto,), fragment=True))
    return tuple(dict.fromkeys(match for match in found if match is not None))


def _of_kind(dst: str, kind: int) -> Match | None:
    proto, what = divmod(kind, KIND_PROTO)
    if not 0 <= proto <= 255:
        return None
    if what == KIND_FRAGMENTS:
        return Match(dst=dst, proto=(proto,), fragment=True)
    if proto in PORTED and 0 <= what <= 0xFFFF:
        return Match(dst=dst, proto=(proto,), sport=((what, what),), tcp_flags=SYN_ACK if proto == TCP else None)
    return Match(dst=dst, proto=(proto,), icmp_type=ECHO_REPLY.get(proto, ()))


def _at_door(detection: Detection, evidence: dict[str, object], dst: str) -> Match:
    """A flood as it comes: its flags, its ICMP type, its port where it has one. `=syn&!ack`, so that SYN+ACK passes (perimeter.md 2.7)."""
    proto = (detection.proto,)
    dport = ((detection.port, detection.port),) if detection.port >= 0 and detection.proto in PORTED else ()
    if detection.detector == "flag_flood" and (flags := _number(evidence, "flags")) is not None:
        return Match(dst=dst, proto=proto, dport=dport, tcp_flags=(ALL_FLAGS, int(flags)))
    if detection.proto == TCP:
        return Match(dst=dst, proto=proto, dport=dport, tcp_flags=SYN)
    kind = _number(evidence, "type")
    return Match(dst=dst, proto=proto, dport=dport, icmp_type=(int(kind),) if kind is not None and 0 <= kind < NO_TYPE else ())


def _named(detection: Detection, dst: str) -> Match | None:
    """The match of the one vector that a detection is named after."""
    proto = (detection.proto,) if detection.proto >= 0 else ()
    sport = ((detection.port, detection.port),) if detection.port >= 0 and detection.proto in PORTED else ()
    name = detection.vector
    if "fragment" in name:
        return Match(dst=dst, proto=proto, fragment=True)
    if detection.proto == TCP:
        flags = SYN_ACK if "syn-ack" in name else SYN if "syn" in name else None
        return Match(dst=dst, proto=proto, sport=sport, tcp_flags=flags) if flags or sport else None
    if detection.proto in ECHO_REPLY:
        return Match(dst=dst, proto=proto, icmp_type=ECHO_REPLY[detection.proto] if "echo" in name else ())
    return Match(dst=dst, proto=proto, sport=sport) if sport or (proto and detection.proto not in PORTED) else None


def _for_victim(detection: Detection, *, policy: Policy) -> tuple[Ladder, ...]:
    out = [vector_ladder(detection, match, policy=policy) for match in reversed(vectors(detection))]
    if not out:
        unclear = _tell(Action.NOTIFY, detection, "ladder.vector_unclear", dst=endpoint_prefix(detection, "dst"))
        out.append(Ladder(slot=WHOLE, rungs=(unclear,)))
    return (*overload(detection, policy=policy), *out)


def vector_ladder(detection: Detection, match: Match, *, policy: Policy) -> Ladder:
    """The rungs for one rule against an attack on a victim."""
    minutes = min(VECTOR_MINUTES, policy.ceiling.longest_minutes)
    reason = sentence("ladder.vector", vector=_called(detection, match), dst=endpoint_prefix(detection, "dst"))
    stop = Wish(action=Action.FLOWSPEC, match=match, rule="ladder.vector", reason=reason, minutes=minutes)
    slow = Wish(action=Action.RATE_LIMIT, match=match, rule="ladder.vector", reason=reason, minutes=minutes, rate=SLOW_RATE)
    notify = Wish(action=Action.NOTIFY, match=match, rule="ladder.vector", reason=reason)
    rungs = (slow, notify) if detection.detector in MILD else (stop, slow, notify)
    return Ladder(slot=vector_slot(match), rungs=rungs)


def _for_forged(detection: Detection, *, policy: Policy) -> tuple[Ladder, ...]:
    """Packets from nobody: dropped by the listed prefix towards their target alone; told where it is not sure."""
    dst = endpoint_prefix(detection, "dst")
    minutes = min(VECTOR_MINUTES, policy.ceiling.longest_minutes)
    out: list[Ladder] = []
    for match in forged.matches(detection.detector, _evidence(detection), dst=dst, policy=policy):
        reason = sentence("ladder.forged", src=match.src, dst=dst)
        stop = Wish(action=Action.FLOWSPEC, match=match, rule="ladder.forged", reason=reason, minutes=minutes, forged=True)
        out.insert(0, Ladder(slot=vector_slot(match), rungs=(stop, _tell(Action.NOTIFY, detection, "ladder.forged_unsure", dst=dst))))
    return tuple(out) or (Ladder(slot=WHOLE, rungs=(_tell(Action.NOTIFY, detection, "ladder.forged_unsure", dst=dst),)),)


def _called(detection: Detection, match: Match) -> str:
    """A vector's name for people: the detector's own for its port, else what is visible."""
    if match.fragment:
        return "fragments"
    if match.sport and match.sport[0][0] != detection.port:
        return f"{'tcp' if TCP in match.proto else 'udp'} from port {match.sport[0][0]}"
    return detection.vector or f"protocol {detection.proto}"


def overload(detection: Detection, *, policy: Policy) -> tuple[Ladder, ...]:
    """Leading away all traffic of a victim whose line is full many times over; only where the ceiling knows such an action at all."""
    member, reason = _overloaded(detection, policy=policy)
    if member is None:
        return ()
    minutes = min(VECTOR_MINUTES, policy.ceiling.longest_minutes)
    actions = [Action.DESTINATION_RTBH] if member.consent_destination_rtbh else []
    usable = [action for action in (*actions, Action.REDIRECT) if action in policy.ceiling.actions]
    match = Match(dst=endpoint_prefix(detection, "dst"))
    rungs = tuple(Wish(action=action, match=match, rule="ladder.overload", reason=reason, minutes=minutes) for action in usable)
    return (Ladder(slot=OVERLOADED, rungs=rungs),) if rungs else ()


def upstream(detection: Detection, *, policy: Policy, offered: Offered) -> tuple[Ladder, ...]:
    """Leading the victim's whole prefix away through a provider, where the line is full many times over and an offer stands for that."""
    member, reason = _overloaded(detection, policy=policy)
    found = offered(member.number, endpoint_prefix(detection, "dst")) if member is not None else None
    if found is None:
        return ()
    prefix, offer, price = found
    minutes = min(VECTOR_MINUTES, policy.ceiling.longest_minutes)
    reason = sentence("ladder.upstream", why=reason, offer=offer, price=price)
    wish = Wish(action=Action.DIVERT, match=Match(dst=prefix), rule="ladder.upstream", reason=reason, minutes=minutes, offer=offer)
    return (Ladder(slot=UPSTREAM, rungs=(wish,)),)


def _overloaded(detection: Detection, *, policy: Policy) -> tuple[Member | None, str]:
    """The hospital whose line is full many times over and the sentence about it, None where it is not, or not known."""
    member, mbps = _member(policy, detection.member), _mbps(detection)
    if member is None or not member.access_mbps or mbps < OVERLOAD * member.access_mbps:
        return None, ""
    told = {"vector": detection.vector or f"protocol {detection.proto}", "dst": endpoint_prefix(detection, "dst")}
    return member, sentence("ladder.overload", mbps=round(mbps), times=round(mbps / member.access_mbps, 1), **told)


def _for_source(detection: Detection, *, policy: Policy) -> tuple[Wish, ...]:
    if detection.trust == Trust.PROVEN:
        return _by_source(detection, minutes=min(PROVEN_MINUTES, policy.ceiling.longest_minutes), rule="ladder.source_proven", rtbh=True)
    if detection.detector in SLOW and not policy.ceiling.block_slow_sources:
        return (_tell(Action.NOTIFY, detection, "ladder.slow_source", src=endpoint_prefix(detection, "src")),)
    if detection.trust != Trust.PLAUSIBLE:
        return (_report(detection),)
    evidence = _evidence(detection)
    ways = _number(evidence, "ingresses")
    if detection.targets < PLAUSIBLE_TARGETS and not evidence.get("trw"):
        return (_tell(Action.NOTIFY, detection, "ladder.few_targets", targets=detection.targets, least=PLAUSIBLE_TARGETS),)
    if not ways:  # no such evidence, or 0: the exporters do not say
        return (_tell(Action.NOTIFY, detection, "ladder.unknown_way_in"),)
    if ways != 1:
        return (_tell(Action.NOTIFY, detection, "ladder.several_ways_in", ways=int(ways)),)
    minutes = min(policy.ceiling.plausible_minutes, policy.ceiling.longest_minutes)
    if detection.targets < CONFIRMED_TARGETS:
        return _by_source(detection, minutes=minutes, rule="ladder.source_plausible_light", rate=SLOW_RATE)
    return _by_source(detection, minutes=minutes, rule="ladder.source_plausible")


def _by_source(detection: Detection, *, minutes: int, rule: str, rate: int = 0, rtbh: bool = False) -> tuple[Wish, ...]:
    src = endpoint_prefix(detection, "src")
    reason = sentence(rule, src=src, targets=detection.targets)
    proto = (detection.proto,) if detection.proto >= 0 else ()
    dport = ((detection.port, detection.port),) if detection.port >= 0 and detection.proto in PORTED else ()
    narrow = Match(src=src, dst=endpoint_prefix(detection, "dst") or None, proto=proto, dport=dport)
    action = Action.RATE_LIMIT if rate else Action.FLOWSPEC
    rungs = [Wish(action=action, match=narrow, rule=rule, reason=reason, minutes=minutes, rate=rate)]
    if rtbh:
        rungs.insert(0, Wish(action=Action.SOURCE_RTBH, match=Match(src=src), rule=rule, reason=reason, minutes=minutes))
    if action is Action.FLOWSPEC:
        rungs.append(Wish(action=Action.RATE_LIMIT, match=narrow, rule=rule, reason=reason, minutes=minutes, rate=SLOW_RATE))
    return (*rungs, Wish(action=Action.NOTIFY, match=narrow, rule=rule, reason=reason))


def own_host(detection: Detection, wish: Wish) -> Wish:
    """In place of a rung against a source that turns out to be a member's: people are told."""
    match = Match(dst=wish.match.dst, proto=wish.match.proto, dport=wish.match.dport)
    reason = sentence("ladder.own_host", src=endpoint_prefix(detection, "src"))
    return Wish(action=Action.NOTIFY, match=match, rule="ladder.own_host", reason=reason)


def _report(detection: Detection) -> Wish:
    loud = detection.targets >= NOTIFY_TARGETS or detection.ports >= NOTIFY_PORTS
    if loud:
        return _tell(Action.NOTIFY, detection, "ladder.source_spoofable")
    return _tell(Action.OBSERVE, detection, "ladder.source_spoofable_light")


def _tell(action: Action, detection: Detection, rule: str, **values: object) -> Wish:
    """A rung that touches no traffic; its match names what was aimed at, never the source."""
    proto = (detection.proto,) if detection.proto >= 0 else ()
    dport = ((detection.port, detection.port),) if detection.port >= 0 and detection.src_bits >= 0 and detection.proto in PORTED else ()
    match = Match(dst=endpoint_prefix(detection, "dst") or None, proto=proto, dport=dport)
    return Wish(action=action, match=match, rule=rule, reason=sentence(rule, **values))


def endpoint_prefix(detection: Detection, side: str) -> str:
    """Source (`src`) or target (`dst`) as a canonical prefix, empty for none."""
    hi, lo, bits = (getattr(detection, f"{side}_{name}") for name in ("hi", "lo", "bits"))
    text = endpoint(hi, lo, bits)
    if not text or "/" in text:
        return text
    return f"{text}/{128 if ':' in text else 32}"


def _member(policy: Policy, number: int) -> Member | None:
    return next((member for member in policy.members if number and member.number == number), None)


def _mbps(detection: Detection) -> float:
    """Average rate over the detection's own time, at least one second."""
    return detection.bytes * 8 / 1_000_000 / max((detection.last - detection.first) / 1000, 1.0)


def _number(evidence: dict[str, object], name: str) -> float | None:
    value = evidence.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _evidence(detection: Detection) -> dict[str, object]:
    try:
        read = msgspec.json.decode(detection.evidence[:LONGEST_EVIDENCE] or "{}")
    except msgspec.DecodeError:
        return {}
    return read if isinstance(read, dict) else {}
