"""Why entries stand and which proposals wait for people, remembered for door 2. Pure. Never: deciding, or a table of its own.

An entry in the table knows what it is, not why: the reason was in the decision that granted it. What it would hit of ordinary traffic is
asked of the hospital's sample of this hour, a few entries at a time, so that the engine's cycle stays short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide.collateral import HOUR_MS, estimate
from hsoc.perimeter.decide.gentle import History
from hsoc.perimeter.decide.two_person import width
from hsoc.records.decision import Action, Decision
from hsoc.records.engine_status import MOST_WAITING, Harm, Waiting
from hsoc.records.mitigation import Mitigation

TWO_PERSON: Final = "guard.two_person"
WAIT_MS: Final = 1_800_000  # ms without a new finding after which a proposal is no longer shown, as long as a story is remembered
MOST_CAUSES: Final = 20_000  # entries whose reason is remembered, as many as a table may hold
ESTIMATED: Final = 10  # entries whose harm is reckoned in one call, some milliseconds each
HARMING: Final = frozenset({Action.FLOWSPEC, Action.SOURCE_RTBH, Action.RATE_LIMIT})


class Cause(msgspec.Struct, frozen=True):
    """Why an entry stands: code and sentence."""

    rule: str = ""
    reason: str = ""


class Force:
    """The memory. `learn` each step, the rest when the status is told."""

    def __init__(self, *, minutes: int) -> None:
        """minutes: how long an entry may stand."""
        self._minutes = minutes
        self._causes: dict[str, Cause] = {}
        self._waiting: dict[str, Waiting] = {}
        self._harm: dict[str, tuple[int, Harm | None]] = {}

    def learn(self, decisions: Iterable[Decision], *, now: int) -> None:
        """Take in the decisions of a step. now: ms."""
        for one in decisions:
            granted = one.refused is None and one.action.touches_traffic
            if not granted and one.rule != TWO_PERSON:
                continue  # what is only observed may match nothing that a rule could say: who forges has no address
            key = f"{one.action} {match_text(one.match)}"
            if granted:
                self._causes[key] = Cause(one.rule, one.reason)
                self._waiting.pop(key, None)
            else:
                self._wait(key, one, now=now)
        while len(self._causes) > MOST_CAUSES:
            self._causes.pop(next(iter(self._causes)))

    def why(
        self, entries: Sequence[Mitigation], *, event_of: Callable[[str], str], history: History | None, now: int
    ) -> dict[str, dict[str, Any]]:
        """By key of an entry: rule and reason of its granting (empty where not known any more), event of its story, harm or None."""
        harm = {} if history is None else self.harm(entries, history, now=now)
        out = {}
        for one in entries:
            cause = self._causes.get(one.key, Cause())
            out[one.key] = {"rule": cause.rule, "reason": cause.reason, "event": event_of(one.story), "harm": harm.get(one.key)}
        return out

    def waiting(self, *, now: int, event_of: Callable[[str], str]) -> tuple[Waiting, ...]:
        """Proposals for which two people are needed, newest first; a story that is still open keeps its proposal alive."""
        for key, one in list(self._waiting.items()):
            if event_of(one.story):
                self._waiting[key] = msgspec.structs.replace(one, last=now, event=event_of(one.story))
            elif now - one.last >= WAIT_MS:
                del self._waiting[key]
        return tuple(sorted(self._waiting.values(), key=lambda one: (-one.since, one.key)))

    def harm(self, entries: Iterable[Mitigation], history: History, *, now: int) -> dict[str, Harm]:
        """What entries would hit of ordinary traffic, by key, as far as it is known; at most ESTIMATED are reckoned anew."""
        hour, reckoned, out, kept = now // HOUR_MS, 0, {}, {}
        for one in entries:
            known = self._harm.get(one.key)
            if (known is None or known[0] != hour) and one.action in HARMING and one.member and reckoned < ESTIMATED:
                reckoned += 1
                known = self._reckoned(one, history, hour=hour)
            if known is not None:
                kept[one.key] = known
                if known[1] is not None:
                    out[one.key] = known[1]
        self._harm = kept
        return out

    def _reckoned(self, one: Mitigation, history: History, *, hour: int) -> tuple[int, Harm | None] | None:
        sample = history(one.member)
        if sample is None:
            return None  # asked for; it may be there in a second
        found = estimate(sample, one.match)
        harm = Harm(
            peers=found.peers, of_peers=found.of_peers, peers_share=found.peers_share, bytes_share=found.bytes_share, days=found.days
        )
        return hour, harm

    def _wait(self, key: str, one: Decision, *, now: int) -> None:
        before = self._waiting.get(key)
        if before is None and len(self._waiting) >= MOST_WAITING:
            del self._waiting[min(self._waiting, key=lambda name: self._waiting[name].last)]
        self._waiting[key] = Waiting(
            key=key,
            action=one.action,
            match=one.match,
            story=one.story[:500],
            member=one.member,
            since=before.since if before else now,
            last=now,
            addresses=width(one.match),
            minutes=self._minutes,
            rule=one.rule,
            cause=one.cause,
            reason=one.reason[:500],
        )
