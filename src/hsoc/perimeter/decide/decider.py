"""The stage: detections in, decisions out. Belongs here: merging by story and the memory of stories. Never: a rule of its own.

A decision is made when a story begins, grows, is refused for another reason, or needs its time renewed; between those a story is
silent. Memory and work are bounded: the weightiest stories of a step are looked at, the rest is counted in `passed_over`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hsoc.perimeter.decide.gentle import History, gentlest
from hsoc.perimeter.decide.guards import MINUTE, Guards, Objection, Proposal
from hsoc.perimeter.decide.hysteresis import Ask, Move, Standing, asked, granted, move, taken_back
from hsoc.perimeter.decide.ladder import SLOTS, Ladder, Offered, Wish, own_host, upstream, vector_slot
from hsoc.perimeter.decide.planner import Planner
from hsoc.perimeter.decide.rules import sentence
from hsoc.perimeter.decide.standing import Limits
from hsoc.perimeter.decide.wishes import Wishes
from hsoc.records.decision import Action, Decision
from hsoc.records.detection import Detection, detections, story_keys
from hsoc.records.policy import Policy
from hsoc.records.taxonomy import Trust

MOST_PER_STEP: Final = 2000  # stories judged in one step; about 50 µs each, so a tenth of the one-second cycle
MOST_STORIES: Final = 100_000  # remembered; about 300 bytes each
MOST_SLOTS: Final = 16  # ladders remembered per story; an attack that turns through more vectors begins anew
FORGET_MS: Final = 1_800_000  # a story unseen for half an hour begins anew
LOOK_EVERY_MS: Final = 60_000  # a full look for stale stories; between them only the ceiling calls for one
TARGET_WEIGHT: Final = 100  # packets that one distinct target weighs, when stories compete for MOST_PER_STEP
OWN_SOURCE: Final = "guard.own_source"
EVERYONE: Final = 0  # key of `held` that stands for all members


class Given(msgspec.Struct, frozen=True):
    """What holds for all decisions of a step: the time (ms), the brake, the approvals, the table."""

    now: int
    held: Mapping[int, str]
    approved: frozenset[str]
    standing: frozenset[str]
    history: History | None
    offered: Offered | None


class Decider:
    """Decisions under one policy. A new policy is a new Decider; `standing` can be handed over."""

    def __init__(self, policy: Policy, *, standing: Mapping[str, Mapping[str, Standing]] | None = None) -> None:
        self._policy = policy
        self._guards = Guards(policy)
        self.planner = Planner(policy)
        self._wishes = Wishes(policy)
        self._limits = Limits(policy)
        self.standing: dict[str, dict[str, Standing]] = {key: dict(slots) for key, slots in (standing or {}).items()}
        self._seen: dict[str, int] = dict.fromkeys(self.standing, 0)
        self._looked = 0
        self.passed_over = 0

    def under(self, policy: Policy) -> Decider:
        """Another policy, the same memory of stories."""
        made = Decider(policy, standing=self.standing)
        made._seen |= self._seen
        made.planner = self.planner.under(policy)
        made._looked, made.passed_over = self._looked, self.passed_over
        return made

    def decide(
        self,
        detections: pa.Table,
        *,
        now: int,
        held: Mapping[int, str] | None = None,
        approved: frozenset[str] = frozenset(),
        standing: frozenset[str] = frozenset(),
        history: History | None = None,
        offered: Offered | None = None,
    ) -> tuple[Decision, ...]:
        """New and changed decisions for a detection table (DETECTION_SCHEMA), weightiest first.

        held: reasons of the emergency brake by member number (0 = everyone); what would touch traffic is refused with them.
        approved: keys that two people agreed to; standing: keys of the table, so that what a standing limit drops is not dropped twice.
        history: ordinary traffic by member number at this hour, None where none is known; without it collateral is not looked at.
        offered: how a prefix could be led upstream, None where that is not on offer.
        """
        if not detections.num_rows:
            return ()
        out: list[Decision] = []
        given = Given(now, held or {}, approved, standing, history, offered)
        for key, one in self._weightiest(detections):
            self._seen[key] = now
            away = upstream(one, policy=self._policy, offered=offered) if offered is not None and one.src_bits < 0 else ()
            for ladder in (*away, *self.planner.ladders(key, one)):
                decision = self._judged(key, one, ladder, given)
                if decision is not None:
                    out.append(decision)
        self._forget(now)
        return tuple(out)

    def taken_back(self, refused: Iterable[Decision], *, now: int) -> None:
        """Learn that the table had no room for decisions (keeper.refused), so that they are made again later and not taken as standing."""
        for decision in refused:
            slots = self.standing.get(decision.story, {})
            for slot, standing in slots.items():
                if standing.made == decision.made and standing.action is decision.action and slot in {vector_slot(decision.match), *SLOTS}:
                    slots[slot] = taken_back(standing, rule=decision.rule, now=now)

    def forget(self, stories: Iterable[str]) -> None:
        """What was decided on these stories holds no longer; the next detection is judged anew."""
        gone = tuple(stories)
        self.planner.forget(gone)
        for story in gone:
            self.standing.pop(story, None)

    def _weightiest(self, table: pa.Table) -> list[tuple[str, Detection]]:
        """The latest detection of each story: victims before scanners, then the weightiest first."""
        keys = story_keys(table)
        codes = keys.dictionary_encode().indices.to_numpy()
        last, flows, packets, targets = (table[name].to_numpy() for name in ("last", "flows", "packets", "targets"))
        order = np.lexsort((flows, last, codes))
        newest = order[np.append(codes[order][1:] != codes[order][:-1], True)]
        weight: NDArray[np.int64] = np.maximum(packets, targets * TARGET_WEIGHT)[newest]
        of_source = table["src_bits"].to_numpy()[newest] >= 0
        chosen = newest[np.lexsort((newest, -weight, of_source))[:MOST_PER_STEP]]
        self.passed_over += len(newest) - len(chosen)
        return list(
            zip([str(key) for key in keys.take(pa.array(chosen)).to_pylist()], detections(table.take(pa.array(chosen))), strict=True)
        )

    def _judged(self, key: str, one: Detection, ladder: Ladder, given: Given) -> Decision | None:
        """The decision of one ladder where something changes, else None."""
        now = given.now
        wish, objection = self._allowed(one, self._rungs(one, ladder, given), given)
        if objection is not None and objection.rule == OWN_SOURCE:
            wish, objection = own_host(one, wish), None  # who looks guilty is ours: its hospital has to look at it
        standing = self.standing.get(key, {}).get(ladder.slot)
        rule, refused = (objection.rule, objection.reason) if objection else (wish.rule, None)
        by_guess = wish.match.src is not None and one.trust == Trust.PLAUSIBLE
        ask = Ask(action=wish.action, rule=rule, first=one.first, last=one.last, all_new=by_guess, refused=refused is not None)
        if standing is not None and move(standing, ask, now=now) is Move.STAND:
            self.standing[key][ladder.slot] = asked(standing, ask, now=now)
            return None
        until = now + wish.minutes * MINUTE if wish.action.touches_traffic and refused is None else 0
        self._remember(key, ladder.slot, granted(ask, now=now, until=until))
        return Decision(
            story=key,
            action=wish.action,
            match=wish.match,
            made=now,
            until=until,
            member=one.member,
            rate=wish.rate,
            rule=rule,
            reason=wish.reason,
            cause=wish.rule if objection else "",
            offer=wish.offer,
            refused=refused,
        )

    def _remember(self, key: str, slot: str, standing: Standing) -> None:
        slots = self.standing.setdefault(key, {})
        slots[slot] = standing
        if len(slots) > MOST_SLOTS:
            del slots[min(slots, key=lambda name: slots[name].strong)]

    def _rungs(self, one: Detection, ladder: Ladder, given: Given) -> tuple[Wish, ...]:
        """The ladder as wishes and exemptions leave it; nothing to do where a standing limit in force drops the traffic already."""
        first = ladder.rungs[0]
        if one.src_bits < 0 and first.action is Action.FLOWSPEC:
            key = self._limits.covering(first.match, member=one.member, now=given.now)
            if key in given.standing:
                reason = sentence("standing.covers", key=key)
                return (Wish(action=Action.OBSERVE, match=first.match, rule="standing.covers", reason=reason),)
        return self._wishes.left(ladder, one, now=given.now)

    def _allowed(self, one: Detection, rungs: tuple[Wish, ...], given: Given) -> tuple[Wish, Objection | None]:
        """The strongest wish that the ceiling knows, and what speaks against it. No falling back around any other guard."""
        now, held = given.now, given.held
        usable = [wish for wish in rungs if wish.action.touches_traffic and wish.action in self._policy.ceiling.actions]
        wish, harm = self._gentle(one, usable, given) if usable else (rungs[0], None)
        proposal = Proposal(
            action=wish.action,
            match=wish.match,
            now=now,
            until=now + wish.minutes * MINUTE,
            member=one.member,
            trust=Trust(one.trust),
            forged=wish.forged,
            approved=given.approved,
        )
        objection = self._guards.objection(proposal)
        why = held.get(EVERYONE, held.get(one.member))
        if objection is None and why is not None and wish.action.touches_traffic:
            objection = Objection("brake.held", sentence("brake.held", why=why))
        return wish, objection or harm

    def _gentle(self, one: Detection, usable: list[Wish], given: Given) -> tuple[Wish, Objection | None]:
        """The strongest wish that spares ordinary partners, by their traffic at this hour of the last week; else why none does."""
        if given.history is None:
            return usable[0], None
        return gentlest(usable, given.history(one.member), ceiling=self._policy.ceiling)

    def _forget(self, now: int) -> None:
        if len(self._seen) <= MOST_STORIES and now - self._looked < LOOK_EVERY_MS:
            return
        self._looked = now
        stale = [key for key, seen in self._seen.items() if now - seen > FORGET_MS]
        beyond = len(self._seen) - len(stale) - MOST_STORIES
        if beyond > 0:
            stale = sorted(self._seen, key=self._seen.__getitem__)[: len(stale) + beyond]
        for key in stale:
            del self._seen[key]
            self.standing.pop(key, None)
