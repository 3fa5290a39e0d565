"""A policy in plain words: what it would do, to whom, for how long. Belongs here: sentences for an operator. Never: a judgement."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from hsoc.exchange.flowspec.terms import Unsayable
from hsoc.exchange.flowspec.text import match_text
from hsoc.perimeter.decide.standing import profile_of, standing
from hsoc.records.policy import Limit, Member, Own, OwnRule, Policy
from hsoc.records.scope import Match

DOES: Final = {
    Own.DROP: "drop",
    Own.RATE_LIMIT: "slow down",
    Own.ALLOW: "let through, against the hSOC profile only,",
    Own.REDIRECT: "send to scrubbing",
}
MOST_MEMBERS: Final = 200  # told one by one


def explained(policy: Policy, *, now: int) -> tuple[str, ...]:
    """Lines of text. now: ms; what has ended by then is said to be over."""
    ceiling = policy.ceiling
    many = len(policy.members)
    may = f"Without a person it may: {', '.join(ceiling.actions)}. An entry ends after {ceiling.longest_minutes} minutes at the latest,"
    most = f"At most {ceiling.most_rules} entries, {ceiling.most_rules_member} for one hospital, {ceiling.most_rules_mitigation} for one"
    hit = f"A rule that would hit more than {ceiling.most_benign_peers:.2%} of a hospital's ordinary partners or"
    out = [
        "",
        f"Profile {policy.profile}; {many} hospital{'s' if many != 1 else ''}.",
        f"{may} one against a merely plausible source after {ceiling.plausible_minutes}.",
        f"{most} attack, {ceiling.most_new_per_minute} new ones a minute; {ceiling.most_standing} of them may be standing ones.",
        f"Nothing wider than /{ceiling.shortest_v4} (IPv4) or /{ceiling.shortest_v6} (IPv6) is ever acted upon.",
        f"{hit} {ceiling.most_benign_bytes:.2%} of their bytes is softened or refused.",
        _two_persons(ceiling.two_person_addresses),
        "",
        "Always in force (preventive):",
        *(_limit(limit, policy) for limit in policy.limits),
        *(() if policy.limits else ("  nothing",)),
    ]
    entries = standing(policy, now=now)
    out += [f"  together {len(entries.decisions)} entries at the routers, {len(entries.refused)} refused"]
    out += [f"    refused: {one.reason} ({one.refused})" for one in entries.refused[:10]]
    if policy.rules:
        out += ["", "Rules of the hospitals:", *(_rule(own, now=now) for own in policy.rules)]
    if policy.exemptions:
        out += ["", "Not acted against:"]
        for one in policy.exemptions:
            over = " (over, counts no longer)" if one.until <= now else ""
            which = ", ".join(one.detectors) or "any finding"
            out.append(f"  {one.prefix} for {which} as {one.tier}, until {_day(one.until)}: {one.reason} ({one.owner}){over}")
    wishing = [line for member in policy.members[:MOST_MEMBERS] if (line := _wishes(member, policy))]
    if wishing:
        out += ["", "Wishes of the hospitals:", *wishing]
    if policy.platforms:
        out += ["", "Routers:"]
        out += [f"  {one.name} ({one.profile}): {one.most_rules} rules, {one.most_cost} TCAM units" for one in policy.platforms]
    return tuple(out)


def _two_persons(addresses: int) -> str:
    if not addresses:
        return "No second person is ever asked, except for diversion and for black holes wider than one address."
    return f"From {addresses} addresses on, for diversion and for wider black holes two people must agree (hsoc perimeter approve)."


def _limit(limit: Limit, policy: Policy) -> str:
    does = f"slow to {limit.rate} packets/s" if limit.rate else "drop"
    whom = "everyone"
    if limit.profile != "network":
        count = sum(profile_of(member, policy) == "hsoc" for member in policy.members)
        whom = f"{count} of {len(policy.members)} hospitals"
    return f"  {limit.name} ({limit.profile}, {whom}): {does} {_said(limit.match)}. {limit.why}"


def _rule(own: OwnRule, *, now: int) -> str:
    over = " (over, counts no longer)" if own.until <= now else ""
    rate = f" to {own.rate} packets/s" if own.rate else ""
    comment = f": {own.comment}" if own.comment else ""
    return f"  {own.id} of hospital {own.member}: {DOES[own.do]}{rate} {_said(own.match)} until {_day(own.until)}{comment}{over}"


def _wishes(member: Member, policy: Policy) -> str:
    wishes = member.wishes
    said = [f"profile {wishes.profile}"] if wishes.profile and wishes.profile != policy.profile else []
    said += [f"never more than {wishes.strongest}"] if wishes.strongest else []
    said += [f"at most {wishes.longest_minutes} minutes"] if wishes.longest_minutes is not None else []
    said += [f"at most {wishes.most_rules} entries"] if wishes.most_rules is not None else []
    said += [f"research scanners: {wishes.research_scanners}"] if wishes.research_scanners else []
    said += [f"only observe {', '.join(wishes.observe_detectors)}"] if wishes.observe_detectors else []
    said += ["agrees to losing all traffic to an attacked address"] if member.consent_destination_rtbh else []
    return f"  {member.name} ({member.number}): {'; '.join(said)}" if said else ""


def _said(match: Match) -> str:
    try:
        return match_text(match)
    except Unsayable as error:
        return f"(cannot be said: {error})"


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="minutes").replace("+00:00", "Z")
