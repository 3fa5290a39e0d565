"""Diversions that run: people's orders as decisions, for as long as all conditions hold. Pure. Never: a condition of its own (divert).

An entry ends at the ceiling's longest like any other and is granted again until the order's own end, so what the engine has forgotten
returns by itself. What stands is not taken back because ROAs are not heard for a while, only where they say that it is invalid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hsoc.perimeter.mitigate.divert import (
    HOUR,
    MINUTE,
    TWO_PERSONS,
    Attested,
    Diversion,
    Obstacle,
    Order,
    Validity,
    announced,
    consented,
    covering_of,
    inside,
    key,
    plan,
)
from hsoc.records.decision import Action, Decision
from hsoc.records.engine_status import Diverted, DivertState
from hsoc.records.mitigation import DIVERT_STORY, Mitigation
from hsoc.records.policy import Announcement, Offer, Policy
from hsoc.records.scope import Match

EVERYONE: Final = 0  # key of `held` that stands for all members
AGAIN_MS: Final = 60_000  # a refusal is told again this often, so that a proposal that waits for people stays in sight
LINGER_MS: Final = 600_000  # an announcement stays registered so long after its end: withdrawals take minutes around the world


class Diverting:
    """The orders under one policy. `decisions` each step, before the table is asked; `registered` after it, before it is sent."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._offers = {one.name: one for one in policy.offers}
        self._refused: dict[str, tuple[str, int]] = {}
        self._told: dict[str, Diverted] = {}
        self._registered: dict[str, tuple[Announcement, int]] = {}

    def under(self, policy: Policy) -> Diverting:
        """Another policy, the same memory of what was announced."""
        made = Diverting(policy)
        made._registered = self._registered
        return made

    def decisions(
        self,
        orders: Iterable[Order],
        *,
        now: int,
        until: Mapping[str, int],
        held: Mapping[int, str],
        agreed: frozenset[str],
        validity: Attested,
    ) -> tuple[Decision, ...]:
        """What the table lacks or shall keep, and refusals that are new. until: ms by key of what stands; held: as for the decider."""
        out, self._told = [], {}
        for order in orders:
            if not order.since <= now < order.until:
                continue
            made = self._one(order, now=now, until=until, held=held, agreed=agreed, validity=validity)
            if made is not None:
                out.append(made)
        self._refused = {name: known for name, known in self._refused.items() if name in self._told}
        return tuple(out)

    def over(self, entries: Iterable[Mitigation], orders: Iterable[Order], *, now: int, validity: Attested) -> tuple[str, ...]:
        """Keys of diversions that stand and may not, or not any more."""
        wanted = {self._place(order)[1] for order in orders if now < order.until}
        out = []
        for one in entries:
            if one.action is Action.DIVERT:
                offer = self._offers.get(one.offer)
                ordered = not one.story.startswith(DIVERT_STORY) or one.key in wanted
                agreed = offer is not None and consented(self._policy, member=one.member, offer=one.offer, until=now)
                too_long = now - one.since >= self._longest(offer)
                bad = offer is None or validity(one.match.dst or "", offer.origin) == Validity.INVALID
                if bad or too_long or not ordered or not agreed:
                    out.append(one.key)
        return tuple(out)

    def answered(self, refused: Iterable[Decision]) -> None:
        """Learn what the table had no room for, or a person took out."""
        for one in refused:
            name = key(one.match.dst or "") if one.action is Action.DIVERT else ""
            if name in self._told:
                self._told[name] = msgspec.structs.replace(
                    self._told[name], state=DivertState.REFUSED, code=one.rule, why=(one.refused or "")[:500]
                )

    def offered(self, member: int, victim: str, *, now: int, validity: Attested) -> Diversion | None:
        """What the engine may ask for by itself for a victim whose line is full; two people agree to it as to any other."""
        for offer in self._policy.offers:
            if offer.automatic:
                minutes = self._longest(offer) // MINUTE
                order = Order(member=member, victim=victim, offer=offer.name, minutes=minutes, by=("hsoc",), reason="overload", since=now)
                made = plan(order, self._policy, validity=validity, now=now, guarded=True)
                if isinstance(made, Diversion):
                    return made
        return None

    def registered(self, entries: Iterable[Mitigation], *, now: int) -> tuple[Announcement, ...]:
        """What of the table is seen in BGP, diversions and black holes, for the routing guard; a while beyond its end."""
        for one in entries:
            said = self._announcement(one)
            if said is not None:
                self._registered[one.key] = said, now
        self._registered = {name: known for name, known in self._registered.items() if now - known[1] < LINGER_MS}
        return tuple(known[0] for _, known in sorted(self._registered.items()))

    def told(self, entries: Iterable[Mitigation]) -> tuple[Diverted, ...]:
        """Diversions as an operator sees them: ordered ones in any state, and those that the engine asked for."""
        found = dict(self._told)
        for one in entries:
            offer = self._offers.get(one.offer)
            if one.action is Action.DIVERT and offer is not None:
                before = found.get(one.key) or _plain(one.match.dst or "", one.member, offer, since=one.since, until=one.until)
                found[one.key] = msgspec.structs.replace(before, state=DivertState.STANDING, since=one.since, code="", why="")
        return tuple(found[name] for name in sorted(found))

    def _one(
        self, order: Order, *, now: int, until: Mapping[str, int], held: Mapping[int, str], agreed: frozenset[str], validity: Attested
    ) -> Decision | None:
        """The decision that an order asks for now, and what is told of it."""
        prefix, name = self._place(order)
        made = plan(order, self._policy, validity=validity, now=now, agreed=agreed)
        told = _plain(prefix, order.member, self._offers.get(order.offer), since=order.since, until=order.until)
        people = tuple(one[:100] for one in order.by[:10])
        told = msgspec.structs.replace(told, offer=order.offer[:100], by=people, reason=order.reason[:500])
        if not isinstance(made, Diversion):
            state = DivertState.WAITING if [one.rule for one in made] == [TWO_PERSONS] else DivertState.REFUSED
            why = " ".join(one.reason for one in made)[:500]
            self._told[name] = msgspec.structs.replace(told, state=state, code=made[0].rule, why=why)
            return self._refusal(order, prefix, name, made[0], now=now)
        why = held.get(EVERYONE, held.get(order.member, ""))
        stands = until.get(name)
        if stands is None and (EVERYONE in held or order.member in held):
            self._told[name] = msgspec.structs.replace(told, state=DivertState.HELD, code="brake.held", why=why[:500])
            return None
        self._told[name] = told
        longest = self._policy.ceiling.longest_minutes * MINUTE
        if stands is not None and stands >= min(order.until, now + longest // 2):
            return None
        return msgspec.structs.replace(made.decision, until=min(order.until, now + longest))

    def _longest(self, offer: Offer | None) -> int:
        """Ms that a diversion may last at most."""
        return min(offer.most_minutes if offer is not None else 0, self._policy.ceiling.longest_diversion) * MINUTE

    def _refusal(self, order: Order, prefix: str, name: str, why: Obstacle, *, now: int) -> Decision | None:
        """Once a change and once in AGAIN_MS; nothing for what is no prefix that could be led away."""
        known = self._refused.get(name)
        if name == prefix or (known is not None and known[0] == why.rule and now - known[1] < AGAIN_MS):
            return None
        self._refused[name] = why.rule, now
        return Decision(
            story=f"{DIVERT_STORY}{prefix}", action=Action.DIVERT, match=Match(dst=prefix), made=now, until=0, member=order.member,
            rule=why.rule, reason=order.reason, offer=order.offer, refused=why.reason,
        )  # fmt: skip

    def _place(self, order: Order) -> tuple[str, str]:
        """The prefix that an order leads away and the key of its entry; both the victim as it is written where there is none."""
        covering = covering_of(order.victim, order.member, self._policy, [])
        return (order.victim, order.victim) if covering is None else (str(covering), key(str(covering)))

    def _announcement(self, one: Mitigation) -> Announcement | None:
        dst = one.match.dst or ""
        if one.action is Action.DIVERT:
            offer = self._offers.get(one.offer)
            return None if offer is None else announced(dst, one.member, offer)
        return hole(dst, one.member, self._policy) if one.action is Action.DESTINATION_RTBH else None


def hole(prefix: str, member: int, policy: Policy) -> Announcement | None:
    """A black hole as our own network announces it, None where nothing around it is registered, so that nobody watches it either."""
    around = [one for one in policy.announcements if one.purpose == "own" and inside(prefix, one.prefix)]
    origins = tuple(dict.fromkeys(origin for one in around for origin in one.origins))
    neighbours = tuple(dict.fromkeys(asn for one in around for asn in one.neighbours)) if all(one.neighbours for one in around) else ()
    return Announcement(prefix=prefix, origins=origins, neighbours=neighbours, member=member, purpose="blackhole") if origins else None


def _plain(prefix: str, member: int, offer: Offer | None, *, since: int, until: int) -> Diverted:
    if offer is None:
        return Diverted(prefix=prefix[:100], member=member, since=since, until=until)
    hours = max(0, until - since) / HOUR
    return Diverted(
        prefix=prefix[:100], member=member, offer=offer.name[:100], since=since, until=until, cost=offer.cost_per_hour * hours,
        cost_per_hour=offer.cost_per_hour, currency=offer.currency[:100], return_path=offer.return_path[:500], blackhole=offer.blackhole,
    )  # fmt: skip
