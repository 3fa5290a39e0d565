"""What a visitor of the demonstration shall see: a few attacks that come within the first minute, end, and come again. Never: their flows.

Rows of a plan as attacks.of_day makes them, only chosen by hand: told apart from the day's own threats by their addresses.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from hsoc.perimeter.simulate import attacks, kinds
from hsoc.perimeter.simulate.attacks import COLUMNS, PASSED, Plan
from hsoc.records import address

ROUND_MS: Final = 420_000  # ms from one showing to the next: two minutes of attack, and quiet enough to see it end
REFLECTORS_FROM: Final = "198.19.240.0"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One attack of the show. after and lasts in s from the beginning of a round; host is the last byte of the (first) target - 1."""

    kind: str
    about: str
    after: int
    lasts: int
    source: str
    member: int
    host: int = 0
    members: int = 1
    targets: int = 1
    sources: int = 1
    flows: int
    proto: int
    port: int
    vector: str = ""


ACTS: Final = (
    Act(kind="reflection", about="DNS reflection with fragments on the PACS gateway of Nemocnice Lipová (198.18.9.105)", after=8, lasts=100,
        source=REFLECTORS_FROM, member=9, host=104, sources=400, flows=24_000, proto=17, port=53, vector="dns"),
    Act(kind="horizontal", about="a scan for DICOM (104/tcp) through all 42 hospitals from 198.19.200.23", after=15, lasts=75,
        source="198.19.200.23", member=1, host=3, members=42, targets=2_100, flows=2_100, proto=6, port=104),
    Act(kind="vertical", about="a scan of 1,500 ports of 198.18.10.25, Nemocnice U Řeky, from 198.19.200.88", after=25, lasts=60,
        source="198.19.200.88", member=10, host=24, flows=1_500, proto=6, port=0),
    Act(kind="reflection", about="NTP reflection on the VPN gateway of Nemocnice Javorná (198.18.12.91)", after=170, lasts=60,
        source="198.19.241.0", member=12, host=90, sources=250, flows=9_000, proto=17, port=123, vector="ntp"),
    Act(kind="reflection", about="CLDAP reflection on the web of Krajská nemocnice Olšinka (198.18.4.81)", after=250, lasts=60,
        source="198.19.242.0", member=4, host=80, sources=300, flows=12_000, proto=17, port=389, vector="cldap"),
)  # fmt: skip


def plan(*, since: int, until: int, begun: int) -> Plan:
    """The acts that begin in since … until (ms), where the first round begins at `begun`."""
    found = []
    for number in range(max(0, (since - begun) // ROUND_MS - 1), max(0, (until - begun) // ROUND_MS) + 1):
        for place, act in enumerate(ACTS):
            first = begun + number * ROUND_MS + act.after * 1000
            if since <= first < until:
                found.append(_row(act, first, number * len(ACTS) + place))
    return {name: np.array([row[name] for row in found], np.int64) for name in COLUMNS} if found else attacks.no_plan()


def _row(act: Act, first: int, number: int) -> dict[str, int]:
    hi, lo = address.pair(act.source)
    names = [vector[0] for vector in kinds.VECTORS]
    return {
        "id": 1_000_000 + number, "kind": kinds.INDEX[act.kind], "first": first, "last": first + act.lasts * 1000,
        "src_hi": hi, "src_lo": lo, "sources": act.sources, "member": act.member, "members": act.members, "host": act.host, "stride": 5,
        "targets": act.targets, "v6": 0, "proto": act.proto, "port": act.port, "vector": names.index(act.vector) if act.vector else -1,
        "flows": act.flows, "detections": 1 + act.lasts * 1000 // kinds.KINDS[kinds.INDEX[act.kind]].cadence,
        "disposition": PASSED, "seed": 4_240 + 16 * number,
    }  # fmt: skip
