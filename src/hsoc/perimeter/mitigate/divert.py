"""Upstream diversion: leading a member's whole /24 or /48 through somebody else's scrubbing, or into their black hole. A pure planner.

It is the dearest thing that can be done: all of the member's traffic takes another way, and the announcement is one that the world sees.
So every condition is checked before anything is said, all that are not met are named at once, and what is planned ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from hsoc.records.address import Network, network
from hsoc.records.decision import Action, Decision
from hsoc.records.policy import Announcement, Member
from hsoc.records.scope import Match

WIDTHS: Final = {4: 24, 6: 48}  # the longest prefixes that other networks accept
MINUTE: Final = 60_000  # ms
TWO: Final = 2  # persons


class Validity(StrEnum):
    """What the published ROAs say of a prefix and its origin (RFC 6811)."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_FOUND = "not-found"


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was agreed with one provider. origin: the AS that will originate the prefix; return_path: how clean traffic comes back."""

    name: str
    origin: int
    neighbours: tuple[int, ...] = ()  # over whom it will be seen
    blackhole: bool = False  # nothing comes back, so nothing is needed for it
    return_path: str = ""
    most_minutes: int = 240
    cost_per_hour: float = 0.0
    most_cost: float = 0.0  # of one diversion; 0 = no limit was agreed
    currency: str = "CZK"


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A member has agreed to have its traffic led through `offer`. until: ms."""

    member: int
    offer: str
    by: str
    until: int


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. victim: prefix of the member; by: the people who want it, at least two."""

    member: int
    victim: str
    minutes: int
    by: tuple[str, ...]
    reason: str
    story: str = ""


class Obstacle(msgspec.Struct, frozen=True):
    """A condition that is not met: stable code and a sentence for people."""

    rule: str
    reason: str


class Diversion(msgspec.Struct, frozen=True, kw_only=True):
    """A diversion that may be carried out: first the announcement is registered, then the decision is taken in; at its end all returns."""

    decision: Decision
    announcement: Announcement
    cost: float
    currency: str
    return_path: str


def plan(
    wish: Wish,
    offer: Offer,
    *,
    members: Sequence[Member],
    consents: Sequence[Consent],
    validity: Callable[[str, int], Validity],
    longest_minutes: int,
    now: int,
) -> Diversion | tuple[Obstacle, ...]:
    """The diversion, or everything that stands in its way. validity: ROA state of (prefix, origin); now: ms. Raises nothing."""
    found: list[Obstacle] = []
    covering = _covering(wish, members, found)
    if covering is not None:
        state = validity(str(covering), offer.origin)
        if state is not Validity.VALID:
            text = f"The ROAs say {state.value} for {covering} with AS{offer.origin} as its origin; many networks would not follow it."
            found.append(Obstacle("divert.roa", text))
    if not any(one.member == wish.member and one.offer == offer.name and one.until >= now + wish.minutes * MINUTE for one in consents):
        found.append(Obstacle("divert.consent", f"Member {wish.member} has not agreed to {offer.name} for that long."))
    if len({name.strip().casefold() for name in wish.by if name.strip()}) < TWO:
        found.append(Obstacle("divert.two_persons", "Two different persons must want it."))
    if not wish.reason.strip():
        found.append(Obstacle("divert.reason", "A reason is needed."))
    if not offer.blackhole and not offer.return_path.strip():
        found.append(Obstacle("divert.return_path", f"{offer.name} has no way back for clean traffic; the member would be cut off."))
    most = min(offer.most_minutes, longest_minutes)
    if not 1 <= wish.minutes <= most:
        found.append(Obstacle("divert.duration", f"{wish.minutes} minutes are asked for, 1 to {most} are allowed."))
    cost = offer.cost_per_hour * wish.minutes / 60
    if offer.most_cost and cost > offer.most_cost:
        text = f"It would cost {cost:.0f} {offer.currency}, {offer.most_cost:.0f} are agreed upon."
        found.append(Obstacle("divert.cost", text))
    if found or covering is None:
        return tuple(found)
    until = now + wish.minutes * MINUTE
    return Diversion(
        decision=Decision(
            story=wish.story,
            action=Action.DIVERT,
            match=Match(dst=str(covering)),
            made=now,
            until=until,
            member=wish.member,
            rule="divert.agreed",
            reason=f"{wish.reason.strip()} ({' and '.join(wish.by)}; {offer.name})",
        ),
        announcement=Announcement(
            prefix=str(covering),
            origins=(offer.origin,),
            neighbours=offer.neighbours,
            member=wish.member,
            purpose="blackhole" if offer.blackhole else "scrubbing",
        ),
        cost=cost,
        currency=offer.currency,
        return_path="" if offer.blackhole else offer.return_path,
    )


def _covering(wish: Wish, members: Sequence[Member], found: list[Obstacle]) -> Network | None:
    """The /24 or /48 around the victim, where all of it is the member's own."""
    try:
        victim = network(wish.victim)
    except ValueError as error:
        found.append(Obstacle("divert.prefix", f"{error}."))
        return None
    width = WIDTHS[victim.version]
    if victim.prefixlen < width:
        found.append(Obstacle("divert.prefix", f"{victim} is wider than /{width}; divert it piece by piece."))
        return None
    covering = victim.supernet(new_prefix=width)
    own = [network(prefix) for member in members if member.number == wish.member for prefix in member.prefixes]
    if not any(_inside(covering, one) for one in own):
        found.append(Obstacle("divert.not_own", f"{covering} is not wholly the member's; its neighbours would be led away with it."))
        return None
    others = [
        (member.number, prefix)
        for member in members
        if member.number != wish.member
        for prefix in member.prefixes
        if network(prefix).version == covering.version and covering.overlaps(network(prefix))
    ]
    if others:
        found.append(Obstacle("divert.not_own", f"{others[0][1]} of member {others[0][0]} lies in {covering} as well."))
        return None
    return covering


def _inside(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # one version
