"""Is the journal what its manifests say? Belongs here: hashing again and counting again. Never: repair; a person must know first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from hsoc.journal.manifest import KINDS, JournalError, Segment, home, settled

PIECE: Final = 1 << 20  # bytes read at a time


class Damage(msgspec.Struct, frozen=True):
    """One file that is not what its manifest says; `place` is relative to the journal."""

    place: str
    reason: str


def verify(root: Path | str, *, kinds: tuple[str, ...] = KINDS) -> Iterator[Damage]:
    """Every damaged or missing file; nothing where all is well."""
    for kind in kinds:
        try:
            _, found = settled(root, kind)
        except (JournalError, OSError) as error:
            yield Damage(place=f"{kind}/manifest", reason=str(error))
            continue
        for segments in found.values():
            for one in segments:
                reason = _fault(home(root, kind) / one.path, one)
                if reason:
                    yield Damage(place=f"{kind}/{one.path}", reason=reason)
                for path, digest in one.beside:
                    if reason := _unlike(home(root, kind) / path, digest):
                        yield Damage(place=f"{kind}/{path}", reason=reason)


def _unlike(path: Path, sha256: str) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except OSError as error:
        return error.strerror or str(error)
    return "" if digest.hexdigest() == sha256 else f"its SHA-256 is {digest.hexdigest()}, the manifest says {sha256}"


def _fault(path: Path, segment: Segment) -> str:
    if reason := _unlike(path, segment.sha256):
        return reason
    try:
        rows = pq.read_metadata(path).num_rows
    except OSError as error:
        return error.strerror or str(error)
    except pa.ArrowException as error:
        return f"not a Parquet file: {error}"
    return "" if rows == segment.rows else f"{rows} rows, the manifest says {segment.rows}"
