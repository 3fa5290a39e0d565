"""Upstream diversion: leading a member's whole /24 or /48 through somebody else's scrubbing, or into their black hole. A pure planner.

It is the dearest thing that can be done: all of the member's traffic takes another way, and the announcement is one that the world sees.
So every condition is checked before anything is said, all that are not met are named at once, and what is planned ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import msgspec

from hsoc.exchange.flowspec.text import match_text
from hsoc.records.address import Network, network
from hsoc.records.decision import Action, Decision
from hsoc.records.mitigation import DIVERT_STORY
from hsoc.records.policy import Announcement, Offer, Policy
from hsoc.records.scope import Match

WIDTHS: Final = {4: 24, 6: 48}  # the longest prefixes that other networks accept
MINUTE: Final = 60_000  # ms
HOUR: Final = 3_600_000  # ms
TWO: Final = 2  # persons
TWO_PERSONS: Final = "guard.two_person"


class Validity(StrEnum):
    """What the published ROAs say of a prefix and its origin (RFC 6811), as the routing guard words it."""

    UNKNOWN = "unknown"  # no ROAs were heard at all
    VALID = "valid"
    INVALID = "invalid"
    NOT_FOUND = "not-found"


Attested = Callable[[str, int], str]  # prefix and origin → a word of Validity


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What people ask for. victim: a prefix of the member; by: who wants it; since: ms, from which the minutes count."""

    member: int
    victim: str
    offer: str
    minutes: int
    by: tuple[str, ...]
    reason: str
    since: int
    story: str = ""

    @property
    def until(self) -> int:
        """Ms at which all returns by itself."""
        return self.since + self.minutes * MINUTE


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
    order: Order, policy: Policy, *, validity: Attested, now: int, agreed: frozenset[str] = frozenset(), guarded: bool = False
) -> Diversion | tuple[Obstacle, ...]:
    """The diversion, or everything that stands in its way. agreed: keys of entries that two people agreed to; now: ms.

    guarded: two people are asked for elsewhere (decide/guards), as for what the engine proposes itself. Raises nothing.
    """
    found: list[Obstacle] = []
    offer = next((one for one in policy.offers if one.name == order.offer), None)
    if Action.DIVERT not in policy.ceiling.actions:
        found.append(Obstacle("guard.action_not_allowed", "The ceiling does not allow divert."))
    if offer is None:
        names = ", ".join(one.name for one in policy.offers) or "none"
        found.append(Obstacle("divert.offer", f"There is no offer {order.offer!r}; there are {names}."))
    covering = covering_of(order.victim, order.member, policy, found)
    if not order.reason.strip():
        found.append(Obstacle("divert.reason", "A reason is needed."))
    if offer is not None:
        found += _terms(order, offer, policy, str(covering) if covering is not None else "", validity)
    people = {name.strip().casefold() for name in order.by if name.strip()}
    if not guarded and len(people) < TWO and (covering is None or key(str(covering)) not in agreed):
        named = key(str(covering)) if covering is not None else order.victim
        text = f"Two people must agree first: hsoc perimeter approve '{named}' --by NAME --reason WHY."
        found.append(Obstacle(TWO_PERSONS, text))
    if found or covering is None or offer is None:
        return tuple(found)
    cost = cost_of(offer, order.minutes)
    back = "nothing comes back" if offer.blackhole else f"clean traffic comes back by {offer.return_path}"
    who = " and ".join(order.by)
    price = f"{cost:.0f} {offer.currency}, {back}, at most until its end"
    return Diversion(
        decision=Decision(
            story=order.story or f"{DIVERT_STORY}{covering}",
            action=Action.DIVERT,
            match=Match(dst=str(covering)),
            made=now,
            until=order.until,
            member=order.member,
            rule="divert.agreed",
            reason=f"{order.reason.strip()} ({who}; {offer.name}: {price})",
            offer=offer.name,
        ),
        announcement=announced(str(covering), order.member, offer),
        cost=cost,
        currency=offer.currency,
        return_path="" if offer.blackhole else offer.return_path,
    )


def announced(prefix: str, member: int, offer: Offer) -> Announcement:
    """What will rightly be seen in BGP while a prefix is led through an offer."""
    purpose = "blackhole" if offer.blackhole else "scrubbing"
    return Announcement(prefix=prefix, origins=(offer.origin,), neighbours=offer.neighbours, member=member, purpose=purpose)


def key(prefix: str) -> str:
    """Under which key a diverted prefix stands in the table, and is agreed to."""
    return f"{Action.DIVERT} {match_text(Match(dst=prefix))}"


def cost_of(offer: Offer, minutes: float) -> float:
    """What so many minutes cost, in the offer's currency."""
    return offer.cost_per_hour * minutes / 60


def consented(policy: Policy, *, member: int, offer: str, until: int) -> bool:
    """Whether the member has agreed to an offer for as long as that (ms)."""
    return any((one.member, one.offer) == (member, offer) and one.until >= until for one in policy.consents)


def covering_of(victim: str, member: int, policy: Policy, found: list[Obstacle]) -> Network | None:
    """The /24 or /48 around the victim, where all of it is the member's own; else why not goes to `found`."""
    try:
        net = network(victim)
    except ValueError as error:
        found.append(Obstacle("divert.prefix", f"{error}."))
        return None
    width = WIDTHS[net.version]
    if net.prefixlen < width:
        found.append(Obstacle("divert.prefix", f"{net} is wider than /{width}; divert it piece by piece."))
        return None
    covering = net.supernet(new_prefix=width)
    own = [network(prefix) for one in policy.members if one.number == member for prefix in one.prefixes]
    if not any(_inside(covering, one) for one in own):
        found.append(Obstacle("divert.not_own", f"{covering} is not wholly the member's; its neighbours would be led away with it."))
        return None
    others = [
        (one.number, prefix)
        for one in policy.members
        if one.number != member
        for prefix in one.prefixes
        if network(prefix).version == covering.version and covering.overlaps(network(prefix))
    ]
    if others:
        found.append(Obstacle("divert.not_own", f"{others[0][1]} of member {others[0][0]} lies in {covering} as well."))
        return None
    return covering


def _terms(order: Order, offer: Offer, policy: Policy, covering: str, validity: Attested) -> list[Obstacle]:
    """What speaks against going through an offer. covering: empty where it is not known."""
    found = []
    if covering:
        state = Validity(validity(covering, offer.origin))
        if state is not Validity.VALID:
            heard = "no ROAs were heard" if state is Validity.UNKNOWN else f"the ROAs say {state.value}"
            text = f"For {covering} with AS{offer.origin} as its origin {heard}; many networks would not follow it."
            found.append(Obstacle("divert.roa", text))
        listed = [prefix for prefix in policy.never_block if _meets(prefix, covering)] if offer.blackhole else []
        if listed:
            found.append(Obstacle("guard.never_block", f"{covering} overlaps the never-block list ({listed[0]})."))
    if not consented(policy, member=order.member, offer=offer.name, until=order.until):
        found.append(Obstacle("divert.consent", f"Member {order.member} has not agreed to {offer.name} for that long."))
    if not offer.blackhole and not offer.return_path.strip():
        found.append(Obstacle("divert.return_path", f"{offer.name} has no way back for clean traffic; the member would be cut off."))
    most = min(offer.most_minutes, policy.ceiling.longest_diversion)
    if not 1 <= order.minutes <= most:
        found.append(Obstacle("divert.duration", f"{order.minutes} minutes are asked for, 1 to {most} are allowed."))
    cost = cost_of(offer, order.minutes)
    if offer.most_cost and cost > offer.most_cost:
        text = f"It would cost {cost:.0f} {offer.currency}, {offer.most_cost:.0f} are agreed upon."
        found.append(Obstacle("divert.cost", text))
    return found


def inside(prefix: str, other: str) -> bool:
    """Whether one prefix lies in another."""
    return _inside(network(prefix), network(other))


def _inside(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # one version


def _meets(one: str, other: str) -> bool:
    a, b = network(one), network(other)
    return a.version == b.version and a.overlaps(b)
