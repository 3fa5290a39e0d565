"""Where the entries of a policy allow more than those of the ceiling (door 2). Never: prefixes and numbers of the ceiling (policy_check).

What is narrower depends on what an entry does. To act less is narrower: fewer limits of the file would act less, yet they are protection
that an operator set, so those of the network's profile must stay. Exemptions, wishes and an own rule inside own prefixes make the engine
act less or only for whom they belong to. An approval, a listed address to act against, or an announcement to trust would widen.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hsoc.perimeter.decide.cover import covers
from hsoc.perimeter.decide.fault import Fault
from hsoc.perimeter.decide.policy_entries import beyond
from hsoc.perimeter.decide.prefixes import Prefixes
from hsoc.records.decision import Action
from hsoc.records.policy import Announcement, Limit, Member, Own, Policy

_ORDER = {action: rung for rung, action in enumerate(Action)}


def wider_entries(policy: Policy, ceiling: Policy) -> list[Fault]:
    """Where an entry of `policy` is wider than the ceiling; both must be readable."""
    found = [*_profile(policy, ceiling), *_limits(policy, ceiling), *_rules(policy, ceiling), *_exemptions(policy, ceiling)]
    found += [*_members(policy, ceiling), *_announcements(policy, ceiling), *_vetoes(policy, ceiling)]
    return [*found, *_offers(policy, ceiling), *_places(policy, ceiling), *_listed(policy, ceiling)]


def _profile(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    if ceiling.profile == "hsoc" and policy.profile != "hsoc":
        yield Fault("profile", f"{policy.profile} is wider than hsoc")


def _limits(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """A limit acts: a new one must lie inside one that the file has, do no more than it, and those of the network stay as they are."""
    known = {limit.name: limit for limit in ceiling.limits}
    for limit in policy.limits:
        if not any(covers(one.match, limit.match) and _as_mild(limit, one) for one in known.values()):
            yield Fault(f"limit {limit.name}", "takes more traffic than any limit of the ceiling")
    here = {limit.name: limit for limit in policy.limits}
    for name, limit in known.items():
        if limit.profile == "network" and here.get(name) != limit:
            yield Fault(f"limit {name}", "is one of the network's profile and must stay as it is")


def _as_mild(limit: Limit, one: Limit) -> bool:
    """For no more hospitals, and letting through at least as much."""
    wider = one.profile == "hsoc" and limit.profile == "network"
    return not wider and (not one.rate or limit.rate >= one.rate) and (limit.action is one.action or limit.action is Action.RATE_LIMIT)


def _rules(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """A hospital's own rule reaches only its own prefixes as the ceiling knows them, never the never-block list, and always ends."""
    prefixes = {member.number: Prefixes(member.prefixes) for member in ceiling.members}
    never = Prefixes(ceiling.never_block)
    for own in policy.rules:
        place = f"rule {own.id}"
        why = beyond(own, prefixes.get(own.member))
        if why:
            yield Fault(place, why)
        if own.until <= own.since:
            yield Fault(place, "has no end")
        other = own.match.src if own.inbound else own.match.dst
        if own.do is not Own.ALLOW and other is not None and (listed := never.overlap(other)) is not None:
            yield Fault(place, f"{other} overlaps the never-block list ({listed})")
        if own.do is Own.REDIRECT and Action.REDIRECT not in ceiling.ceiling.actions:
            yield Fault(place, "redirect is beyond the ceiling")
    kept = {own.id for own in policy.rules}
    for own in ceiling.rules:
        if own.do is not Own.ALLOW and own.id not in kept:
            yield Fault(f"rule {own.id}", "stands in the file and is missing here")


def _exemptions(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """More of them act less; those of the file must stay, and may not end earlier or become a milder tier."""
    for one in ceiling.exemptions:
        stays = any(
            other.prefix == one.prefix
            and other.until >= one.until
            and other.tier in {"exempt", one.tier}
            and (not other.detectors or (one.detectors and set(one.detectors) <= set(other.detectors)))
            for other in policy.exemptions
        )
        if not stays:
            yield Fault(f"exemption of {one.owner}, {one.prefix}", "stands in the file and is missing or narrower here")


def _members(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    known = {member.number: member for member in ceiling.members}
    for member in policy.members:
        before = known.get(member.number)
        if before is not None:
            yield from _member(member, before)


def _member(member: Member, before: Member) -> Iterable[Fault]:
    place = f"member {member.number}"
    if member.single_homed and not before.single_homed:  # single-homed lets us drop its prefixes from outside
        yield Fault(f"{place}, single_homed", "is not declared in the ceiling")
    for name, said in (("other_networks", "a way in"), ("sources", "a source")):
        missing = [one for one in getattr(before, name) if one not in getattr(member, name)]
        if missing:
            yield Fault(f"{place}, {name}", f"{said} that stands in the ceiling is missing, so its traffic could be taken for forged")
    mine, theirs = member.wishes, before.wishes
    if theirs.profile == "network" and mine.profile != "network":
        yield Fault(f"{place}, wishes.profile", "is wider than the network profile that the file keeps for it")
    if theirs.strongest is not None and (mine.strongest is None or _ORDER[mine.strongest] > _ORDER[theirs.strongest]):
        yield Fault(f"{place}, wishes.strongest", f"is above {theirs.strongest}")
    for name in ("longest_minutes", "most_rules"):
        most, asked = getattr(theirs, name), getattr(mine, name)
        if most is not None and (asked is None or asked > most):
            yield Fault(f"{place}, wishes.{name}", f"is above {most}")
    if theirs.research_scanners is not None and _stronger(mine.research_scanners, theirs.research_scanners):
        yield Fault(f"{place}, wishes.research_scanners", f"is above {theirs.research_scanners}")
    gone = [name for name in theirs.observe_detectors if name not in mine.observe_detectors]
    if gone:
        yield Fault(f"{place}, wishes.observe_detectors", f"{', '.join(gone)} may act here and only observes in the ceiling")


def _stronger(asked: Action | None, most: Action) -> bool:
    return asked is None or _ORDER[asked] > _ORDER[most]


def _vetoes(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """A veto only ever takes away, so any may come; those of the ceiling must stay."""
    for one in ceiling.vetoes:
        if not any(other.key == one.key and other.since <= one.since and other.until >= one.until for other in policy.vetoes):
            yield Fault(f"veto of {one.key}", "stands in the ceiling and is missing or shorter here")


def _announcements(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """What is trusted in BGP may only shrink: an announcement must lie inside one of the file and trust nobody new."""
    for one in policy.announcements:
        if not any(_trusts_no_more(one, other) for other in ceiling.announcements):
            yield Fault(f"announcement {one.prefix}", "trusts more than any announcement of the ceiling")


def _offers(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """Ways to lead a prefix away are agreed in the file; consent may be taken back or end earlier, never be given elsewhere."""
    for one in policy.offers:
        if one not in ceiling.offers:
            yield Fault(f"offer {one.name}", "is not in the ceiling as it stands here")
    for consent in policy.consents:
        if not any((c.member, c.offer) == (consent.member, consent.offer) and consent.until <= c.until for c in ceiling.consents):
            yield Fault(f"consent of member {consent.member}", f"to {consent.offer} is not in the ceiling, or ends there earlier")


def _trusts_no_more(one: Announcement, other: Announcement) -> bool:
    inside = Prefixes((other.prefix,)).covers(one.prefix)
    longest = max(other.most_length, int(other.prefix.rpartition("/")[2]))
    mine = max(one.most_length, int(one.prefix.rpartition("/")[2]))
    neighbours = not other.neighbours or (bool(one.neighbours) and set(one.neighbours) <= set(other.neighbours))
    return inside and set(one.origins) <= set(other.origins) and neighbours and mine <= longest and one.purpose == other.purpose


def _places(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """Routers, sites and interface roles are what they are: the file says it. Smaller budgets are narrower."""
    known = {platform.name: platform for platform in ceiling.platforms}
    for platform in policy.platforms:
        most = known.get(platform.name)
        if most is None or platform.profile != most.profile:
            yield Fault(f"platform {platform.name}", "is not in the ceiling as it stands here")
        elif platform.most_rules > most.most_rules or platform.most_cost > most.most_cost:
            yield Fault(f"platform {platform.name}", f"holds more than {most.most_rules} rules or {most.most_cost} units of the ceiling")
    for name in ("sites", "interfaces"):
        if getattr(policy, name) and set(map(_spelled, getattr(policy, name))) - set(map(_spelled, getattr(ceiling, name))):
            yield Fault(name, "one of them is not in the ceiling as it stands here")
    if ceiling.platforms and {one.name for one in policy.platforms} != set(known):
        yield Fault("platforms", "a platform of the ceiling is missing, so its budget would not be kept")


def _spelled(one: object) -> bytes:
    return msgspec.json.encode(one)


def _listed(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    """Addresses that may be acted against for being on a list: none beyond the file's. Approvals are the people's, checked by key."""
    for place in ("command_and_control", "bogons"):
        known = Prefixes(getattr(ceiling, place))
        for prefix in getattr(policy, place):
            if not known.covers(prefix):
                yield Fault(place, f"{prefix} is not on the ceiling's list")
