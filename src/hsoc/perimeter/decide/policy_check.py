"""Is a policy sane, and is it narrower than the ceiling. Belongs here: faults with place and reason. Never: reading files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hsoc.perimeter.decide.fault import Fault as Fault  # noqa: PLC0414 - where it is looked for
from hsoc.perimeter.decide.policy_entries import misplaced, plain_faults, stale
from hsoc.perimeter.decide.policy_narrower import wider_entries
from hsoc.perimeter.decide.prefixes import Prefixes
from hsoc.records.address import network
from hsoc.records.policy import Ceiling, Policy

MOST_FAULTS: Final = 100  # named; who has more starts with these
MOST_MEMBER: Final = 4095  # a member's number is a bit position in roll-ups
WIDEST_V4: Final = 8  # a floor shorter than this is no floor
WIDEST_V6: Final = 16
MOST_RULES: Final = 3000  # entries; the scale validated on IOS XR (perimeter.md 2.7)
LONGEST_MINUTES: Final = 24 * 60
AT_MOST: Final = (
    "most_rules", "most_rules_member", "most_rules_mitigation", "most_standing", "most_new_per_minute", "most_change_share",
    "longest_minutes", "longest_diversion", "plausible_minutes", "most_benign_peers", "most_benign_bytes",
)  # fmt: skip


def faults(policy: Policy, *, now: int = 0) -> tuple[Fault, ...]:
    """Everything that is wrong with a policy, at most MOST_FAULTS; empty means it may be used.

    now: ms; from then on what has ended (exemptions, rules, approvals) is a fault. 0 = ends are not looked at.
    """
    written = list(_spelling(policy))
    found = [*written, *_numbers(policy), *_ceiling(policy.ceiling), *plain_faults(policy), *(stale(policy, now=now) if now else ())]
    if not written:  # what follows compares prefixes, which must be readable for that
        found += [*_overlaps(policy), *_never_block(policy), *misplaced(policy)]
    return tuple(found[:MOST_FAULTS])


def is_narrower(policy: Policy, ceiling: Policy) -> tuple[Fault, ...]:
    """Where `policy` allows more than `ceiling` does; empty means it is as narrow or narrower. A wider one is refused whole.

    Members may go, never come; protected prefixes may shrink if what goes is put on the never-block list (else it could be blocked as
    a source); the never-block list may grow; each limit may tighten.
    """
    written = [*_spelling(policy), *_spelling(ceiling)]
    if written:
        return tuple(written[:MOST_FAULTS])
    found = [*_wider_prefixes(policy, ceiling), *_wider_limits(policy.ceiling, ceiling.ceiling)]
    missing = [prefix for prefix in ceiling.never_block if not Prefixes(policy.never_block).covers(prefix)]
    found += [Fault("never_block", f"{prefix} is on the ceiling's list and missing here") for prefix in missing]
    kept = Prefixes((*_inside(policy), *policy.never_block))
    found += [
        Fault("protected", f"{prefix} is given up without being on the never-block list")
        for prefix in _inside(ceiling)
        if not kept.covers(prefix)
    ]
    found += wider_entries(policy, ceiling)
    return tuple(found[:MOST_FAULTS])


def _prefixes(policy: Policy) -> Iterable[tuple[str, str]]:
    for member in policy.members:
        for prefix in member.prefixes:
            yield f"member {member.number}, prefixes", prefix
        for prefix in member.sources:
            yield f"member {member.number}, sources", prefix
        for other in member.other_networks:
            for prefix in other.prefixes:
                yield f"member {member.number}, other_networks", prefix
    for place in ("protected", "never_block", "bogons", "command_and_control"):
        for prefix in getattr(policy, place):
            yield place, prefix
    for exemption in policy.exemptions:
        yield f"exemption of {exemption.owner}", exemption.prefix
    for announcement in policy.announcements:
        yield "announcement", announcement.prefix


def _spelling(policy: Policy) -> Iterable[Fault]:
    for place, prefix in _prefixes(policy):
        try:
            net = network(prefix)
        except ValueError as error:
            yield Fault(place, str(error))
            continue
        if str(net) != prefix:
            yield Fault(place, f"{prefix} is written canonically as {net}")


def _numbers(policy: Policy) -> Iterable[Fault]:
    seen: set[int] = set()
    for member in policy.members:
        if not 1 <= member.number <= MOST_MEMBER:
            yield Fault(f"member {member.number}", f"the number is not in 1 … {MOST_MEMBER}")
        if member.number in seen:
            yield Fault(f"member {member.number}", "the number is given twice")
        seen.add(member.number)
    for interface in policy.interfaces:
        if interface.member and interface.member not in seen:
            yield Fault(f"interface {interface.exporter}/{interface.index}", f"there is no member {interface.member}")


def _ceiling(ceiling: Ceiling) -> Iterable[Fault]:
    bounds = {
        "most_rules": (1, MOST_RULES),
        "most_rules_member": (1, ceiling.most_rules),
        "most_rules_mitigation": (1, MOST_RULES),
        "most_standing": (0, MOST_RULES),
        "most_new_per_minute": (1, MOST_RULES),
        "most_change_share": (0.0, 1.0),
        "shortest_v4": (WIDEST_V4, 32),
        "shortest_v6": (WIDEST_V6, 128),
        "longest_minutes": (1, LONGEST_MINUTES),
        "longest_diversion": (1, LONGEST_MINUTES),
        "plausible_minutes": (1, min(10, ceiling.longest_minutes)),
        "two_person_addresses": (0, 1 << 24),
        "most_benign_peers": (0.0, 1.0),
        "most_benign_bytes": (0.0, 1.0),
    }
    for name, (least, most) in bounds.items():
        value = getattr(ceiling, name)
        if not least <= value <= most:
            yield Fault(f"ceiling.{name}", f"{value} is not in {least} … {most}")


def _overlaps(policy: Policy) -> Iterable[Fault]:
    """Two members with an address in common: nobody could say whose it is. Sorted spans, so each is compared with its neighbour only."""
    spans = [(network(prefix), member.number, prefix) for member in policy.members for prefix in member.prefixes]
    spans.sort(key=lambda span: (span[0].version, int(span[0].network_address), span[0].prefixlen))
    widest = None
    for span in spans:
        inside = widest is not None and widest[0].version == span[0].version and span[0].network_address in widest[0]
        if inside and widest is not None and widest[1] != span[1]:
            yield Fault(f"member {span[1]}, prefixes", f"{span[2]} overlaps {widest[2]} of member {widest[1]}")
        if not inside:
            widest = span


def _inside(policy: Policy) -> list[str]:
    return [*policy.protected, *(prefix for member in policy.members for prefix in member.prefixes)]


def _never_block(policy: Policy) -> Iterable[Fault]:
    """A never-block entry as wide as all that is protected would silently switch every mitigation off."""
    inside = _inside(policy)
    never = Prefixes(policy.never_block)
    if inside and all(never.covers(prefix) for prefix in inside):
        yield Fault("never_block", "covers everything that is protected, so nothing could ever be done")
    for prefix in policy.never_block:
        if network(prefix).prefixlen == 0:
            yield Fault("never_block", f"{prefix} is the whole network")


def _wider_prefixes(policy: Policy, ceiling: Policy) -> Iterable[Fault]:
    known = {member.number: member for member in ceiling.members}
    for member in policy.members:
        before = known.get(member.number)
        if before is None:
            yield Fault(f"member {member.number}", "is not in the ceiling")
            continue
        own = Prefixes(before.prefixes)
        for prefix in member.prefixes:
            if not own.covers(prefix):
                yield Fault(f"member {member.number}, prefixes", f"{prefix} is outside the ceiling")
        if member.consent_destination_rtbh and not before.consent_destination_rtbh:
            yield Fault(f"member {member.number}, consent_destination_rtbh", "is not given in the ceiling")
    if ceiling.protected:
        outer = Prefixes(ceiling.protected)
        if not policy.protected:
            yield Fault("protected", "empty means everything, which is wider than the ceiling")
        for prefix in policy.protected:
            if not outer.covers(prefix):
                yield Fault("protected", f"{prefix} is outside the ceiling")


def _wider_limits(limits: Ceiling, ceiling: Ceiling) -> Iterable[Fault]:
    extra = [action.value for action in limits.actions if action not in ceiling.actions]
    if extra:
        yield Fault("ceiling.actions", f"{', '.join(extra)} beyond the ceiling")
    for name in AT_MOST:
        if getattr(limits, name) > getattr(ceiling, name):
            yield Fault(f"ceiling.{name}", f"{getattr(limits, name)} is more than {getattr(ceiling, name)}")
    for name in ("shortest_v4", "shortest_v6"):
        if getattr(limits, name) < getattr(ceiling, name):
            yield Fault(f"ceiling.{name}", f"/{getattr(limits, name)} is wider than /{getattr(ceiling, name)}")
    two, most = limits.two_person_addresses, ceiling.two_person_addresses
    if most and not 0 < two <= most:
        yield Fault(
            "ceiling.two_person_addresses", f"{two} asks a second person later than {most}" if two else "0 never asks a second person"
        )
