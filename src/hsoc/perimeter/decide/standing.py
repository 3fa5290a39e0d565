"""Standing limits of the profiles as entries: preventive, always in force, without an attack. Never: what a hospital's own rule drops.

A limit stands for each prefix of each hospital that it is for. What is on the never-block list is let through, and so is what a hospital
allows for itself; only limits of the hSOC profile are ever lifted so. Where that is cheap the prefix is split around it (as ExaFS does),
else an entry stands before the limit that lets just this part through: one supplier, one port. Such an entry may name a source that nobody
proved, yet all it gives is what would pass without the limit. It steps aside while it would shield from an answer to an attack (shields).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hsoc.exchange.flowspec.compose import canonical, rule
from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide.cover import covers, intersection
from hsoc.perimeter.decide.guards import MINUTE, Guards, Proposal
from hsoc.perimeter.decide.prefixes import Prefixes, parsed
from hsoc.perimeter.decide.rules import sentence
from hsoc.perimeter.decide.shields import Shields
from hsoc.records.address import Network
from hsoc.records.decision import Action, Decision
from hsoc.records.mitigation import LIMIT_STORY, Mitigation, is_preventive
from hsoc.records.policy import Limit, Member, Own, OwnRule, Policy
from hsoc.records.scope import Match

HSOC: Final = "hsoc"
EVERYONE: Final = 0  # key of `held` that stands for all members
LETS_THROUGH: Final = 1_000_000_000  # packets a second: more than any line carries, so it limits nothing and ends the evaluation
CHEAP: Final = 2  # prefixes into which one is split for a part of it; a part that costs more gets an entry of its own
RENEW_SHARE: Final = 0.5  # of an entry's time that must have passed before it is granted again


class Entries(msgspec.Struct, frozen=True):
    """What stands, and what could not, as decisions; the refused ones carry their reason."""

    decisions: tuple[Decision, ...] = ()
    refused: tuple[Decision, ...] = ()


class Limits:
    """The standing limits of one policy; entries are made ready once for as long as the same `allow` rules hold."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._allowed: tuple[str, ...] | None = None
        self._entries: dict[str, Decision] = {}
        self._covering: dict[int, tuple[tuple[str, Match], ...]] = {}
        self._shields = Shields({})
        self._rule_of: dict[str, str] = {}  # key of an allowing entry → id of the hospital's rule
        self._network = {f"{LIMIT_STORY}{one.name}" for one in policy.limits if one.profile != HSOC}
        self.refused: tuple[Decision, ...] = ()

    def decisions(self, *, now: int, until: Mapping[str, int], held: Mapping[int, str]) -> tuple[Decision, ...]:
        """What the table lacks: entries that do not stand or want renewal. until: ms by key of what stands; held: as for the decider."""
        self._ready(now)
        longest = self._policy.ceiling.longest_minutes * MINUTE
        out = []
        for key, one in self._entries.items():
            stands = until.get(key)
            if stands is None and (EVERYONE in held or one.member in held):
                continue
            if stands is None or stands - now < RENEW_SHARE * longest:
                out.append(msgspec.structs.replace(one, made=now, until=now + longest))
        return tuple(out)

    def over(self, entries: Mapping[str, str], *, now: int) -> tuple[str, ...]:
        """Keys of standing entries of limits that are no longer wanted. entries: story by key."""
        self._ready(now)
        return tuple(key for key, story in entries.items() if story.startswith(LIMIT_STORY) and key not in self._entries)

    def aside(self, entries: Iterable[Mitigation], decisions: Iterable[Decision], *, now: int) -> dict[str, str]:
        """Key of each allowing entry that steps aside → key of the answer to an attack or limit of the network that it would shield from.

        entries: the table; decisions: what is about to be added to it.
        """
        self._ready(now)
        there = [(one.key, one.action, one.match) for one in entries if not one.preventive or one.story in self._network]
        new = [one for one in decisions if one.refused is None and one.action.touches_traffic]
        coming = [(_key(one), one.action, one.match) for one in new if not is_preventive(one.story) or one.story in self._network]
        return self._shields.aside((*there, *coming)) if self._rule_of else {}

    def rule_of(self, key: str) -> str:
        """The id of the hospital's rule behind an allowing entry, empty where there is none."""
        return self._rule_of.get(key, "")

    def covering(self, match: Match, *, member: int, now: int) -> str:
        """The key of a limit that already drops all of a match; empty where none does. Rate limits do not count: they let some through."""
        self._ready(now)
        return next((key for key, limit in self._covering.get(member, ()) if covers(limit, match)), "")

    def _ready(self, now: int) -> None:
        allowing = tuple(own for own in self._policy.rules if own.do is Own.ALLOW and own.since <= now < own.until)
        names = tuple(own.id for own in allowing)
        if names == self._allowed:
            return
        made = _entries(self._policy, allowing, now=now)
        self._allowed, self.refused = names, made.refused
        self._entries = {_key(one): one for one in made.decisions}
        lets = {key: one for key, one in self._entries.items() if one.rule == "standing.allow"}
        self._shields = Shields({key: one.match for key, one in lets.items()})
        self._rule_of = {
            key: own.id for own in allowing for key, one in lets.items() if one.member == own.member and covers(own.match, one.match)
        }
        self._covering = {}
        for key, one in self._entries.items():
            if one.action is Action.FLOWSPEC:
                self._covering[one.member] = (*self._covering.get(one.member, ()), (key, one.match))


def _key(one: Decision) -> str:
    return f"{one.action} {match_text(one.match)}"


def standing(policy: Policy, *, now: int) -> Entries:
    """All entries of the limits of a policy at `now` (ms)."""
    allowing = tuple(own for own in policy.rules if own.do is Own.ALLOW and own.since <= now < own.until)
    return _entries(policy, allowing, now=now)


def profile_of(member: Member, policy: Policy) -> str:
    """The profile that holds for a hospital."""
    return member.wishes.profile or policy.profile


def _entries(policy: Policy, allowing: tuple[OwnRule, ...], *, now: int) -> Entries:
    # what of the never-block list lies inside a prefix is let through by an entry, not refused as an overlap; and who wrote the limit into
    # the file has agreed to it
    ceiling = msgspec.structs.replace(policy.ceiling, two_person_addresses=0)
    guards, never = Guards(msgspec.structs.replace(policy, never_block=(), ceiling=ceiling)), Prefixes(policy.never_block)
    until = now + policy.ceiling.longest_minutes * MINUTE
    made: list[Decision] = []
    refused: list[Decision] = []
    for limit in policy.limits:
        for member in policy.members:
            if limit.profile == HSOC and profile_of(member, policy) != HSOC:
                continue
            lifting = [own for own in allowing if own.member == member.number and own.inbound] if limit.profile == HSOC else []
            for prefix in _prefixes(limit, member):
                for one in _one(limit, member, prefix, lifting, policy, now=now, until=until):
                    objection = _objection(one, guards, never, now=now)
                    if objection is None and len(made) >= policy.ceiling.most_standing:
                        objection = ("fuse.most_standing", sentence("fuse.most_standing", most=policy.ceiling.most_standing))
                    if objection is None:
                        made.append(one)
                    else:
                        refused.append(msgspec.structs.replace(one, until=0, rule=objection[0], refused=objection[1]))
    return Entries(tuple(made), tuple(refused))


def _prefixes(limit: Limit, member: Member) -> Iterable[str]:
    """Where a limit stands for a hospital: all its prefixes, or the part of them that the limit names."""
    if limit.match.dst is None:
        return member.prefixes
    return (limit.match.dst,) if Prefixes(member.prefixes).covers(limit.match.dst) else ()


def _one(
    limit: Limit, member: Member, prefix: str, lifting: list[OwnRule], policy: Policy, *, now: int, until: int
) -> Iterable[Decision]:  # fmt: skip
    """The entries of one limit for one prefix: exceptions first, then what is left of the prefix."""
    whole = msgspec.structs.replace(limit.match, dst=prefix)
    if _unsayable(whole):
        return  # a limit for ICMP has nothing to say to an IPv6 prefix
    parts = [(listed, "") for listed in policy.never_block if _inside(listed, prefix)]
    through: list[tuple[Match, str]] = []
    for own in lifting:
        there = intersection(whole, own.match)
        if there is None or there.dst is None:
            continue
        if covers(own.match, msgspec.structs.replace(whole, dst=there.dst)):
            parts.append((there.dst, own.id))
        elif rank(rule(there)) < rank(rule(whole)):
            through.append((there, own.id))
    dear = [(part, name) for part, name in parts if parsed(part).prefixlen - parsed(prefix).prefixlen > CHEAP]
    through += [(msgspec.structs.replace(whole, dst=part), name) for part, name in dear]
    for match, name in through:
        reason = sentence("standing.allow", id=name, name=limit.name) if name else sentence("standing.never_block", name=limit.name)
        code = "standing.allow" if name else "standing.never_block"
        yield _decision(match, limit, member, rule=code, reason=reason, rate=LETS_THROUGH, now=now, until=until)
    reason = sentence("standing.limit", name=limit.name, why=limit.why)
    kept = {part for part, _ in dear}
    for piece in pieces(prefix, (part for part, _ in parts if part not in kept)):
        match = msgspec.structs.replace(limit.match, dst=piece)
        yield _decision(match, limit, member, rule="standing.limit", reason=reason, rate=limit.rate, now=now, until=until)


def pieces(prefix: str, cut: Iterable[str]) -> tuple[str, ...]:
    """What is left of a prefix without those in `cut`, as the fewest prefixes."""
    left: list[Network] = [parsed(prefix)]
    for out in (parsed(one) for one in cut):
        kept: list[Network] = []
        for net in left:
            if net.version != out.version or not net.overlaps(out):
                kept.append(net)
            elif net.prefixlen < out.prefixlen:
                kept += list(net.address_exclude(out))  # type: ignore[arg-type]  # of one family
        left = kept
    return tuple(str(net) for net in sorted(left, key=lambda net: int(net.network_address)))


def _decision(
    match: Match, limit: Limit, member: Member, *, rule: str, reason: str, rate: int, now: int, until: int
) -> Decision:  # fmt: skip
    return Decision(
        story=f"{LIMIT_STORY}{limit.name}",
        action=Action.RATE_LIMIT if rate else limit.action,
        match=canonical(match),
        made=now,
        until=until,
        member=member.number,
        rate=rate,
        rule=rule,
        reason=reason,
    )


def _objection(one: Decision, guards: Guards, never: Prefixes, *, now: int) -> tuple[str, str] | None:
    """The guards hold for limits as well; what only lets through harms nobody."""
    if one.rate == LETS_THROUGH:
        return None
    dst = one.match.dst or ""
    if never.covers(dst):
        return "guard.never_block", sentence("guard.never_block", prefix=dst, listed=never.overlap(dst))
    objection = guards.objection(Proposal(action=one.action, match=one.match, now=now, until=one.until, member=one.member))
    return None if objection is None else (objection.rule, objection.reason)


def _inside(narrow: str, wide: str) -> bool:
    inner, outer = parsed(narrow), parsed(wide)
    return inner.version == outer.version and inner.prefixlen > outer.prefixlen and inner.network_address in outer


def _unsayable(match: Match) -> bool:
    try:
        rule(match)
    except Unsayable:
        return True
    return False
