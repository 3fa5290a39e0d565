"""What exemptions and a hospital's wishes leave of a ladder. Belongs here: taking rungs away. Never: adding one, or the ceiling.

A wish holds for findings that concern this one hospital. Where several are concerned the network's policy decides: nobody's wish weakens
another's protection. Exemptions count only until their end, and say so in `hsoc perimeter check` afterwards.
"""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.perimeter.decide.ladder import Ladder, Wish, endpoint_prefix
from hsoc.perimeter.decide.prefixes import Prefixes
from hsoc.perimeter.decide.rules import sentence
from hsoc.records.decision import Action
from hsoc.records.detection import Detection
from hsoc.records.policy import Exemption, Policy
from hsoc.records.scope import Match

RESEARCH: Final = "research"
_ORDER: Final = {action: rung for rung, action in enumerate(Action)}


class Wishes:
    """Exemptions and wishes of one policy, made ready for many questions."""

    def __init__(self, policy: Policy) -> None:
        self._members = {member.number: member.wishes for member in policy.members}
        self._exemptions = policy.exemptions
        self._any = Prefixes(one.prefix for one in policy.exemptions)

    def left(self, ladder: Ladder, one: Detection, *, now: int) -> tuple[Wish, ...]:
        """The rungs that are left, strongest first; always at least one. now: ms."""
        found = self._exempt(one, now=now)
        wishes = self._members.get(one.member)
        if found is not None and found.tier != RESEARCH:
            until = sentence("policy.exempt", prefix=found.prefix, owner=found.owner, why=found.reason)
            return (_only(ladder, Action.OBSERVE, "policy.exempt", until),)
        rungs = ladder.rungs
        if found is not None:
            most = (wishes.research_scanners if wishes is not None else None) or Action.OBSERVE
            rungs = _up_to(ladder, rungs, most, "policy.research", sentence("policy.research", prefix=found.prefix, owner=found.owner))
        if wishes is None:
            return rungs
        if one.detector in wishes.observe_detectors:
            return (_only(ladder, Action.OBSERVE, "policy.observe", sentence("policy.observe", detector=one.detector)),)
        if wishes.strongest is not None:
            rungs = _up_to(ladder, rungs, wishes.strongest, "policy.strongest", sentence("policy.strongest", action=wishes.strongest))
        longest = wishes.longest_minutes
        if longest is not None:
            rungs = tuple(msgspec.structs.replace(wish, minutes=min(wish.minutes, longest)) for wish in rungs)
        return rungs

    def _exempt(self, one: Detection, *, now: int) -> Exemption | None:
        """The exemption of who would be acted against: the source where there is one, else the victim. A full one before `research`."""
        prefix = endpoint_prefix(one, "src") or endpoint_prefix(one, "dst")
        if not self._exemptions or not prefix or self._any.overlap(prefix) is None:
            return None
        found = [
            exemption
            for exemption in self._exemptions
            if exemption.until > now and (not exemption.detectors or one.detector in exemption.detectors)
            if Prefixes((exemption.prefix,)).overlap(prefix) is not None
        ]
        return min(found, key=lambda exemption: (exemption.tier == RESEARCH, exemption.prefix), default=None)


def _up_to(ladder: Ladder, rungs: tuple[Wish, ...], most: Action, rule: str, reason: str) -> tuple[Wish, ...]:
    """The rungs up to an action; where the ladder has none as mild, one that touches no traffic."""
    left = tuple(wish for wish in rungs if _ORDER[wish.action] <= _ORDER[most])
    if left and (left[0].action.touches_traffic or not rungs[0].action.touches_traffic):
        return left
    return (_only(ladder, min(most, Action.NOTIFY, key=_ORDER.__getitem__), rule, reason),)


def _only(ladder: Ladder, action: Action, rule: str, reason: str) -> Wish:
    """A rung that touches no traffic; its match names what was aimed at, never the source."""
    match = ladder.rungs[0].match
    return Wish(action=action, match=Match(dst=match.dst, proto=match.proto, dport=match.dport), rule=rule, reason=reason)
