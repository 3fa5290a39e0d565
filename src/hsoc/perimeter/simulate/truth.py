"""The ground truth as JSON lines, one object per threat. Belongs here: what is known to have happened. Never: how it is found.

Fields: id, class, category, detector (null where this engine has none yet), src (first or only one), sources, dst (prefixes or the one
address), targets, members (numbers), proto, port, vector, first and last (ms), flows, packets, bytes, detections, disposition,
forwarding, expected (the action class).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
import numpy as np

from hsoc.perimeter.simulate import attacks, community, strikes
from hsoc.perimeter.simulate.attacks import Plan
from hsoc.perimeter.simulate.columns import DROPPED, FORWARDED, member_address
from hsoc.perimeter.simulate.kinds import KINDS, SYN_VECTOR, VECTORS
from hsoc.records import address

DISPOSITIONS: Final = ("preventive", "reactive", "passed")
_AT_ONCE: Final = 2_000  # threats whose flows are built to be counted


class Truth(msgspec.Struct, frozen=True, kw_only=True, rename={"kind": "class"}):
    """One threat as it really was. Fields as in the module's docstring."""

    id: int
    kind: str
    category: str
    detector: str | None
    src: str
    sources: int
    dst: str
    targets: int
    members: tuple[int, ...]
    proto: int
    port: int
    vector: str
    first: int
    last: int
    flows: int
    packets: int
    bytes: int
    detections: int
    disposition: str
    forwarding: int
    expected: str


def lines(plan: Plan) -> Iterator[bytes]:
    """The truth of a plan, one JSON line per threat (with its newline), a few thousand threats in memory at a time."""
    encoder = msgspec.json.Encoder()
    for truth in truths(plan):
        yield encoder.encode(truth) + b"\n"


def truths(plan: Plan) -> Iterator[Truth]:
    """The truth of a plan as values."""
    for start in range(0, attacks.rows(plan), _AT_ONCE):
        part = attacks.taken(plan, np.arange(start, min(start + _AT_ONCE, attacks.rows(plan))))
        yield from _some(part)


def read(text: bytes) -> tuple[Truth, ...]:
    """Truths from JSON lines. Raises msgspec.ValidationError on anything else."""
    decoder = msgspec.json.Decoder(Truth)
    return tuple(decoder.decode(line) for line in text.splitlines() if line)


def _some(plan: Plan) -> Iterator[Truth]:
    order = np.argsort(plan["kind"], kind="stable")  # strikes come kind by kind
    flows = strikes.flows_of(plan)
    edges = np.cumsum(plan["flows"][order]) - plan["flows"][order]
    sums = {name: np.zeros(attacks.rows(plan), np.int64) for name in ("packets", "bytes")}
    for name, total in sums.items():
        total[order] = np.add.reduceat(flows[name], edges)
    first = member_address(plan["member"], 1 + plan["host"] % community.HOSTS, plan["v6"] != 0)
    columns: dict[str, Any] = {name: values.tolist() for name, values in (plan | sums).items()}
    columns |= {"dst_hi": first[0].tolist(), "dst_lo": first[1].tolist()}
    for row in zip(*columns.values(), strict=True):
        yield _one(dict(zip(columns, row, strict=True)))


def _one(row: dict[str, Any]) -> Truth:
    kind = KINDS[row["kind"]]
    disposition = DISPOSITIONS[row["disposition"]]
    outward = kind.name in {"open", "botnet"}
    numbers = tuple(1 + (row["member"] - 1 + k) % community.MEMBERS for k in range(row["members"]))
    flood = kind.name == "syn_flood"
    return Truth(
        id=row["id"], kind=kind.name, category=str(kind.category), detector=kind.detector or None,
        src=address.text(row["src_hi"], row["src_lo"]), sources=row["sources"],
        dst="" if outward or row["targets"] > 1 else address.text(row["dst_hi"], row["dst_lo"]), targets=row["targets"],
        members=tuple(sorted(numbers)), proto=row["proto"], port=-1 if kind.name == "vertical" else row["port"],
        vector=SYN_VECTOR if flood else VECTORS[row["vector"]][0] if row["vector"] >= 0 else "",
        first=row["first"], last=row["last"], flows=row["flows"], packets=row["packets"], bytes=row["bytes"],
        detections=row["detections"], disposition=disposition, forwarding=DROPPED if disposition == "preventive" else FORWARDED,
        expected="observe" if disposition == "passed" and not outward else str(kind.action),
    )  # fmt: skip
