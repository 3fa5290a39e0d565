"""Whom the rules would have hurt: innocent flows that a rule matched while it stood. Belongs here: that count. Never: deciding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from hsoc.exchange.flowspec.table import Table
from hsoc.perimeter.simulate.accuracy.field import INNOCENT, Played
from hsoc.perimeter.simulate.columns import Columns, rows, table, taken
from hsoc.records.address import bounds, text
from hsoc.records.decision import Action, Decision
from hsoc.records.flow import flow_columns

FEW: Final = 5  # rules named


class Hurt(msgspec.Struct, frozen=True, kw_only=True):
    """acts: rules that stood; by_source: of those, keyed on a source; innocents: source-keyed ones that matched an innocent's flow.

    flows: innocent flows that a rule would have stopped; slowed: that one matched which only slows down; of: all innocent flows; worst:
    rules that matched most of them, with the number.
    """

    acts: int
    by_source: int
    innocents: int
    flows: int
    slowed: int
    of: int
    worst: tuple[str, ...]


def hurt(play: Played, acts: Sequence[Decision]) -> Hurt:
    """Every rule against the innocent flows of its own time. IPv4 rules are looked at; the fields' attackers have no other."""
    innocent = taken(play.flows, np.flatnonzero(play.strike == INNOCENT))
    by = {side: np.argsort(innocent[f"{side}_lo"], kind="stable") for side in ("src", "dst")}
    sorted_ = {side: innocent[f"{side}_lo"][order] for side, order in by.items()}
    stopped, slowed = np.zeros(rows(innocent), bool), np.zeros(rows(innocent), bool)
    innocents, worst = 0, []
    for act in acts:
        side, prefix = ("src", act.match.src) if act.match.src is not None else ("dst", act.match.dst)
        if prefix is None or ":" in prefix:
            continue
        low, high = bounds(prefix)
        span = np.searchsorted(sorted_[side], [low[1], high[1] + 1])
        near = by[side][span[0] : span[1]]
        near = near[(innocent["last"][near] >= act.made) & (innocent["last"][near] < act.until)]
        hit = near[_hits(act, taken(innocent, near))] if len(near) else near
        if len(hit):
            (slowed if act.action is Action.RATE_LIMIT else stopped)[hit] = True
            innocents += act.match.src is not None
            example = text(0, int(innocent["src_lo"][hit[0]]))
            worst.append((len(hit), f"{act.action} {act.match.src or act.match.dst} {act.rule}: {len(hit)} flows, such as of {example}"))
    worst.sort(reverse=True)
    return Hurt(
        acts=len(acts), by_source=sum(act.match.src is not None for act in acts), innocents=innocents, flows=int(stopped.sum()),
        slowed=int((slowed & ~stopped).sum()),
        of=rows(innocent), worst=tuple(one for _, one in worst[:FEW]),
    )  # fmt: skip


def _hits(act: Decision, flows: Columns) -> np.ndarray:
    return np.asarray(Table([act.match]).taken(flow_columns(table(flows))) >= 0)
