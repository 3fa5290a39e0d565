"""The members' own rules: each one becomes an entry, or a refusal with its reason. Pure. Never: what a detector found.

A rule of a person passes other guards than a finding: it may name any source, for nobody is harmed but the member who asks; but its
destination (inbound) or source (outbound) lies in the member's own prefixes, and the never-block list holds for it as well. What stands
is renewed for as long as the policy names it, never beyond its own end nor the ceiling's longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hsoc.exchange.flowspec.compose import rule as flowspec_rule
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide.prefixes import Prefixes
from hsoc.perimeter.decide.rules import sentence
from hsoc.records.address import network
from hsoc.records.decision import Action, Decision
from hsoc.records.engine_status import Own as Told
from hsoc.records.engine_status import OwnState
from hsoc.records.mitigation import OWN_STORY
from hsoc.records.policy import Own, OwnRule, Policy

MINUTE: Final = 60_000  # ms
EVERYONE: Final = 0  # key of `held` that stands for all members
ACTIONS: Final = {Own.DROP: Action.FLOWSPEC, Own.RATE_LIMIT: Action.RATE_LIMIT, Own.REDIRECT: Action.REDIRECT}


class Checked(msgspec.Struct, frozen=True):
    """A rule after the guards: the key of its entry (empty for `allow`), or the code and sentence of a refusal."""

    rule: OwnRule
    key: str = ""
    code: str = ""
    reason: str = ""


class OwnRules:
    """The rules of one policy, checked once."""

    def __init__(self, policy: Policy) -> None:
        self._ceiling = policy.ceiling
        self._own = {member.number: Prefixes(member.prefixes) for member in policy.members}
        self._never = Prefixes(policy.never_block)
        self._checked = tuple(self._check(rule) for rule in policy.rules)
        self._refused: dict[str, tuple[str, str]] = {}
        self._aside: dict[str, str] = {}

    def decisions(self, *, now: int, until: Mapping[str, int], held: Mapping[int, str]) -> tuple[Decision, ...]:
        """What the table lacks: entries that do not stand or want renewal. until: ms by key of what stands; held: as for the decider."""
        out = []
        for one in self._checked:
            if not one.key or not one.rule.since <= now < one.rule.until:
                continue
            end = min(one.rule.until, now + self._ceiling.longest_minutes * MINUTE)
            stands = until.get(one.key)
            if stands is None:
                if EVERYONE in held or one.rule.member in held:
                    continue
            elif stands >= min(one.rule.until, now + self._ceiling.longest_minutes * MINUTE // 2):
                continue
            out.append(_decision(one, now=now, until=end))
        return tuple(out)

    def answered(self, asked: Iterable[Decision], refused: Iterable[Decision]) -> None:
        """Learn what the table had no room for, of what `decisions` asked."""
        for one in asked:
            self._refused.pop(one.story, None)
        for one in refused:
            if one.story.startswith(OWN_STORY):
                self._refused[one.story] = (one.rule, one.refused or "")

    def aside(self, rules: Mapping[str, str]) -> None:
        """Learn which `allow` rules step aside just now: id → key of the entry for which."""
        self._aside = dict(rules)

    def over(self, entries: Mapping[str, str], *, now: int) -> tuple[str, ...]:
        """Keys of standing entries of members' rules that nobody wants any more. entries: story by key."""
        wanted = {one.key for one in self._checked if one.key and now < one.rule.until}
        return tuple(key for key, story in entries.items() if story.startswith(OWN_STORY) and key not in wanted)

    def told(self, *, now: int, standing: frozenset[str], held: Mapping[int, str]) -> tuple[Told, ...]:
        """What is said of each rule upwards. standing: keys of the table."""
        return tuple(self._told(one, now=now, standing=standing, held=held) for one in self._checked if now < one.rule.until)

    def _told(self, one: Checked, *, now: int, standing: frozenset[str], held: Mapping[int, str]) -> Told:
        rule, (code, reason) = one.rule, self._refused.get(f"{OWN_STORY}{one.rule.id}", ("", ""))
        if one.code:
            return Told(id=rule.id, state=OwnState.REFUSED, code=one.code, reason=one.reason[:500])
        if one.key in standing:
            return Told(id=rule.id, state=OwnState.STANDING, key=one.key)
        if now < rule.since:
            return Told(id=rule.id, state=OwnState.WAITING, key=one.key)
        if rule.do is Own.ALLOW and rule.id in self._aside:
            key = self._aside[rule.id]
            return Told(id=rule.id, state=OwnState.ASIDE, code="own.aside", reason=sentence("own.aside", key=key)[:500])
        if rule.do is Own.ALLOW:
            return Told(id=rule.id, state=OwnState.LIFTING)
        if EVERYONE in held or rule.member in held:
            return Told(id=rule.id, state=OwnState.HELD, key=one.key, reason=held.get(EVERYONE, held.get(rule.member, ""))[:500])
        if code:
            return Told(id=rule.id, state=OwnState.REFUSED, key=one.key, code=code, reason=reason[:500])
        return Told(id=rule.id, state=OwnState.WAITING, key=one.key)

    def _check(self, rule: OwnRule) -> Checked:
        own, match = self._own.get(rule.member), rule.match
        inside = match.dst if rule.inbound else match.src
        try:
            flowspec_rule(match)
            text = match_text(match)
        except (Unsayable, ValueError) as error:
            return _no(rule, "guard.unsayable", why=str(error))
        if own is None or inside is None or not own.covers(inside):
            return _no(rule, "own.outside", prefix=inside or "–", member=rule.member)
        if rule.until <= rule.since:
            return _no(rule, "guard.no_end")
        if rule.do is Own.ALLOW:
            return Checked(rule)
        action = ACTIONS[rule.do]
        if action not in self._ceiling.actions:
            return _no(rule, "guard.action_not_allowed", action=action)
        for prefix in (match.dst, match.src):
            listed = self._never.overlap(prefix) if prefix is not None and prefix != inside else None
            if listed is not None:
                return _no(rule, "guard.never_block", prefix=prefix, listed=listed)
            floor = self._ceiling.shortest_v4 if prefix is not None and network(prefix).version == 4 else self._ceiling.shortest_v6
            if prefix is not None and network(prefix).prefixlen < floor:
                return _no(rule, "guard.prefix_floor", prefix=prefix, floor=floor)
        return Checked(rule, key=f"{action} {text}")


def _no(rule: OwnRule, code: str, **values: object) -> Checked:
    return Checked(rule, code=code, reason=sentence(code, **values))


def _decision(one: Checked, *, now: int, until: int) -> Decision:
    rule = one.rule
    return Decision(
        story=f"{OWN_STORY}{rule.id}",
        action=ACTIONS[rule.do],
        match=rule.match,
        made=now,
        until=until,
        member=rule.member,
        rate=rule.rate if rule.do is Own.RATE_LIMIT else 0,
        rule="own.rule",
        reason=sentence("own.rule", who=rule.by or "–", comment=rule.comment or "–")[:500],
    )
