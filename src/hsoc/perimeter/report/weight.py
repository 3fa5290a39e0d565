"""How much an event weighs. Belongs here: category, severity, confidence from what is known. Never: who is told (portal)."""

from __future__ import annotations

from typing import Final

from hsoc.records.taxonomy import Category, Disposition, Severity, Trust

# kind of each detector; a detector that is not here is told as an anomaly, which is true of all of them
CATEGORY: Final = {
    "horizontal_scan": Category.SCANNING,
    "vertical_scan": Category.SCANNING,
    "slow_scan": Category.SCANNING,
    "distributed_scan": Category.SCANNING,
    "dark_addresses": Category.SCANNING,
    "host_baseline": Category.DDOS,
    "member_baseline": Category.DDOS,
    "carpet_bombing": Category.DDOS,
    "block_scan": Category.SCANNING,
    "failed_contacts": Category.SCANNING,
    "own_scan": Category.SCANNING,
    "reflection": Category.DDOS,
    "syn_flood": Category.DDOS,
    "flag_flood": Category.DDOS,
    "udp_flood": Category.DDOS,
    "icmp_flood": Category.DDOS,
    "own_flood": Category.DDOS,
    "bogon_source": Category.TRAFFIC,
    "own_prefix_outside": Category.TRAFFIC,
    "source_not_allowed": Category.TRAFFIC,
    "backscatter": Category.TRAFFIC,
    "login_attempts": Category.LOGIN,
    "login_success": Category.COMPROMISE,
    "c2_contact": Category.BOTNET,
    "prefix_hijack": Category.MASQUERADE,
    "route_leak": Category.PROTOCOL,
    "peer_guard": Category.PROTOCOL,
    "route_visibility": Category.OUTAGE,
}
ROUTES: Final = {"prefix_hijack": Severity.HIGH, "route_leak": Severity.MEDIUM}
FEW_SOURCES: Final = 3  # a flood from fewer is told as DoS, not DDoS
STRONG_PPS: Final = 100_000  # packets/s; from here on a usual firewall of a hospital gives way
STRONG_BPS: Final = 1_000_000_000  # bits/s; the usual access line of a hospital
TENFOLD: Final = 10
MANY_TARGETS: Final = 1000  # a scan that walks through the community, not one that passes by
MEDICAL_PORTS: Final = frozenset({104, 11112, 2575, 502})  # DICOM, HL7, Modbus: who looks for them looks for a hospital (perimeter.md 2.1)
MEDICAL_TIMES: Final = 4  # how much more a probe at such a door weighs
BY_KIND: Final = {Category.COMPROMISE: Severity.CRITICAL, Category.BOTNET: Severity.HIGH, Category.LOGIN: Severity.MEDIUM}
LONG_MS: Final = 1000  # shorter stories are reckoned as this long, or a rate would be meaningless
CONFIDENCE: Final = {Trust.PROVEN: 0.95, Trust.PLAUSIBLE: 0.8, Trust.SPOOFABLE: 0.5}
FLOOD_CONFIDENCE: Final = 0.9  # a flood is seen at its victim, whoever claims to be its source


def category(detector: str, *, sources: int) -> Category:
    """The IDEA category of a detector's stories."""
    kind = CATEGORY.get(detector, Category.TRAFFIC)
    return Category.DOS if kind is Category.DDOS and sources < FEW_SOURCES else kind


def severity(
    kind: Category, *, packets: int, volume: int, lasted: int, targets: int, disposition: Disposition, medical: bool = False
) -> Severity:
    """Five steps. volume in bytes, lasted in ms; medical: whether a door of medical devices was tried.

    A flood weighs by its mean rate against a usual access line; a scan by how many it tried; a break-in and a call to a controller by
    what they are; what was dropped weighs one step less.
    """
    if kind in {Category.DDOS, Category.DOS}:
        seconds = max(lasted, LONG_MS) / 1000
        strength = max(packets / seconds / STRONG_PPS, 8 * volume / seconds / STRONG_BPS)
        weight = Severity.CRITICAL if strength >= TENFOLD else Severity.HIGH if strength >= 1 else Severity.MEDIUM
    elif kind in BY_KIND:
        weight = BY_KIND[kind]
    else:
        tried = targets * MEDICAL_TIMES if medical else targets
        weight = Severity.MEDIUM if tried >= MANY_TARGETS else Severity.LOW
    return weight if disposition is Disposition.PASSED else Severity(max(Severity.INFO, weight - 1))


def route_severity(detector: str, vector: str) -> Severity | None:
    """How much a finding of the routing guard weighs, None for other detectors: who takes our traffic away weighs more than a slip."""
    return {**ROUTES, "peer_guard": Severity.HIGH if vector == "own_prefix" else Severity.MEDIUM,
            "route_visibility": Severity.CRITICAL if vector == "gone" else Severity.HIGH}.get(detector)  # fmt: skip


def confidence(kind: Category, *, trust: Trust) -> float:
    """How sure we are that it is what it is called, 0 … 1."""
    return FLOOD_CONFIDENCE if kind in {Category.DDOS, Category.DOS} else CONFIDENCE[trust]
