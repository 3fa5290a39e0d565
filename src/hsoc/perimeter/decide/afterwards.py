"""What to do about an entry that stands: take back what matches nothing, and what cut off ordinary partners. Never: a standing limit.

Nothing matched is only known where dropped traffic is told of: where exporters send forwardingStatus, or where nothing is really dropped
(dry run). Ordinary partners that a rule cuts off fall silent: those who talked with the destination before the rule, in traffic that the
rule takes, and of whom nothing came through since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from hsoc.exchange.flowspec.match import matches
from hsoc.perimeter.decide.collateral import LEAST_PEERS, benign
from hsoc.perimeter.decide.rules import sentence
from hsoc.perimeter.measure.hashing import hashed
from hsoc.records.decision import Action
from hsoc.records.flow import Direction, flow_columns, is_dropped
from hsoc.records.mitigation import Hits, Mitigation
from hsoc.records.policy import Ceiling
from hsoc.records.scope import Match

WINDOW_MS: Final = 60_000  # ms; one window of the detectors
WINDOWS: Final = 2  # without a match until an entry goes (perimeter.md 2.8)
LAG_MS: Final = 60_000  # ms; exporters tell of a flow up to their active timeout later
BEFORE_MS: Final = 600_000  # ms before an entry that show who talked with its destination
LEAST_CUT: Final = 3  # partners; one who hangs up is no sign
_SEED: Final = 0


class Back(msgspec.Struct, frozen=True):
    """An entry to take back: its key, its story, the code and the sentence."""

    key: str
    story: str
    rule: str
    reason: str


def idle(entries: Iterable[Mitigation], hits: Mapping[str, Hits], *, now: int, told: bool) -> tuple[Back, ...]:
    """Entries that matched nothing for WINDOWS windows. told: whether dropped traffic is told of at all."""
    if not told:
        return ()
    quiet = WINDOWS * WINDOW_MS + LAG_MS
    out = []
    for one in entries:
        last = hits[one.key].last if one.key in hits else 0
        if not _standing(one) and now - max(one.since, last) > quiet:
            out.append(Back(one.key, one.story, "after.no_match", sentence("after.no_match", minutes=quiet // WINDOW_MS)))
    return tuple(out)


def due(entries: Iterable[Mitigation], looked: Iterable[str], *, now: int) -> tuple[Mitigation, ...]:
    """Entries whose effect can be judged now and was not yet: two windows and the exporters' lag after they began."""
    known = set(looked)
    return tuple(one for one in entries if not _standing(one) and one.key not in known and now - one.since > WINDOWS * WINDOW_MS + LAG_MS)


def hurts(entry: Mitigation, flows: pa.Table, *, ceiling: Ceiling) -> Back | None:
    """Whether an entry cut off ordinary partners. flows: of its member, from BEFORE_MS before it until now (FLOW_SCHEMA, located)."""
    columns = flow_columns(flows)
    own = columns["member"] == entry.member
    inbound = np.flatnonzero(own & (columns["direction"] == Direction.INBOUND))
    outbound = np.flatnonzero(own & (columns["direction"] == Direction.OUTBOUND))
    rows = inbound[benign(columns, inbound, outbound)]
    before = rows[(columns["first"][rows] < entry.since) & (columns["first"][rows] >= entry.since - BEFORE_MS)]
    around = before[_mask(Match(dst=entry.match.dst, src=entry.match.src), columns, before)]
    struck = before[_mask(entry.match, columns, before)]
    through = inbound[(columns["last"][inbound] > entry.since + LAG_MS) & ~is_dropped(columns["forwarding"][inbound])]
    partners, cut = _peers(columns, around), _peers(columns, struck)
    silent = cut - _peers(columns, through)
    if len(partners) < LEAST_PEERS or len(silent) < LEAST_CUT or len(silent) <= ceiling.most_benign_peers * len(partners):
        return None
    return Back(entry.key, entry.story, "after.hurts", sentence("after.hurts", cut=len(silent), peers=len(partners)))


def tells_of_drops(flows: pa.Table) -> bool:
    """Whether these flows show that routers tell of what they drop."""
    return bool(is_dropped(flow_columns(flows)["forwarding"]).any())


def _standing(entry: Mitigation) -> bool:
    """What stands whatever it matches: without an attack, or led away upstream, so that nothing of it comes by here."""
    return entry.preventive or entry.action is Action.DIVERT


def _mask(match: Match, columns: Any, rows: Any) -> Any:
    return matches(match, {name: values[rows] for name, values in columns.items()})


def _peers(columns: Any, rows: Any) -> set[int]:
    return set(hashed([columns["src_hi"], columns["src_lo"]], rows=rows, seed=_SEED).tolist())
