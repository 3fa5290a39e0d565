"""Story → Event. Belongs here: endpoints, types, a short English sentence (the portal tells Czech from the codes). Never: accounting."""

from __future__ import annotations

from typing import Final

from hsoc.perimeter.report.facts import facts
from hsoc.perimeter.report.outcome import Outcome
from hsoc.perimeter.report.routing import culprits, is_routing, said
from hsoc.perimeter.report.story import Story
from hsoc.perimeter.report.weight import MEDICAL_PORTS, category, confidence, route_severity, severity
from hsoc.records.detection import NOBODY, Detection, endpoint
from hsoc.records.event import Endpoint, Event, State
from hsoc.records.taxonomy import Disposition, Trust

REGULATED: Final = "ActionRegulated"  # IDEA target type: traffic to it was regulated
# detectors whose `port` is the port of the sources
BY_SOURCE_PORT: Final = frozenset({"reflection", "host_baseline", "member_baseline", "carpet_bombing"})
PROTOCOLS: Final = {1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 58: "icmp6", 132: "sctp"}
TITLES: Final = {
    "horizontal_scan": "Scan of many addresses",
    "vertical_scan": "Scan of many ports",
    "slow_scan": "Slow scan",
    "distributed_scan": "Scan shared out among many sources",
    "dark_addresses": "Calls to unused addresses",
    "host_baseline": "Unusual volume",
    "member_baseline": "Unusual volume towards a member",
    "carpet_bombing": "Flood over a whole network",
    "block_scan": "Scan of many addresses and ports",
    "failed_contacts": "First contacts that fail",
    "reflection": "Reflected flood",
    "syn_flood": "SYN flood",
    "flag_flood": "Flood of odd TCP flags",
    "udp_flood": "UDP flood",
    "icmp_flood": "ICMP flood",
    "bogon_source": "Packets from sources that cannot exist",
    "own_prefix_outside": "Own addresses arriving from outside",
    "source_not_allowed": "Forged sources leaving a hospital",
    "backscatter": "Answers to somebody who forges our addresses",
    "login_attempts": "Password guessing",
    "login_success": "Possible break-in after password guessing",
    "own_scan": "Own machine scans",
    "own_flood": "Own machine floods",
    "c2_contact": "Own machine calls a listed controller",
}


def event(story: Story, became: Outcome, *, state: State, now: int, node: str) -> Event:
    """The event that tells the story as it stands."""
    newest = story.newest
    kind = category(newest.detector, sources=story.sources)
    trust = Trust(story.trust)
    flows, packets, volume = story.counts[:3]
    lasted = story.last - story.first
    regulated = became.dropped is not None or (story.standing is not None and not became.dry_run)
    sources, targets = _sides(newest, regulated=regulated)
    return Event(
        id=story.id,
        category=(kind.value,),
        detected=story.opened,
        first=story.first,
        last=story.last,
        created=now,
        state=state,
        revision=story.revision,
        detector=newest.detector,
        vector=newest.vector,
        severity=route_severity(newest.detector, newest.vector)
        or severity(
            kind,
            packets=packets,
            volume=volume,
            lasted=lasted,
            targets=max(story.targets, story.ports),
            disposition=became.disposition,
            medical=_medical(newest),
        ),
        confidence=confidence(kind, trust=trust),
        trust=trust,
        description=said(newest) if is_routing(newest) else _sentence(story, became),
        sources=sources,
        targets=targets,
        source_count=story.sources,
        target_count=story.targets,
        port_count=story.ports,
        member=story.member,
        members=story.members,
        detections=story.detections,
        flows=flows,
        packets=packets,
        bytes=volume,
        dropped_flows=became.dropped[0] if became.dropped else None,
        dropped_packets=became.dropped[1] if became.dropped else None,
        dropped_bytes=became.dropped[2] if became.dropped else None,
        disposition=became.disposition,
        basis=became.basis,
        action=story.action,
        why=became.why,
        dry_run=became.dry_run,
        rules=tuple(story.standing.entries) if story.standing is not None else (),
        facts=facts(newest),
        node=node,
    )


def _medical(newest: Detection) -> bool:
    """Whether a scan tried a door of medical devices: by its port, or by what it counted where it tried several."""
    if newest.port >= 0:
        return newest.port in MEDICAL_PORTS and newest.detector not in BY_SOURCE_PORT
    return b'"medical":' in newest.evidence.encode() and b'"medical":0' not in newest.evidence.encode()


def _sides(newest: Detection, *, regulated: bool) -> tuple[tuple[Endpoint, ...], tuple[Endpoint, ...]]:
    proto = (PROTOCOLS[newest.proto],) if newest.proto in PROTOCOLS else ()
    port = (newest.port,) if newest.port >= 0 else ()
    at_source = newest.detector in BY_SOURCE_PORT
    # IDEA's Spoofed would say that the source is forged; that it could be is said by `trust`
    source = Endpoint(
        addresses=_addresses(newest.src_hi, newest.src_lo, newest.src_bits),
        ports=port if at_source else (),
        proto=proto,
        asn=culprits(newest),
    )
    target = Endpoint(
        addresses=_addresses(newest.dst_hi, newest.dst_lo, newest.dst_bits),
        ports=() if at_source else port,
        proto=proto,
        types=(REGULATED,) if regulated else (),
    )
    return (source,) if source.addresses or source.ports or source.asn else (), (target,) if target != Endpoint() else ()


def _addresses(hi: int, lo: int, bits: int) -> tuple[str, ...]:
    return () if bits == NOBODY else (endpoint(hi, lo, bits),)


def _sentence(story: Story, became: Outcome) -> str:
    newest = story.newest
    source = endpoint(newest.src_hi, newest.src_lo, newest.src_bits)
    target = endpoint(newest.dst_hi, newest.dst_lo, newest.dst_bits)
    title = TITLES.get(newest.detector, newest.detector.replace("_", " ").capitalize())
    vector = f" ({newest.vector})" if newest.vector else ""
    whence = f" from {source}" if source else f" from {story.sources} sources"
    where = f" against {target}" if target else f" against {story.targets} targets"
    port = f", port {newest.port}" if newest.port >= 0 else ""
    done = {
        Disposition.PREVENTIVE: "dropped by a standing policy",
        Disposition.REACTIVE: "covered by a rule that was only shown (dry run)" if became.dry_run else "dropped by our mitigation",
        Disposition.PASSED: "not dropped",
    }[became.disposition]
    return f"{title}{vector}{whence}{where}{port}: {story.counts[1]} packets, {done}."
