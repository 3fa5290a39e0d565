"""What the sum of all entries may never be. Belongs here: limits on a plan. Never: on one decision (decide/guards).

The keeper stays within these limits on its own; the fuse checks the finished plan again, from the ceiling alone, so that a fault
before it stops at the last door. A plan with objections is not sent.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from hsoc.perimeter.mitigate.budget import Objection, overdrawn
from hsoc.perimeter.mitigate.plan import OWNER, Plan
from hsoc.records.address import network
from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Ceiling, Policy

MINUTE: Final = 60_000  # ms
FEW: Final = 20  # withdrawals that never count as a suspicious share; small tables change wholly
MOST_REASONS: Final = 20  # objections named; more are counted


def objections(
    plan: Plan,
    *,
    policy: Policy,
    now: int,
    added_last_minute: int = 0,
    stood: frozenset[str] = frozenset(),
    ended: frozenset[str] = frozenset(),
    can: frozenset[Action],
) -> tuple[Objection, ...]:
    """Everything that speaks against sending the plan; empty means it may be sent.

    added_last_minute: entries announced in the minute before; stood: keys that are only said again (after a restart, or lost by a router),
    which is no rate of change; ended: keys that are withdrawn because their time is over.
    """
    ceiling = policy.ceiling
    found = [*overdrawn((*plan.add, *plan.keep), policy)]
    found += [*_counts(plan, ceiling=ceiling, added=added_last_minute, stood=stood), *_share(plan, ceiling=ceiling, ended=ended)]
    found += [
        Objection("fuse.foreign", f"The entry {entry.key} belongs to {entry.owner}, not to us.")
        for entry in (*plan.add, *plan.keep, *plan.withdraw)
        if entry.owner != OWNER
    ]
    for entry in plan.add:
        found += _entry(entry, ceiling=ceiling, now=now, can=can)
    if len(found) > MOST_REASONS:
        rest = len(found) - MOST_REASONS
        return (*found[:MOST_REASONS], Objection("fuse.more", f"… and {rest} more objections."))
    return tuple(found)


def _counts(plan: Plan, *, ceiling: Ceiling, added: int, stood: frozenset[str]) -> list[Objection]:
    table = (*plan.add, *plan.keep)
    found = []
    if len(table) > ceiling.most_rules:
        text = f"The table would hold {len(table)} entries, {ceiling.most_rules} are allowed."
        found.append(Objection("fuse.most_rules", text))
    for member, count in sorted(Counter(entry.member for entry in table if entry.member and not entry.preventive).items()):
        if count > ceiling.most_rules_member:
            text = f"Member {member} would have {count} entries, {ceiling.most_rules_member} are allowed."
            found.append(Objection("fuse.most_rules_member", text))
    new = sum(entry.key not in stood and not entry.preventive for entry in plan.add)
    if new and added + new > ceiling.most_new_per_minute:
        text = f"{added + new} entries would be added within a minute, {ceiling.most_new_per_minute} are allowed."
        found.append(Objection("fuse.most_new_per_minute", text))
    return found


def _share(plan: Plan, *, ceiling: Ceiling, ended: frozenset[str]) -> list[Objection]:
    early = [entry for entry in plan.withdraw if entry.key not in ended]
    total = len(plan.keep) + len(plan.withdraw)
    if len(early) <= FEW or len(early) <= ceiling.most_change_share * total:
        return []
    text = f"{len(early)} of {total} entries would be withdrawn before their end; at most the share {ceiling.most_change_share} is allowed."
    return [Objection("fuse.change_share", text)]


def _entry(entry: Mitigation, *, ceiling: Ceiling, now: int, can: frozenset[Action]) -> list[Objection]:
    found = []
    if entry.until <= now or entry.until - now > ceiling.longest_minutes * MINUTE:
        text = f"The entry {entry.key} has no end, or one further away than {ceiling.longest_minutes} minutes."
        found.append(Objection("fuse.no_end", text))
    if entry.action not in can:
        found.append(Objection("fuse.backend", f"The speaker cannot carry {entry.action}."))
    # beside a destination a source only narrows the entry, however wide it is
    for prefix in (entry.match.dst,) if entry.match.dst is not None else (entry.match.src,):
        net = network(prefix) if prefix is not None else None
        floor = ceiling.shortest_v4 if net is not None and net.version == 4 else ceiling.shortest_v6
        if net is not None and net.prefixlen < floor:
            found.append(Objection("fuse.prefix_floor", f"The entry {entry.key} is wider than /{floor}."))
    return found
