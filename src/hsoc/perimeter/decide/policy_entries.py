"""Is each entry of a policy sane: limits, own rules, exemptions, approvals, announcements, platforms. Never: against a ceiling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from hsoc.exchange.flowspec.compose import rule
from hsoc.exchange.flowspec.tcam import PROFILES as PLATFORMS
from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.perimeter.decide.cover import meets
from hsoc.perimeter.decide.fault import Fault
from hsoc.perimeter.decide.prefixes import Prefixes
from hsoc.records.decision import Action
from hsoc.records.policy import Own, OwnRule, Policy
from hsoc.records.scope import Match

PROFILES: Final = ("network", "hsoc")
TIERS: Final = ("exempt", "research")
PURPOSES: Final = ("own", "scrubbing", "blackhole")
LIMITING: Final = frozenset({Action.RATE_LIMIT, Action.FLOWSPEC})  # what a standing limit may do
RESEARCH: Final = frozenset({Action.OBSERVE, Action.RATE_LIMIT, Action.FLOWSPEC})
LONGEST_NAME: Final = 100  # characters
LONGEST_TEXT: Final = 2000
MOST_LIMITS: Final = 500
MOST_RULES: Final = 20_000  # own rules of all hospitals
MOST_ENTRIES: Final = 20_000  # exemptions, announcements, approvals
MOST_OFFERS: Final = 100
LONGEST_DIVERSION: Final = 24 * 60  # minutes
MOST_VETOES: Final = 2000  # entries that people took out; a whole table fits
COUNTED: Final = (
    ("limits", MOST_LIMITS), ("rules", MOST_RULES), ("exemptions", MOST_ENTRIES), ("announcements", MOST_ENTRIES), ("vetoes", MOST_VETOES),
    ("offers", MOST_OFFERS), ("consents", MOST_ENTRIES),
)  # fmt: skip
LARGEST_ASN: Final = (1 << 32) - 1


def plain_faults(policy: Policy) -> Iterable[Fault]:
    """What can be said of each entry without comparing prefixes."""
    if policy.profile not in PROFILES:
        yield Fault("profile", f"{policy.profile} is unknown; known are {', '.join(PROFILES)}")
    for place, most in COUNTED:
        if len(getattr(policy, place)) > most:
            yield Fault(place, f"{len(getattr(policy, place))} entries, {most} are allowed")
    yield from _limits(policy)
    yield from _rules(policy)
    yield from _words(policy)
    yield from _wishes(policy)
    yield from _places(policy)
    yield from _offers(policy)


def stale(policy: Policy, *, now: int) -> Iterable[Fault]:
    """What does nothing (any more) at `now` (ms): in force it is not heeded, here it is said so that somebody clears it away."""
    for exemption in policy.exemptions:
        if exemption.until <= now:
            place = f"exemption of {exemption.owner}, {exemption.prefix}"
            yield Fault(place, "has expired and counts no longer; renew it or take it out")
    for consent in policy.consents:
        if consent.until <= now:
            yield Fault(f"consent of member {consent.member}", f"to {consent.offer} has expired; renew it or take it out")
    stricter = [limit for limit in policy.limits if limit.profile != "network"]
    for own in policy.rules:
        if own.until <= now:
            yield Fault(f"rule {own.id}", "has expired and counts no longer; renew it or take it out")
        if own.do is Own.ALLOW and not any(meets(limit.match, own.match) for limit in stricter):
            yield Fault(f"rule {own.id}", "allows what no limit of the hSOC profile takes; nothing else can be lifted")


def misplaced(policy: Policy) -> Iterable[Fault]:
    """What stands outside of where it may: an own rule beyond its hospital's prefixes, a limit that would hit the never-block list."""
    prefixes = {member.number: Prefixes(member.prefixes) for member in policy.members}
    never = Prefixes(policy.never_block)
    for own in policy.rules:
        why = beyond(own, prefixes.get(own.member))
        if why:
            yield Fault(f"rule {own.id}", why)
    protected = Prefixes((*policy.protected, *(prefix for member in policy.members for prefix in member.prefixes)))
    for limit in policy.limits:
        dst = limit.match.dst
        if dst is not None and protected and not protected.covers(dst):
            yield Fault(f"limit {limit.name}", f"{dst} is not protected here")
        for side in ("dst", "src"):
            prefix = getattr(limit.match, side)
            if prefix is not None and (listed := never.overlap(prefix)) is not None:
                yield Fault(f"limit {limit.name}", f"{prefix} overlaps the never-block list ({listed})")


def beyond(own: OwnRule, inside: Prefixes | None) -> str:
    """Why a hospital's rule reaches beyond what is its own; empty where it does not."""
    side = "dst" if own.inbound else "src"
    prefix = getattr(own.match, side)
    word = "destination" if own.inbound else "source"
    if inside is None:
        return f"there is no member {own.member}"
    if prefix is None:
        return f"names no {word}; a hospital's own rule is for its own prefixes only"
    if not inside.covers(prefix):
        return f"the {word} {prefix} is not the hospital's own"
    return ""


def _said(place: str, match: Match) -> Iterable[Fault]:
    if match == Match():
        yield Fault(place, "its match holds all traffic")
        return
    try:
        rule(match)
    except Unsayable as error:
        yield Fault(place, f"match: {error}")


def _limits(policy: Policy) -> Iterable[Fault]:
    for limit in policy.limits:
        place = f"limit {limit.name}"
        yield from _said(place, limit.match)
        if limit.profile not in PROFILES:
            yield Fault(place, f"profile {limit.profile} is unknown; known are {', '.join(PROFILES)}")
        if limit.action not in LIMITING or (limit.action is Action.RATE_LIMIT) != (limit.rate > 0):
            yield Fault(place, f"{limit.action} at {limit.rate} packets a second; a limit discards, or has a rate above 0")
        if not limit.why.strip():
            yield Fault(place, "has no reason; whoever is hit by it will ask")
    yield from _twice("limit", (limit.name for limit in policy.limits))


def _rules(policy: Policy) -> Iterable[Fault]:
    for own in policy.rules:
        place = f"rule {own.id}"
        yield from _said(place, own.match)
        if (own.do is Own.RATE_LIMIT) != (own.rate > 0):
            yield Fault(place, f"{own.do} at {own.rate} packets a second; exactly a rate-limit has a rate above 0")
        if own.until <= own.since:
            yield Fault(place, "has no end after its begin")
    yield from _twice("rule", (own.id for own in policy.rules))


def _words(policy: Policy) -> Iterable[Fault]:
    for exemption in policy.exemptions:
        place = f"exemption of {exemption.owner or '?'}, {exemption.prefix}"
        if not exemption.owner.strip() or not exemption.reason.strip():
            yield Fault(place, "needs an owner and a reason")
        if exemption.until <= 0:
            yield Fault(place, "has no end")
        if exemption.tier not in TIERS:
            yield Fault(place, f"tier {exemption.tier} is unknown; known are {', '.join(TIERS)}")
    for approval in policy.approvals:
        if len({name.strip().casefold() for name in approval.by if name.strip()}) < 2:
            yield Fault(f"approval {approval.key}", "names fewer than two different people")
    texts = [(f"limit {one.name}", one.name, LONGEST_NAME) for one in policy.limits]
    texts += [(f"limit {one.name}", one.why, LONGEST_TEXT) for one in policy.limits]
    texts += [(f"rule {one.id}", one.id, LONGEST_NAME) for one in policy.rules]
    texts += [(f"rule {one.id}", one.comment, LONGEST_TEXT) for one in policy.rules]
    for place, text, most in texts:
        if len(text) > most:
            yield Fault(place[:LONGEST_NAME], f"a text of {len(text)} characters, {most} are allowed")


def _wishes(policy: Policy) -> Iterable[Fault]:
    for member in policy.members:
        place, wishes = f"member {member.number}, wishes", member.wishes
        if wishes.profile is not None and wishes.profile not in PROFILES:
            yield Fault(place, f"profile {wishes.profile} is unknown; known are {', '.join(PROFILES)}")
        if wishes.longest_minutes is not None and not 1 <= wishes.longest_minutes <= policy.ceiling.longest_minutes:
            yield Fault(place, f"longest_minutes: {wishes.longest_minutes} is not in 1 … {policy.ceiling.longest_minutes}")
        if wishes.most_rules is not None and not 0 <= wishes.most_rules <= policy.ceiling.most_rules_member:
            yield Fault(place, f"most_rules: {wishes.most_rules} is not in 0 … {policy.ceiling.most_rules_member}")
        if wishes.research_scanners is not None and wishes.research_scanners not in RESEARCH:
            yield Fault(place, f"research_scanners: {wishes.research_scanners}; known are {', '.join(sorted(RESEARCH))}")


def _places(policy: Policy) -> Iterable[Fault]:
    known = {platform.name for platform in policy.platforms}
    for site in policy.sites:
        if site.platform and site.platform not in known:
            yield Fault(f"site {site.name}", f"there is no platform {site.platform}")
    for platform in policy.platforms:
        if platform.profile not in PLATFORMS:
            yield Fault(f"platform {platform.name}", f"profile {platform.profile} is unknown; known are {', '.join(PLATFORMS)}")
        if platform.most_rules < 1 or platform.most_cost < 1:
            yield Fault(f"platform {platform.name}", "most_rules and most_cost are at least 1")
    yield from _twice("platform", (one.name for one in policy.platforms))
    yield from _twice("site", (one.name for one in policy.sites))
    for one in policy.announcements:
        place = f"announcement {one.prefix}"
        if one.purpose not in PURPOSES:
            yield Fault(place, f"purpose {one.purpose} is unknown; known are {', '.join(PURPOSES)}")
        if not one.origins or not all(1 <= asn <= LARGEST_ASN for asn in (*one.origins, *one.neighbours)):
            yield Fault(place, "needs an origin, and AS numbers between 1 and 4294967295")


def _twice(kind: str, names: Iterable[str]) -> Iterable[Fault]:
    for name, count in Counter(names).items():
        if not name.strip():
            yield Fault(kind, "one has no name")
        elif count > 1:
            yield Fault(f"{kind} {name}", "the name is given twice")


def _offers(policy: Policy) -> Iterable[Fault]:
    """What was agreed with providers, and who consented to it."""
    for one in policy.offers:
        place = f"offer {one.name}"
        if not one.name.strip() or len(one.name) > LONGEST_NAME:
            yield Fault(place, f"the name is empty or longer than {LONGEST_NAME} characters")
        if not 0 < one.origin <= LARGEST_ASN:
            yield Fault(place, f"origin {one.origin} is no AS number")
        if not 1 <= one.most_minutes <= LONGEST_DIVERSION:
            yield Fault(place, f"most_minutes {one.most_minutes} is not in 1 … {LONGEST_DIVERSION}")
        if one.cost_per_hour < 0 or one.most_cost < 0:
            yield Fault(place, "a cost is below 0")
        if not one.blackhole and not one.return_path.strip():
            yield Fault(place, "has no return_path; clean traffic would not come back")
    yield from _twice("offer", (one.name for one in policy.offers))
    known, members = {one.name for one in policy.offers}, {member.number for member in policy.members}
    for consent in policy.consents:
        place = f"consent of member {consent.member}"
        if consent.member not in members:
            yield Fault(place, f"there is no member {consent.member}")
        if consent.offer not in known:
            yield Fault(place, f"there is no offer {consent.offer!r}")
        if not consent.by.strip():
            yield Fault(place, "names nobody who agreed")
