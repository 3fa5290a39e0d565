"""Why: every reason and every refusal as a stable code with its English sentence. Never: the deciding.

The portal translates by code, so a code never changes its meaning; a sentence may be worded better at any time.
"""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, str]] = {
    # why an action was chosen
    "ladder.vector": "Many sources send {vector} to {dst}. Only this kind of traffic is stopped there, whatever its source.",
    "ladder.overload": "{vector} towards {dst} runs at {mbps} Mbit/s, {times} times the access line; it is led away.",
    "ladder.upstream": "{why} The whole prefix would be led through {offer} ({price}).",
    "ladder.vector_unclear": "The attack on {dst} shows nothing by which it could be stopped without stopping everything.",
    "ladder.rest": "Simple rules stop {covered} % of the attack on {dst}, {goal} % were wanted. The rest is slowed down where it can be.",
    "ladder.source_proven": "{src} completed connections, so the address is real. Its traffic is dropped.",
    "ladder.source_plausible": "{src} probed {targets} targets over one way in. Dropped by source for a short time.",
    "ladder.source_plausible_light": "{src} probed {targets} targets over one way in. Slowed down by source for a short time.",
    "ladder.source_spoofable": "The source may be forged, so nothing is done by source; the members concerned are told.",
    "ladder.source_spoofable_light": "The source may be forged and little was probed; it is only observed.",
    "ladder.set_of_sources": "{sources} sources share the work, each hardly seen; none is acted upon, the members concerned are told.",
    "ladder.slow_source": "{src} asks rarely and for days; a short block would not stop it, so the members concerned are told.",
    "ladder.few_targets": "Only {targets} targets were probed; below {least} a source is not taken for real.",
    "ladder.several_ways_in": "The source came in over {ways} interfaces, so it is not taken for real.",
    "ladder.unknown_way_in": "It is not known over which interfaces the source came in, so it is not taken for real.",
    "ladder.routing": "A route is not what it should be. No filter of traffic mends that, so people are told and nothing is blocked.",
    "ladder.forged": "Nobody can rightly send from {src} to {dst} over the outside. Only that is dropped.",
    "ladder.forged_unsure": "Sources that look forged reach {dst}, but somebody may rightly use them; the member is told.",
    "ladder.not_allowed": "Member {member} sends from addresses that are not its own. It is told; the filter belongs on its access line.",
    "ladder.backscatter": "{src} answers packets that were sent under our addresses by somebody else. It is a victim and is not blocked.",
    "ladder.break_in": "{src} had a longer session after many refused logins. The hospital has to look at the host at once.",
    "ladder.own_host": "{src} is a hospital's own machine. The hospital is told; its own machines are never blocked automatically.",
    "ladder.no_ladder": "There is no ladder for {detector}; it is only observed.",
    # what a policy leaves of the ladder
    "policy.exempt": "{prefix} is exempt on the word of {owner}: {why}",
    "policy.research": "{prefix} is a known research scanner ({owner}), treated as the member wishes.",
    "policy.observe": "The member wishes that {detector} only observes.",
    "policy.strongest": "The member wishes nothing stronger than {action}.",
    "policy.veto": "{by} took this entry out of the table: {why}",
    # what people asked for
    "divert.agreed": "Led upstream: {why}",
    "divert.offer": "There is no such offer.",
    "divert.prefix": "What is led away is a /24 or /48, or lies in one.",
    "divert.not_own": "{prefix} is not wholly the member's.",
    "divert.roa": "No valid ROA names the provider as the origin of {prefix}.",
    "divert.consent": "The member has not agreed to the offer for that long.",
    "divert.reason": "A reason is needed.",
    "divert.return_path": "The offer has no way back for clean traffic.",
    "divert.duration": "It is longer than the offer or the ceiling allow.",
    "divert.cost": "It would cost more than was agreed upon.",
    "own.rule": "A rule that the member set for itself ({who}): {comment}",
    "own.aside": "Not heeded just now: {key} wants what it would let through. An `allow` lifts only stricter limits.",
    "own.hurts": "It hits {peers} of {of_peers} ordinary partners and {size:.2%} of their bytes at this hour of the last {days} days.",
    "own.outside": "{prefix} is not inside the prefixes of member {member}.",
    # what stands without an attack
    "standing.limit": "Standing limit {name}: {why}",
    "standing.allow": "The hospital's own rule {id} lets this through the standing limit {name}.",
    "standing.never_block": "The never-block list lets this through the standing limit {name}.",
    "standing.covers": "A standing limit drops this already: {key}.",
    # why one decision was refused
    "guard.no_scope": "The match names neither a destination nor a source.",
    "guard.unsayable": "The match cannot be announced as it is meant: {why}.",
    "guard.never_block": "{prefix} overlaps the never-block list ({listed}).",
    "guard.own_source": "{prefix} belongs to a member; what is ours is never blocked as a source.",
    "guard.prefix_floor": "{prefix} is wider than /{floor}, the widest that may be acted upon.",
    "guard.spoofable_source": "The source {prefix} may be forged, and a forged source is never a match.",
    "guard.unprotected": "{prefix} is not protected here.",
    "guard.action_not_allowed": "The ceiling does not allow {action}.",
    "guard.no_consent": "The member has not agreed to losing all traffic to {prefix}.",
    "guard.no_end": "An action without an end is never taken.",
    "guard.too_long": "{minutes} minutes are longer than the ceiling of {most}.",
    "guard.two_person": "Two people must agree first: hsoc perimeter approve '{key}' --by NAME --reason WHY ({width} addresses).",
    "guard.pap": "The information behind it is {pap}, which forbids acting on it.",
    "guard.collateral": "It would have hit {partners} and {size:.2%} of their bytes at this hour of the last {days} days.",
    # why it was done more gently, or taken back
    "guard.softened": "{reason} Only slowed down, as dropping would have hit {partners} and {size:.2%} of their bytes.",
    "guard.no_history": "{reason} Only slowed down, as nothing is known yet of the ordinary traffic at this hour.",
    "after.no_match": "It matched nothing for {minutes} minutes, so it was taken back.",
    "after.hurts": "{cut} of {peers} ordinary partners fell silent since it stood, so it was taken back.",
    # why nothing new is done at all
    "brake.held": "The emergency brake is on: {why}",
    # why an entry was not added to the table
    "fuse.most_rules": "The table has {count} entries, {most} of this kind are allowed.",
    "fuse.most_rules_member": "The member has {count} entries, no more of this kind are allowed.",
    "fuse.most_rules_mitigation": "The attack has {count} entries already; more than that is no simple rule any more.",
    "fuse.most_cost": "The routers of {platform} would need {units} units of memory, {most} are allowed for this kind.",
    "fuse.most_standing": "The standing limits would be more than {most} entries.",
    "fuse.most_new_per_minute": "{count} entries were added within a minute, {most} of this kind are allowed.",
    "fuse.change_share": "{count} of {total} entries would be withdrawn at once; at most the share {most} is allowed.",
    "fuse.prefix_floor": "{prefix} is wider than /{floor}.",
    "fuse.no_end": "The entry {key} has no end, or one further away than {most} minutes.",
    "fuse.foreign": "The entry {key} belongs to {owner}, not to us.",
    "fuse.more": "{count} more objections.",
    "fuse.backend": "The speaker {backend} cannot carry {action}.",
}


def sentence(rule: str, **values: object) -> str:
    """The English sentence of a code. Raises KeyError for a code or value that does not exist."""
    return RULES[rule].format(**values)
