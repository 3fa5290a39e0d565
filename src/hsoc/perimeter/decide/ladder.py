"""What to do about a detection: wishes, strongest first. Belongs here: the ladder of perimeter.md 6.4. Never: whether it is allowed.

Attacks on a victim are stopped by destination and vector, whatever the sources claim. A source is only ever acted upon where it is
proven, or plausible and briefly; where it may be forged it does not even appear in a match (perimeter.md 0.8).
"""

from __future__ import annotations

from typing import Final

import msgspec

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


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One rung: what would be done, on what, for how long (minutes, 0 = touches no traffic), and why."""

    action: Action
    match: Match
    rule: str
    reason: str
    minutes: int = 0
    rate: int = 0


def wishes(detection: Detection, *, policy: Policy) -> tuple[Wish, ...]:
    """The rungs for a detection, strongest first; the last one never touches traffic."""
    if detection.src_bits < 0 and detection.dst_bits >= 0:
        return _for_victim(detection, policy=policy)
    if detection.src_bits >= 0:
        return _for_source(detection, policy=policy)
    return (_tell(Action.OBSERVE, detection, "ladder.no_ladder", detector=detection.detector),)


def vector_match(detection: Detection) -> Match | None:
    """The vector of an attack at its destination; None where nothing tells it from other traffic."""
    dst = _prefix(detection, "dst")
    proto = (detection.proto,) if detection.proto >= 0 else ()
    sport = ((detection.port, detection.port),) if detection.port >= 0 and detection.proto in PORTED else ()
    name = detection.vector.replace("_", "-")
    if "fragment" in name:
        return Match(dst=dst, proto=proto, fragment=True)
    if detection.proto == TCP:
        flags = SYN_ACK if "syn-ack" in name or "synack" in name else SYN if "syn" in name else None
        return Match(dst=dst, proto=proto, sport=sport, tcp_flags=flags) if flags or sport else None
    if sport or (proto and detection.proto not in PORTED):
        return Match(dst=dst, proto=proto, sport=sport)
    return None


def _for_victim(detection: Detection, *, policy: Policy) -> tuple[Wish, ...]:
    dst = _prefix(detection, "dst")
    told = {"vector": detection.vector or f"protocol {detection.proto}", "dst": dst}
    match = vector_match(detection)
    notify = _tell(Action.NOTIFY, detection, "ladder.vector_unclear", dst=dst)
    rungs: list[Wish] = []
    member = _member(policy, detection.member)
    mbps = _mbps(detection)
    if member is not None and member.access_mbps and mbps >= OVERLOAD * member.access_mbps:
        reason = sentence("ladder.overload", mbps=round(mbps), times=round(mbps / member.access_mbps, 1), **told)
        minutes = min(VECTOR_MINUTES, policy.ceiling.longest_minutes)
        everything = Wish(action=Action.REDIRECT, match=Match(dst=dst), rule="ladder.overload", reason=reason, minutes=minutes)
        if member.consent_destination_rtbh:
            rungs.append(msgspec.structs.replace(everything, action=Action.DESTINATION_RTBH))
        rungs.append(everything)
    if match is not None:
        minutes = min(VECTOR_MINUTES, policy.ceiling.longest_minutes)
        reason = sentence("ladder.vector", **told)
        rungs.append(Wish(action=Action.FLOWSPEC, match=match, rule="ladder.vector", reason=reason, minutes=minutes))
        notify = Wish(action=Action.NOTIFY, match=match, rule="ladder.vector", reason=reason)
    return (*rungs, notify)


def _for_source(detection: Detection, *, policy: Policy) -> tuple[Wish, ...]:
    if detection.trust == Trust.PROVEN:
        return _by_source(detection, minutes=min(PROVEN_MINUTES, policy.ceiling.longest_minutes), rule="ladder.source_proven", rtbh=True)
    if detection.trust != Trust.PLAUSIBLE:
        return (_report(detection),)
    evidence = _evidence(detection)
    ways = evidence.get("ingresses", 1)
    if detection.targets < PLAUSIBLE_TARGETS and not evidence.get("trw"):
        return (_tell(Action.NOTIFY, detection, "ladder.few_targets", targets=detection.targets, least=PLAUSIBLE_TARGETS),)
    if isinstance(ways, int | float) and ways > 1:
        return (_tell(Action.NOTIFY, detection, "ladder.several_ways_in", ways=int(ways)),)
    minutes = min(policy.ceiling.plausible_minutes, policy.ceiling.longest_minutes)
    if detection.targets < CONFIRMED_TARGETS:
        return _by_source(detection, minutes=minutes, rule="ladder.source_plausible_light", rate=SLOW_RATE)
    return _by_source(detection, minutes=minutes, rule="ladder.source_plausible")


def _by_source(detection: Detection, *, minutes: int, rule: str, rate: int = 0, rtbh: bool = False) -> tuple[Wish, ...]:
    src = _prefix(detection, "src")
    reason = sentence(rule, src=src, targets=detection.targets)
    proto = (detection.proto,) if detection.proto >= 0 else ()
    dport = ((detection.port, detection.port),) if detection.port >= 0 and detection.proto in PORTED else ()
    narrow = Match(src=src, dst=_prefix(detection, "dst") or None, proto=proto, dport=dport)
    action = Action.RATE_LIMIT if rate else Action.FLOWSPEC
    rungs = [Wish(action=action, match=narrow, rule=rule, reason=reason, minutes=minutes, rate=rate)]
    if rtbh:
        rungs.insert(0, Wish(action=Action.SOURCE_RTBH, match=Match(src=src), rule=rule, reason=reason, minutes=minutes))
    if action is Action.FLOWSPEC:
        rungs.append(Wish(action=Action.RATE_LIMIT, match=narrow, rule=rule, reason=reason, minutes=minutes, rate=SLOW_RATE))
    return (*rungs, Wish(action=Action.NOTIFY, match=narrow, rule=rule, reason=reason))


def _report(detection: Detection) -> Wish:
    loud = detection.targets >= NOTIFY_TARGETS or detection.ports >= NOTIFY_PORTS
    if loud:
        return _tell(Action.NOTIFY, detection, "ladder.source_spoofable")
    return _tell(Action.OBSERVE, detection, "ladder.source_spoofable_light")


def _tell(action: Action, detection: Detection, rule: str, **values: object) -> Wish:
    """A rung that touches no traffic; its match names what was aimed at, never the source."""
    proto = (detection.proto,) if detection.proto >= 0 else ()
    dport = ((detection.port, detection.port),) if detection.port >= 0 and detection.src_bits >= 0 and detection.proto in PORTED else ()
    match = Match(dst=_prefix(detection, "dst") or None, proto=proto, dport=dport)
    return Wish(action=action, match=match, rule=rule, reason=sentence(rule, **values))


def _prefix(detection: Detection, side: str) -> str:
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


def _evidence(detection: Detection) -> dict[str, object]:
    try:
        read = msgspec.json.decode(detection.evidence[:LONGEST_EVIDENCE] or "{}")
    except msgspec.DecodeError:
        return {}
    return read if isinstance(read, dict) else {}
