"""Rules for attacks on victims, from the flows behind them: when they are looked into, what is kept, which ladders follow. Never: a guard.

What a detector names itself is kept where it covers the goal: it is known and does not change. Only where it does not, rules are
synthesised, and stay until they cover less than the goal by SLACK, so that a rule is not exchanged for one that is hardly better. Where
no set of simple rules reaches the goal, what is left is slowed down as far as the ceiling allows (fail-safe); TCP as a whole never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa

from hsoc.perimeter.decide import forged
from hsoc.perimeter.decide.candidates import TCP, Allowed
from hsoc.perimeter.decide.ladder import (
    REST,
    ROUTING,
    SETS,
    TOLD,
    VECTOR_MINUTES,
    Ladder,
    Wish,
    endpoint_prefix,
    ladders,
    overload,
    vector_ladder,
    vectors,
)
from hsoc.perimeter.decide.rules import sentence
from hsoc.perimeter.decide.synthesis import Settings, Synthesis, coverage, synthesise
from hsoc.records.decision import Action
from hsoc.records.detection import Detection, detections, story_keys
from hsoc.records.policy import Policy
from hsoc.records.sample import Sample
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Trust

# findings that name a target and yet are no attack to be covered by rules: each has a ladder of its own
OTHER_LADDERS: Final = frozenset((*ROUTING, *TOLD, *SETS, *forged.DETECTORS))
REVIEW_MS: Final = 10_000  # ms between two looks into the flows of one story
MOST_VICTIMS: Final = 4  # stories looked into in one step, the heaviest; about 20 ms each
MOST_PLANS: Final = 10_000  # stories remembered
LEAST_FLOWS: Final = 10  # flows from which anything can be told
SLACK: Final = 0.05  # share below the goal at which standing rules are given up
REST_RATE: Final = 1000  # packets a second left to what no simple rule covers; ordinary traffic of one host mostly fits in
ADDRESSES: Final = 1024  # of sources in all rules of a story, where its source is proven
# doors of a hospital that are never closed as such, whatever comes through them: web, DNS, mail, VPN
DOORS: Final = (25, 53, 80, 443, 465, 500, 587, 993, 1194, 4500)


class _Plan(msgspec.Struct, frozen=True):
    """What is known of a story: looked into at `at` (ms); found None = what the detector names is enough."""

    at: int
    found: Synthesis | None


class Planner:
    """Memory of plans by story. One policy."""

    def __init__(self, policy: Policy, *, settings: Settings | None = None, plans: Mapping[str, _Plan] | None = None) -> None:
        self._policy = policy
        profile = policy.platforms[0].profile if policy.platforms else Settings().profile
        self._settings = settings or Settings(profile=profile, allowed=Allowed(excluded_dports=DOORS))
        self._plans: dict[str, _Plan] = dict(plans or {})

    def under(self, policy: Policy) -> Planner:
        """Another policy, the same plans."""
        return Planner(policy, plans=self._plans)

    def due(self, found: pa.Table, *, now: int) -> pa.Table:
        """The detections of victims whose flows are wanted now: new stories and those not looked into for a while, the heaviest."""
        of_victims = (found["src_bits"].to_numpy() < 0) & (found["dst_bits"].to_numpy() >= 0)
        attacked = [name not in OTHER_LADDERS for name in found["detector"].to_pylist()]
        victims = found.filter(pa.array(of_victims & np.array(attacked, np.bool_)))
        if not victims.num_rows:
            return victims
        keys = [str(key) for key in story_keys(victims).to_pylist()]
        packets, last = victims["packets"].to_numpy(), victims["last"].to_numpy()
        chosen: dict[str, int] = {}
        for place in np.lexsort((-last, -packets)):
            plan = self._plans.get(keys[place])
            if keys[place] not in chosen and (plan is None or now - plan.at >= REVIEW_MS):
                chosen[keys[place]] = int(place)
                if len(chosen) == MOST_VICTIMS:
                    break
        return victims.take(pa.array(list(chosen.values()), pa.int64()))

    def learn(self, victims: pa.Table, samples: Mapping[str, Sample], *, now: int) -> None:
        """Plans for the stories whose flows are given, by story key."""
        for key, one in zip(map(str, story_keys(victims).to_pylist()), detections(victims), strict=True):
            sample = samples.get(key)
            if sample is not None and len(sample.attack["proto"]) >= LEAST_FLOWS:
                self._plans[key] = _Plan(now, self._found(key, one, sample))
        while len(self._plans) > MOST_PLANS:
            del self._plans[min(self._plans, key=lambda key: self._plans[key].at)]

    def ladders(self, key: str, detection: Detection) -> tuple[Ladder, ...]:
        """The ladders of a detection: those of its plan, the heaviest rule last, or the detector's own."""
        plan = self._plans.get(key)
        if plan is None or plan.found is None or detection.src_bits >= 0 or detection.detector in OTHER_LADDERS:
            return ladders(detection, policy=self._policy)
        found = plan.found
        rules = [vector_ladder(detection, one.match, policy=self._policy) for one in reversed(found.rules)]
        also = () if found.met else tuple(match for match in vectors(detection) if match not in found.matches)
        named = [vector_ladder(detection, match, policy=self._policy) for match in also]
        room = max(0, self._policy.ceiling.most_rules_mitigation - len(rules) - 1)
        rest = (self._rest(detection, found),) if found.rest is not None else ()
        return (*overload(detection, policy=self._policy), *rest, *named[:room], *rules)

    def forget(self, stories: Iterable[str]) -> None:
        """Look into these stories anew."""
        for story in stories:
            self._plans.pop(story, None)

    def _found(self, key: str, one: Detection, given: Sample) -> Synthesis | None:
        named = vectors(one)
        if coverage(named, given.attack) >= self._settings.goal:
            return None
        plan = self._plans.get(key)
        before = plan.found if plan is not None else None
        if before is not None and before.met and coverage(before.matches, given.attack) >= self._settings.goal - SLACK:
            return before
        known = (*(before.matches if before is not None else ()), *named)
        settings = self._settings
        if one.trust == Trust.PROVEN:
            settings = msgspec.structs.replace(settings, allowed=self._with_sources(settings.allowed))
        most = self._policy.ceiling.most_rules_mitigation - 1  # one place is left for the fail-safe
        return synthesise(endpoint_prefix(one, "dst"), given, most_rules=max(1, most), settings=settings, known=known)

    def _with_sources(self, allowed: Allowed) -> Allowed:
        members = (prefix for member in self._policy.members for prefix in member.prefixes)
        own = (*self._policy.never_block, *self._policy.protected, *members)
        return msgspec.structs.replace(allowed, addresses=ADDRESSES, excluded_sources=own)

    def _rest(self, detection: Detection, found: Synthesis) -> Ladder:
        """The fail-safe. TCP, or all of a victim's traffic, is never slowed down whole: that is what the attacker wants."""
        rest = found.rest or Match(dst=endpoint_prefix(detection, "dst"))
        told = {"covered": round(found.covered * 100), "goal": round(found.goal * 100), "dst": rest.dst}
        reason = sentence("ladder.rest", **told)
        notify = Wish(action=Action.NOTIFY, match=rest, rule="ladder.rest", reason=reason)
        if not rest.proto or rest.proto == (TCP,):
            return Ladder(slot=REST, rungs=(notify,))
        minutes = min(VECTOR_MINUTES, self._policy.ceiling.longest_minutes)
        slow = Wish(action=Action.RATE_LIMIT, match=rest, rule="ladder.rest", reason=reason, minutes=minutes, rate=REST_RATE)
        return Ladder(slot=REST, rungs=(slow, notify))
