"""The built-in profiles: standing limits with their reasons, one readable file each. Never: what a person set (perimeter.toml)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

import msgspec

from hsoc.perimeter.policy_file import LimitEntry

NETWORK: Final = "network"
HSOC: Final = "hsoc"
PROFILES: Final = (NETWORK, HSOC)  # weakest first


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of limits."""

    limit: tuple[LimitEntry, ...]


@lru_cache(maxsize=len(PROFILES))
def built_in(name: str) -> tuple[LimitEntry, ...]:
    """The limits of a profile, as a person would write them. Raises FileNotFoundError for a name that is not in PROFILES."""
    text = resources.files(__name__).joinpath(f"{name}.toml").read_bytes()
    return msgspec.toml.decode(text, type=Profile).limit


def limits(own: tuple[LimitEntry, ...] = (), *, leave_out: tuple[str, ...] = ()) -> tuple[LimitEntry, ...]:
    """The limits of both profiles and `own`, which take the place of built-in ones of the same name, without those in `leave_out`."""
    taken = {entry.name for entry in own} | set(leave_out)
    standard = tuple(entry for name in PROFILES for entry in built_in(name) if entry.name not in taken)
    return (*standard, *own)
