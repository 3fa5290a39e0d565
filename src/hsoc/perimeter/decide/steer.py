"""What the portal asks for, laid over the ceiling of perimeter.toml. Pure. Never: whether the result is narrow enough (policy_check).

The portal names what it knows of: fields and members that it leaves out stay as the file says. Lists that protect (never_block, bogons)
are joined, never replaced, so that forgetting one is no way to lose it.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hsoc.perimeter.decide.policy_check import Fault, faults, is_narrower
from hsoc.records.policy import Policy

LARGEST: Final = 16 << 20  # bytes; forty members with a hundred rules each are about 1 MB
MOST_RULES: Final = 10_000  # members' own rules taken from one document
_JOINED: Final = ("never_block", "bogons")
_FIELDS: Final = frozenset(Policy.__struct_fields__)


class Unfit(ValueError):
    """The document cannot be taken; `faults` says where and why."""

    def __init__(self, faults: tuple[Fault, ...], version: str = "") -> None:
        super().__init__("; ".join(str(one) for one in faults[:5]))
        self.faults, self.version = faults, version


def steered(document: bytes, ceiling: Policy) -> Policy:
    """The policy to work under. Raises Unfit, whole: for no policy at all, a faulty one, or one that is wider than the ceiling."""
    told = _read(document)
    version = str(told.get("version", ""))
    unknown = sorted(told.keys() - _FIELDS)
    if unknown:
        raise Unfit(tuple(Fault(name[:100], "no field of a policy") for name in unknown[:20]), version)
    try:
        asked = msgspec.convert(_laid_over(told, msgspec.to_builtins(ceiling)), Policy)
    except (msgspec.ValidationError, TypeError, AttributeError) as error:
        raise Unfit((Fault("policy", str(error)[:400]),), version) from None
    wrong = (*_bounds(asked), *(is_narrower(asked, ceiling) or faults(asked)))
    if wrong:
        raise Unfit(wrong, version)
    return asked


def _read(document: bytes) -> dict[str, Any]:
    if len(document) > LARGEST:
        raise Unfit((Fault("policy", f"{len(document)} bytes, {LARGEST} are allowed"),))
    try:
        return msgspec.json.decode(document, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Unfit((Fault("policy", f"no JSON object: {error}"[:400]),)) from None


def _laid_over(told: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    out = base | told
    for name in _JOINED:
        out[name] = [*base[name], *(one for one in told.get(name, ()) if one not in base[name])]
    if "ceiling" in told:
        out["ceiling"] = base["ceiling"] | told["ceiling"]
    if "members" in told:
        known = {one["number"]: one for one in base["members"]}
        out["members"] = [known.get(one.get("number"), {}) | one for one in told["members"]]
    return out


def _bounds(asked: Policy) -> tuple[Fault, ...]:
    if len(asked.rules) > MOST_RULES:
        return (Fault("rules", f"{len(asked.rules)} rules, {MOST_RULES} are allowed"),)
    return ()
