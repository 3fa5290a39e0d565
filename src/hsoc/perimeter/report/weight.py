"""How much an event weighs. Belongs here: category, severity, confidence from what is known. Never: who is told (portal)."""

from __future__ import annotations

from typing import Final

from hsoc.records.taxonomy import Category, Disposition, Severity, Trust

# kind of each detector; a detector that is not here is told as an anomaly, which is true of all of them
CATEGORY: Final = {
    "horizontal_scan": Category.SCANNING,
    "vertical_scan": Category.SCANNING,
    "slow_scan": Category.SCANNING,
    "reflection": Category.DDOS,
}
FEW_SOURCES: Final = 3  # a flood from fewer is told as DoS, not DDoS
STRONG_PPS: Final = 100_000  # packets/s; from here on a usual firewall of a hospital gives way
STRONG_BPS: Final = 1_000_000_000  # bits/s; the usual access line of a hospital
TENFOLD: Final = 10
MANY_TARGETS: Final = 1000  # a scan that walks through the community, not one that passes by
LONG_MS: Final = 1000  # shorter stories are reckoned as this long, or a rate would be meaningless
CONFIDENCE: Final = {Trust.PROVEN: 0.95, Trust.PLAUSIBLE: 0.8, Trust.SPOOFABLE: 0.5}
FLOOD_CONFIDENCE: Final = 0.9  # a flood is seen at its victim, whoever claims to be its source


def category(detector: str, *, sources: int) -> Category:
    """The IDEA category of a detector's stories."""
    kind = CATEGORY.get(detector, Category.TRAFFIC)
    return Category.DOS if kind is Category.DDOS and sources < FEW_SOURCES else kind


def severity(kind: Category, *, packets: int, volume: int, lasted: int, targets: int, disposition: Disposition) -> Severity:
    """Five steps. volume in bytes, lasted in ms.

    A flood weighs by its mean rate against a usual access line; a scan by how many it tried; what was dropped weighs one step less.
    """
    if kind in {Category.DDOS, Category.DOS}:
        seconds = max(lasted, LONG_MS) / 1000
        strength = max(packets / seconds / STRONG_PPS, 8 * volume / seconds / STRONG_BPS)
        weight = Severity.CRITICAL if strength >= TENFOLD else Severity.HIGH if strength >= 1 else Severity.MEDIUM
    else:
        weight = Severity.MEDIUM if targets >= MANY_TARGETS else Severity.LOW
    return weight if disposition is Disposition.PASSED else Severity(max(Severity.INFO, weight - 1))


def confidence(kind: Category, *, trust: Trust) -> float:
    """How sure we are that it is what it is called, 0 … 1."""
    return FLOOD_CONFIDENCE if kind in {Category.DDOS, Category.DOS} else CONFIDENCE[trust]
