"""The kinds of attack of an invented day and their mix. Belongs here: the table of cesnet.md §11 (an assumption, and said so there).

`detector` names the detector of this engine that is expected to see the kind in these flows; empty where it is not. The simulator knows the
engine's names, never its thresholds.
"""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.perimeter.simulate.rhythm import Kind as Rhythm
from hsoc.records.decision import Action
from hsoc.records.taxonomy import Category, Severity, Trust


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind. Shares are of a day's threats; `cadence` is how often (ms) a lasting story is judged again.

    duration: median in s and sigma of a log-normal; preventive, reactive: parts of the kind's threats, the rest passes (for kinds
    with ports, `preventive` follows from the port instead).
    """

    name: str
    category: Category
    detector: str = ""
    share: float
    cadence: int
    duration: tuple[float, float]
    preventive: float
    reactive: float
    rhythm: Rhythm = "scan"
    severity: Severity = Severity.LOW
    trust: Trust = Trust.PLAUSIBLE
    action: Action = Action.RATE_LIMIT  # what is expected of the engine where the border does not drop it
    why: tuple[str, ...] = ("policy.observe",)  # reasons why a threat of this kind passes
    told_by: str = ""  # detector that the invented past names, where its flows are not drawn to be found


_SECOND: Final = 1000
KINDS: Final = (
    Kind(name="horizontal", category=Category.SCANNING, detector="horizontal_scan", share=0.66, cadence=10 * _SECOND,
         duration=(212, 0.75), preventive=0.806, reactive=0.184,
         why=("ladder.few_targets", "guard.spoofable_source", "policy.observe")),
    Kind(name="vertical", category=Category.SCANNING, detector="vertical_scan", share=0.04, cadence=10 * _SECOND,
         duration=(165, 0.7), preventive=0.62, reactive=0.36,
         why=("ladder.few_targets", "policy.observe")),
    Kind(name="slow", category=Category.SCANNING, told_by="slow_scan", share=0.08, cadence=3600 * _SECOND, duration=(30_000, 0.5),
         preventive=0.72, reactive=0.24, rhythm="flat", action=Action.NOTIFY),
    Kind(name="login", category=Category.LOGIN, told_by="login_attempts", share=0.10, cadence=30 * _SECOND, duration=(520, 0.8),
         preventive=0.32, reactive=0.63, severity=Severity.MEDIUM, trust=Trust.PROVEN, action=Action.SOURCE_RTBH,
         why=("guard.never_block", "policy.notify")),
    Kind(name="spoofed", category=Category.TRAFFIC, told_by="bogon_source", share=0.05, cadence=10 * _SECOND, duration=(60, 0.9),
         preventive=1.0, reactive=0.0, rhythm="flat", trust=Trust.SPOOFABLE, action=Action.OBSERVE),
    Kind(name="reflection", category=Category.DDOS, detector="reflection", share=0.020, cadence=10 * _SECOND,
         duration=(210, 0.6), preventive=0.38, reactive=0.60, severity=Severity.HIGH, trust=Trust.SPOOFABLE, action=Action.FLOWSPEC,
         why=("guard.prefix_floor", "guard.no_consent")),
    Kind(name="syn_flood", category=Category.DOS, detector="syn_flood", share=0.005, cadence=10 * _SECOND,
         duration=(180, 0.6), preventive=0.0, reactive=0.94, severity=Severity.HIGH, trust=Trust.SPOOFABLE, action=Action.RATE_LIMIT,
         why=("guard.no_consent", "fuse.most_rules_member")),
    Kind(name="exploit", category=Category.EXPLOIT, share=0.025, cadence=60 * _SECOND, duration=(150, 1.0), preventive=0.0,
         reactive=0.42, rhythm="office", severity=Severity.MEDIUM, trust=Trust.PROVEN, action=Action.NOTIFY,
         why=("policy.notify",)),
    Kind(name="open", category=Category.OPEN, share=0.012, cadence=600 * _SECOND, duration=(4000, 0.8), preventive=0.0, reactive=0.0,
         rhythm="office", severity=Severity.MEDIUM, trust=Trust.PROVEN, action=Action.NOTIFY, why=("own_service", "policy.observe")),
    Kind(name="botnet", category=Category.BOTNET, share=0.004, cadence=300 * _SECOND, duration=(3000, 0.8), preventive=0.0, reactive=0.25,
         rhythm="office", severity=Severity.HIGH, trust=Trust.PROVEN, action=Action.NOTIFY, why=("guard.own_source",)),
    Kind(name="other", category=Category.PHISHING, share=0.004, cadence=600 * _SECOND, duration=(2500, 0.8), preventive=0.0, reactive=0.0,
         rhythm="office", trust=Trust.PROVEN, action=Action.NOTIFY,
         why=("foreign",)),
)  # fmt: skip
INDEX: Final = {kind.name: number for number, kind in enumerate(KINDS)}

# proto, port, weight: what scanners of today look for. The border drops the first table for the whole of health care, always.
BORDER_PORTS: Final = (
    (6, 445, 26), (6, 23, 20), (6, 2323, 3), (6, 1433, 5), (6, 3306, 4), (6, 5900, 5), (6, 6379, 4), (6, 7547, 3), (6, 8291, 2),
    (6, 135, 3), (6, 139, 3), (6, 5555, 3), (6, 9200, 2), (6, 27017, 2), (6, 2375, 2), (6, 5060, 2), (17, 161, 4), (17, 5060, 4),
    (17, 1900, 2), (17, 389, 2), (17, 11211, 2), (17, 137, 2), (6, 37215, 2), (6, 60023, 1), (6, 5985, 2), (6, 4899, 1),
)  # fmt: skip
OPEN_PORTS: Final = (
    (6, 22, 20), (6, 3389, 16), (6, 80, 12), (6, 443, 12), (6, 8080, 9), (6, 8443, 6), (6, 25, 4), (6, 21, 5), (6, 110, 2), (6, 143, 2),
    (6, 993, 2), (6, 587, 2), (6, 104, 3), (6, 11112, 3), (6, 2575, 2), (6, 502, 2), (6, 8000, 3), (6, 8888, 3), (6, 10443, 2),
    (17, 53, 3), (17, 123, 3), (17, 500, 2), (17, 1194, 2), (1, 0, 4),
)  # fmt: skip
LOGIN_BORDER: Final = ((6, 23, 5), (6, 5900, 2), (6, 5060, 2))
LOGIN_OPEN: Final = ((6, 22, 10), (6, 3389, 9), (6, 993, 2), (6, 143, 1), (6, 10443, 3), (6, 443, 1))
EXPLOIT_PORTS: Final = ((6, 443, 10), (6, 80, 7), (6, 8443, 3), (6, 10443, 2), (6, 8080, 2))
OWN_SERVICES: Final = ((6, 3389, 5), (17, 123, 3), (17, 161, 3), (6, 5900, 1), (6, 445, 1), (6, 8080, 2), (6, 104, 1))
C2_PORTS: Final = ((6, 443, 5), (6, 8443, 2), (6, 4444, 2), (6, 6667, 1))
OTHER_PORTS: Final = ((6, 25, 5), (6, 443, 3))

# vector, source port, packets per flow, bytes per packet, follow-up fragments per flow in 8, does the border filter it: perimeter.md §2.3
VECTORS: Final = (
    ("dns", 53, 40, 1200, 3, False), ("ntp", 123, 120, 468, 0, False), ("cldap", 389, 40, 1400, 4, True), ("ssdp", 1900, 60, 310, 0, True),
    ("memcached", 11211, 200, 1400, 0, True), ("snmp", 161, 40, 900, 1, False), ("chargen", 19, 60, 1000, 1, True),
    ("ws-discovery", 3702, 50, 900, 1, False),
)  # fmt: skip
SYN_VECTOR: Final = "syn"
