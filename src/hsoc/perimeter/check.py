"""`hsoc perimeter check`: every fault of a file, its schema, and what it would do in plain words. Never: printing or exit status.

What the file names and the engine would read is looked for where the engine would look for it.
"""

from __future__ import annotations

from pathlib import Path

from hsoc.perimeter.config import absent, decoded, schema, spelling
from hsoc.perimeter.decide.explain import explained
from hsoc.perimeter.decide.fault import Fault
from hsoc.perimeter.decide.policy_check import faults


def checked(file: Path, *, now: int, explain: bool = False) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """(lines for the reader, faults). now: ms, to tell what has expired. Raises BadConfig for a file that cannot be read as a policy."""
    config = decoded(file)
    written = spelling(config)
    policy = config.policy
    found = tuple(dict.fromkeys((*written, *faults(policy, now=now), *absent(config, file.parent / config.data))))
    prefixes = sum(len(member.prefixes) for member in config.member)
    counts = f"{len(config.member)} members, {prefixes} prefixes, {len(config.never_block)} never-block entries, {len(found)} faults"
    told = explained(policy, now=now) if explain and not written else ()
    return (f"{file}: {counts}", *told), found


def shape() -> str:
    """JSON Schema of the file."""
    return schema().decode()
