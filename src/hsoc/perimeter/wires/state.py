"""Small files that must survive a death: written beside, brought to disk, renamed into place. Never: what stands in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

LARGEST: Final = 64 << 20  # bytes; a file of ours is a few MB at most, a larger one is not ours


def keep(path: Path, contents: bytes, *, durable: bool = True) -> None:
    """Replace a file in one step. durable = also against a power cut; a status that is renewed each second need not be."""
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    with passing.open("wb") as file:
        file.write(contents)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    passing.replace(path)


def kept(path: Path) -> bytes | None:
    """The contents, or None where there is no such file. Raises OSError where there is one that cannot be read or is absurdly large."""
    try:
        if path.stat().st_size > LARGEST:
            raise OSError(f"{path}: {path.stat().st_size} bytes, which is not a file of ours")
        return path.read_bytes()
    except FileNotFoundError:
        return None


def append(path: Path, lines: tuple[str, ...]) -> None:
    """Add lines to a log that people read."""
    if lines:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
