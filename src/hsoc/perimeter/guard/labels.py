"""Numbers of the kernels and their words. Belongs here: the taxonomy as ARTEMIS writes it, RFC 7908's types, the peer guard's kinds.

A hijack's label is `prefix|path|data plane|policy`: E exact, S more specific, Q squatting; 0 origin, 1 first hop, N further on, P not as
declared, U unchanged; L seen beyond a no-export. The data plane is not looked at here, so it is always `-`.
"""

from __future__ import annotations

from typing import Final

HIJACK: Final = 0
LEAK: Final = 1
PEER: Final = 2
LOSS: Final = 3
DETECTORS: Final = ("prefix_hijack", "route_leak", "peer_guard", "route_visibility")

EXACT: Final = 1
SUB: Final = 2
SQUAT: Final = 3
ORIGIN: Final = 1
FIRST_HOP: Final = 2
FURTHER: Final = 3
PATTERN: Final = 4
UNCHANGED: Final = 5

PREFIXES: Final = ("-", "E", "S", "Q")
PATHS: Final = ("-", "0", "1", "N", "P", "U")
POLICIES: Final = ("-", "L")

LEAKS: Final = ("", "type_1", "type_2", "type_3", "type_4", "otc", "aspa")
HAIRPIN: Final = 1
LATERAL: Final = 2
TO_PEER: Final = 3
TO_PROVIDER: Final = 4
MARKED: Final = 5
UNATTESTED: Final = 6

KINDS: Final = (
    "", "own_prefix", "own_asn_in_path", "bogon_prefix", "bogon_asn", "too_long", "too_short", "tier1_in_path", "unexpected_prefix",
    "rpki_invalid", "max_prefix",
)  # fmt: skip
OWN_PREFIX: Final = 1
OWN_ASN: Final = 2
BOGON_PREFIX: Final = 3
BOGON_ASN: Final = 4
TOO_LONG: Final = 5
TOO_SHORT: Final = 6
TIER1_IN_PATH: Final = 7
UNEXPECTED: Final = 8
RPKI_INVALID: Final = 9
MAX_PREFIX: Final = 10

LOSSES: Final = ("", "lost", "gone")
LOST: Final = 1
GONE: Final = 2

VALIDITY: Final = ("unknown", "valid", "invalid", "not-found")  # RFC 6811; unknown = no VRPs were given
UNKNOWN: Final = 0
VALID: Final = 1
INVALID: Final = 2
NOT_FOUND: Final = 3

ROLES: Final = {"peer": 1, "provider": 2, "customer": 3}


def hijack(prefix: int, path: int, policy: int) -> int:
    """The number of a hijack's label."""
    return prefix * 100 + path * 10 + policy


def vector(family: int, code: int) -> str:
    """What a number is called."""
    if family == HIJACK:
        return f"{PREFIXES[code // 100]}|{PATHS[code // 10 % 10]}|-|{POLICIES[code % 10]}"
    return {LEAK: LEAKS, PEER: KINDS, LOSS: LOSSES}[family][code]


def detector(family: int, code: int) -> str:
    """Under which detector a finding is told: a route past its no-export on a sound path is a leak, not a hijack."""
    if family == HIJACK and code % 10 and code // 10 % 10 == 0:
        return DETECTORS[LEAK]
    return DETECTORS[family]
