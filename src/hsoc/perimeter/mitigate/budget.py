"""Exact budgets: entries and TCAM units of the table, of a hospital, of a story, of a minute. Belongs here: counting. Never: the plan.

Preventive entries (limits, hospitals' own rules) have a budget of their own and never take one from an answer to an attack: they count
towards the table and its memory, not towards the hospital's, the story's or the minute's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import msgspec

from hsoc.exchange.flowspec.compose import rule
from hsoc.exchange.flowspec.tcam import cost
from hsoc.records.decision import Action
from hsoc.records.engine_status import Filled
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Policy
from hsoc.records.scope import Match

SOURCE_SHARE: Final = 0.75  # of each limit that entries by source may use: who sprays scans must not keep a victim's rule out
MOST_CACHED: Final = 16_384  # matches and profiles whose units are remembered
ROUTES: Final = frozenset({Action.SOURCE_RTBH, Action.DESTINATION_RTBH, Action.DIVERT})  # are routes, they take no TCAM of a filter


class Objection(msgspec.Struct, frozen=True):
    """A limit that would be broken: stable code and a sentence for people."""

    rule: str
    reason: str


class Budget:
    """What one table holds under one policy. `reckon` begins anew, `room` asks, `take` adds."""

    def __init__(self, policy: Policy) -> None:
        self._ceiling = policy.ceiling
        self._platforms = policy.platforms
        self._wishes = {member.number: member.wishes.most_rules for member in policy.members if member.wishes.most_rules is not None}
        self._least = min((platform.most_rules for platform in policy.platforms), default=self._ceiling.most_rules)
        self.reckon(())

    def reckon(self, entries: Iterable[Mitigation], *, new: int = 0) -> None:
        """Count what stands; new: entries added within the minute."""
        self._table = self._standing = 0
        self._new = new
        self._member: Counter[int] = Counter()
        self._story: Counter[str] = Counter()
        self._units: Counter[str] = Counter()
        for one in entries:
            self._add(one)

    def take(self, one: Mitigation) -> None:
        """Add an entry that `room` had nothing against."""
        self._add(one)
        self._new += not one.preventive

    def room(self, one: Mitigation) -> Objection | None:
        """Why there is no room for an entry, or None."""
        share = SOURCE_SHARE if one.match.src is not None and not one.preventive else 1.0
        most = int(min(self._ceiling.most_rules, self._least) * share)
        if self._table >= most:
            return Objection("fuse.most_rules", f"The table has {self._table} entries, {most} of this kind are allowed.")
        for platform in self._platforms:
            units = self._units[platform.name] + units_of(one, platform.profile)
            if units > platform.most_cost * share:
                most = int(platform.most_cost * share)
                text = f"The routers of {platform.name} would need {units} units of memory, {most} are allowed for this kind."
                return Objection("fuse.most_cost", text)
        if one.preventive:
            most = self._ceiling.most_standing
            text = f"There are {self._standing} standing entries, {most} are allowed."
            return Objection("fuse.most_standing", text) if self._standing >= most else None
        return self._reactive(one, share)

    def filled(self) -> tuple[Filled, ...]:
        """Every budget with what is taken of it, the whole first; hospitals only where they have entries."""
        ceiling = self._ceiling
        most = min(ceiling.most_rules, self._least)
        out = [Filled(of="table", rules=self._table, most_rules=most)]
        out += [
            Filled(
                of="platform", name=one.name[:100], rules=self._table, most_rules=one.most_rules, cost=self._units[one.name],
                most_cost=one.most_cost,
            )
            for one in self._platforms
        ]  # fmt: skip
        out.append(Filled(of="standing", rules=self._standing, most_rules=ceiling.most_standing))
        out.append(Filled(of="minute", rules=self._new, most_rules=ceiling.most_new_per_minute))
        members = ((number, count, self._wishes.get(number, ceiling.most_rules_member)) for number, count in sorted(self._member.items()))
        most_each = ceiling.most_rules_member
        out += [
            Filled(of="member", name=str(number), rules=count, most_rules=min(wish, most_each)) for number, count, wish in members if number
        ]
        return tuple(out)

    def _reactive(self, one: Mitigation, share: float) -> Objection | None:
        own = self._member[one.member] if one.member else 0
        most = min(self._ceiling.most_rules_member, self._wishes.get(one.member, self._ceiling.most_rules_member))
        if own >= int(most * share):
            return Objection("fuse.most_rules_member", f"The member has {own} entries, no more of this kind are allowed.")
        if self._story[one.story] >= self._ceiling.most_rules_mitigation:
            text = f"This attack has {self._story[one.story]} entries already; more than that is no simple rule any more."
            return Objection("fuse.most_rules_mitigation", text)
        most = int(self._ceiling.most_new_per_minute * share)
        if self._new >= most:
            text = f"{self._new} entries were added within a minute, {most} of this kind are allowed."
            return Objection("fuse.most_new_per_minute", text)
        return None

    def _add(self, one: Mitigation) -> None:
        self._table += 1
        for platform in self._platforms:
            self._units[platform.name] += units_of(one, platform.profile)
        if one.preventive:
            self._standing += 1
        else:
            self._member[one.member] += 1
            self._story[one.story] += 1


def units_of(one: Mitigation, profile: str) -> int:
    """TCAM units of an entry on routers of a profile; 0 for what is a route there. Raises KeyError for an unknown profile."""
    return 0 if one.action in ROUTES else units(one.match, profile)


@lru_cache(maxsize=MOST_CACHED)
def units(match: Match, profile: str) -> int:
    """TCAM units of a match on routers of a profile. Raises Unsayable or KeyError."""
    return cost(rule(match), profile=profile)


def overdrawn(entries: Iterable[Mitigation], policy: Policy) -> tuple[Objection, ...]:
    """Every budget of a whole table that is broken, for the fuse: reckoned anew, from the policy alone."""
    table = tuple(entries)
    found = []
    for platform in policy.platforms:
        total = sum(units_of(one, platform.profile) for one in table)
        if len(table) > platform.most_rules or total > platform.most_cost:
            text = f"The routers of {platform.name} would hold {len(table)} entries with {total} units,"
            found.append(Objection("fuse.most_cost", f"{text} {platform.most_rules} and {platform.most_cost} are allowed."))
    standing = sum(one.preventive for one in table)
    if standing > policy.ceiling.most_standing:
        text = f"There would be {standing} standing entries, {policy.ceiling.most_standing} are allowed."
        found.append(Objection("fuse.most_standing", text))
    stories = Counter(one.story for one in table if not one.preventive)
    worst, count = max(stories.items(), key=lambda item: item[1], default=("", 0))
    if count > policy.ceiling.most_rules_mitigation:
        text = f"The attack {worst} would have {count} entries, {policy.ceiling.most_rules_mitigation} are allowed."
        found.append(Objection("fuse.most_rules_mitigation", text))
    return tuple(found)
