"""Which rung of a ladder spares ordinary partners. Belongs here: dropping or slowing down. Never: the counting (collateral).

A rule that would drop more than the ceiling's share of ordinary partners or bytes gives way to a milder rung of its own ladder; slowing
down lets ordinary traffic through in part, so it is not measured by the same share. Where no milder rung is left it is refused.

Nothing known (a new hospital, the first week, too little traffic): what is stopped by its kind at its victim is stopped as usual, as it is
one address under attack; what is stopped by source is only slowed down, as nobody knows who else stands behind that address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from hsoc.perimeter.decide.collateral import Estimate, Sample, estimate
from hsoc.perimeter.decide.guards import Objection
from hsoc.perimeter.decide.ladder import Wish
from hsoc.perimeter.decide.rules import sentence
from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling

History = Callable[[int], Sample | None]
DROPS: Final = frozenset({Action.FLOWSPEC, Action.SOURCE_RTBH})  # a hospital that agreed to a black hole knows what it loses
ENOUGH: Final = 10  # times the ceiling's share from which on counting on changes nothing


def gentlest(usable: Sequence[Wish], history: Sample | None, *, ceiling: Ceiling) -> tuple[Wish, Objection | None]:
    """The first wish (strongest first, at least one) that is gentle enough; with an objection where none is. history None = not known."""
    harm: Estimate | None = None
    for wish in usable:
        if wish.action not in DROPS:
            return _softened(wish, harm, unknown=history is None and usable[0] is not wish), None
        if history is None:
            if wish.match.src is None or not _milder(usable):
                return wish, None
            continue
        enough = min(1.0, ENOUGH * max(ceiling.most_benign_peers, ceiling.most_benign_bytes))
        found = estimate(history, wish.match, enough=enough)
        if not found.over(peers=ceiling.most_benign_peers, size=ceiling.most_benign_bytes):
            return wish, None
        harm = harm or found
    assert harm is not None
    return usable[0], Objection("guard.collateral", sentence("guard.collateral", **_told(harm), days=harm.days))


def _milder(usable: Sequence[Wish]) -> bool:
    return any(wish.action not in DROPS for wish in usable)


def _softened(wish: Wish, harm: Estimate | None, *, unknown: bool) -> Wish:
    if harm is not None:
        reason = sentence("guard.softened", reason=wish.reason, **_told(harm))
        return msgspec.structs.replace(wish, rule="guard.softened", reason=reason)
    if unknown:
        return msgspec.structs.replace(wish, rule="guard.no_history", reason=sentence("guard.no_history", reason=wish.reason))
    return wish


def _told(harm: Estimate) -> dict[str, object]:
    return {"partners": f"{harm.peers} of {harm.of_peers} ordinary partners ({harm.peers_share:.2%})", "size": harm.bytes_share}
