"""A changed policy out of the present one and a few choices. Pure. Never: reading the present one, or reckoning what it would do."""

from __future__ import annotations

import tomllib
from typing import Any, Final

import msgspec

from hsoc.records.policy import Ceiling, Policy

LARGEST: Final = 1 << 20  # bytes of a policy that is sent; forty members with their rules are about 200 kB
CEILING: Final = ("most_rules", "most_rules_member", "most_benign_peers", "most_benign_bytes", "plausible_minutes", "longest_minutes")
SETTINGS: Final = {  # what is offered of the detectors; the engine checks that they exist
    "horizontal_scan": "min_targets",
    "vertical_scan": "min_ports",
    "block_scan": "min_pairs",
    "login_attempts": "min_attempts",
    "reflection": "floor",
    "syn_flood": "floor",
    "udp_flood": "floor",
    "icmp_flood": "floor",
}


class Unreadable(ValueError):
    """A file that is no policy. The text says where and why, in the words of its reader."""


def changed(
    policy: Policy, *, profile: str = "", without: tuple[str, ...] = (), observed: tuple[str, ...] = (), member: int = 0, **ceiling: Any
) -> Policy:
    """The policy with another profile (for all, or for one member), without limits, with detectors that only observe, another ceiling."""
    limits = tuple(one for one in policy.limits if one.name not in without)
    members = []
    for one in policy.members:
        if member and one.number != member:
            members.append(one)
            continue
        wishes = one.wishes
        if profile:
            wishes = msgspec.structs.replace(wishes, profile=profile)
        watching = tuple(dict.fromkeys((*wishes.observe_detectors, *observed)))
        members.append(msgspec.structs.replace(one, wishes=msgspec.structs.replace(wishes, observe_detectors=watching)))
    bounds = {name: value for name, value in ceiling.items() if value is not None and name in CEILING}
    made = msgspec.structs.replace(
        policy, profile=profile if profile and not member else policy.profile, limits=limits, members=tuple(members),
        ceiling=msgspec.structs.replace(policy.ceiling, **bounds),
    )  # fmt: skip
    return msgspec.convert(msgspec.to_builtins(made), Policy)  # a number that is none is refused here


def differing(policy: Policy) -> dict[str, Any]:
    """What of the ceiling can be chosen, as it is."""
    return {name: getattr(policy.ceiling, name) for name in CEILING if name in Ceiling.__struct_fields__}


def read(content: bytes, name: str) -> tuple[str, str]:
    """(text, .toml or .json) of a file that was sent. Raises Unreadable with place and reason; the engine looks at the rest."""
    if len(content) > LARGEST:
        raise Unreadable(f"{len(content) >> 10} kB, {LARGEST >> 10} kB")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"UTF-8, byte {error.start}") from None
    if name.lower().endswith(".json"):
        try:
            msgspec.json.decode(content, type=Policy)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Unreadable(str(error)) from None
        return text, ".json"
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    return text, ".toml"
