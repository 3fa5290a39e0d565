"""What one decision may never do, whatever asked for it. Belongs here: the limits of one. Never: of the sum (mitigate/fuse).

The first guard that objects answers. Guards know nothing of the ladder, so that a person's rule passes the same ones.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec

from hsoc.exchange.flowspec.compose import rule as flowspec_rule
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide.prefixes import Prefixes, parsed
from hsoc.perimeter.decide.rules import sentence
from hsoc.perimeter.decide.two_person import wants_two, width
from hsoc.records.decision import Action
from hsoc.records.policy import Policy
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Trust
from hsoc.records.tlp import PAP

MINUTE: Final = 60_000  # ms
MOST_SAID: Final = 4096  # matches; those of two full steps of stories


class Objection(msgspec.Struct, frozen=True):
    """Why not: a stable code and the sentence."""

    rule: str
    reason: str


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. trust is of the source; pap of the information; now, until in ms; approved: keys that two people agreed to."""

    action: Action
    match: Match
    now: int
    until: int
    member: int = 0
    trust: Trust = Trust.SPOOFABLE
    pap: PAP = PAP.CLEAR
    forged: bool = False  # the source is nobody's for certain (a bogon, ours from outside), so it may be matched beside a destination
    approved: frozenset[str] = frozenset()


class Guards:
    """The guards of a policy, with its lists made ready once. Raises ValueError for a policy with a prefix that has host bits."""

    def __init__(self, policy: Policy) -> None:
        self._ceiling = policy.ceiling
        self._never = Prefixes(policy.never_block)
        self._members = Prefixes(prefix for member in policy.members for prefix in member.prefixes)
        self._protected = (
            Prefixes((*policy.protected, *(p for member in policy.members for p in member.prefixes))) if policy.protected else None
        )
        self._consent = {member.number: Prefixes(member.prefixes) for member in policy.members if member.consent_destination_rtbh}

    def objection(self, asked: Proposal) -> Objection | None:
        """The first objection, or None. What touches no traffic is never objected to, except a forged source as its match."""
        if asked.match.src is not None and asked.trust == Trust.SPOOFABLE and not (asked.forged and asked.match.dst is not None):
            return _no("guard.spoofable_source", prefix=asked.match.src)
        if not asked.action.touches_traffic:
            return None
        for guard in (self._shape, self._limits, self._source, self._destination, self._two_persons):
            objection = guard(asked)
            if objection is not None:
                return objection
        return None

    def _shape(self, asked: Proposal) -> Objection | None:
        if asked.match.dst is None and asked.match.src is None:
            return _no("guard.no_scope")
        unsayable = _unsayable(asked.match)
        if unsayable is not None:
            return _no("guard.unsayable", why=unsayable)
        # beside a destination a source only narrows the rule, however wide it is
        for prefix in (asked.match.dst,) if asked.match.dst is not None else (asked.match.src,):
            net = parsed(prefix) if prefix is not None else None
            floor = self._ceiling.shortest_v4 if net is not None and net.version == 4 else self._ceiling.shortest_v6
            if net is not None and net.prefixlen < floor:
                return _no("guard.prefix_floor", prefix=prefix, floor=floor)
        return None

    def _limits(self, asked: Proposal) -> Objection | None:
        if asked.action not in self._ceiling.actions:
            return _no("guard.action_not_allowed", action=asked.action)
        if not asked.pap.allows_blocking:
            return _no("guard.pap", pap=asked.pap)
        if asked.until <= asked.now:
            return _no("guard.no_end")
        most = self._ceiling.longest_minutes
        if asked.match.src is not None and asked.trust == Trust.PLAUSIBLE:
            most = min(most, self._ceiling.plausible_minutes)
        if asked.until - asked.now > most * MINUTE:
            return _no("guard.too_long", minutes=(asked.until - asked.now) // MINUTE, most=most)
        return None

    def _source(self, asked: Proposal) -> Objection | None:
        src = asked.match.src
        if src is None:
            return None
        listed = self._never.overlap(src)
        if listed is not None:
            return _no("guard.never_block", prefix=src, listed=listed)
        if asked.forged and asked.match.dst is not None:
            return None
        if self._members.overlap(src) is not None or (self._protected is not None and self._protected.overlap(src) is not None):
            return _no("guard.own_source", prefix=src)
        return None

    def _destination(self, asked: Proposal) -> Objection | None:
        dst = asked.match.dst
        if dst is None:
            return None
        listed = self._never.overlap(dst)
        if listed is not None:
            return _no("guard.never_block", prefix=dst, listed=listed)
        if self._protected is not None and not self._protected.covers(dst):
            return _no("guard.unprotected", prefix=dst)
        if asked.action is Action.DESTINATION_RTBH:
            agreed = self._consent.get(asked.member)
            if agreed is None or not agreed.covers(dst):
                return _no("guard.no_consent", prefix=dst)
        return None

    def _two_persons(self, asked: Proposal) -> Objection | None:
        # a forged source belongs to nobody, however wide: what is touched is the victim
        touched = msgspec.structs.replace(asked.match, src=None) if asked.forged and asked.match.dst is not None else asked.match
        if not wants_two(asked.action, touched, addresses=self._ceiling.two_person_addresses):
            return None
        key = f"{asked.action} {match_text(asked.match)}"
        return None if key in asked.approved else _no("guard.two_person", key=key, width=width(touched))


@lru_cache(maxsize=MOST_SAID)
def _unsayable(match: Match) -> str | None:
    """Why FlowSpec has no words for a match; remembered, as a story that runs asks for the same one at every judgement."""
    try:
        flowspec_rule(match)
    except Unsayable as error:
        return str(error)
    return None


def _no(rule: str, **values: object) -> Objection:
    return Objection(rule, sentence(rule, **values))
