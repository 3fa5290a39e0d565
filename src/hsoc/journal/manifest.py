"""The manifest: which segments a kind consists of. Belongs here: its values, how they are published, how they are read. Never: rows.

    <root>/<kind>/manifest/current.json                  the root: generation, the days with their digests, retired files, batch keys
    <root>/<kind>/manifest/day=YYYY-MM-DD/<gen>.json     the segments of one day, immutable
    <root>/<kind>/day=YYYY-MM-DD/<gen>-<n>.parquet       the segments, immutable

A publication writes the day files that change, then replaces `current.json` by rename. The rename is the one instant at which all of it
becomes true, over several days too. Superseded day files vanish soon after; a reader who loses that race begins again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from hsoc.journal.store import placed

# what a member's network did, kept of flows by day or by five minutes (perimeter/detect/rollup.py)
KEPT: Final = ("contacts", "sources", "calls", "replies", "hosts", "networks")
MET: Final = "met"  # who met which outside address, by day (met.py)
KINDS: Final = ("flows", "detections", "events", "rollups", *KEPT, MET)
MOST_BATCHES: Final = 512  # batch keys remembered; a spool is drained in order, so a handful would do
MOST_ATTEMPTS: Final = 20  # of a reader that keeps losing the race against a writer
CURRENT: Final = "current.json"


class JournalError(Exception):
    """Something about the store is not as it must be; the text names the file and the reason."""


class Segment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sealed file. `path` is relative to `<root>/<kind>`; low and high bound its time column (ms); size in bytes.

    Of flows: the members whose rows it holds (None: not looked at, so perhaps any), whether it holds flows between members, and the files
    beside it: its sums (journal.contacts), or the same flows in the order of who sent them (journal.clusters). Of a finished day of events:
    the file of its rows in small blocks (journal.row_blocks).
    """

    path: str
    day: str
    rows: int
    low: int
    high: int
    size: int
    sha256: str
    state: str = "sealed"  # or "compacted", or "clustered": one hour, by member
    members: tuple[int, ...] | None = None
    between: bool | None = None
    contacts: str = ""  # the file of its contacts beside it, '' for none
    contacts_sha256: str = ""
    senders: str = ""  # the file of flows between members by sender, '' for none
    senders_sha256: str = ""
    blocks: str = ""  # the file of the rows in small blocks, '' for none
    blocks_sha256: str = ""

    @property
    def beside(self) -> tuple[tuple[str, str], ...]:
        """(path, digest) of each file beside it: they come, are verified and go with it."""
        found = ((self.contacts, self.contacts_sha256), (self.senders, self.senders_sha256), (self.blocks, self.blocks_sha256))
        return tuple(one for one in found if one[0])


class DayEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One day in the root: its file (relative to the manifest folder), that file's digest, and sums."""

    file: str
    digest: str
    segments: int
    rows: int


class Retired(msgspec.Struct, frozen=True, kw_only=True):
    """A segment that no reader finds any more, kept until readers that found it earlier are done. `at` in ms."""

    path: str
    at: int


class Root(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest of a kind. `batches` are the keys of the last seals that had one, oldest first."""

    kind: str
    generation: int = 0
    days: dict[str, DayEntry] = {}
    retired: tuple[Retired, ...] = ()
    batches: tuple[str, ...] = ()


def home(root: Path | str, kind: str) -> Path:
    """The folder of a kind. Raises JournalError for a kind that the journal does not have."""
    if kind not in KINDS:
        raise JournalError(f"{kind!r} is not a kind of the journal; there are {', '.join(KINDS)}")
    return Path(root) / kind


def read_root(root: Path | str, kind: str) -> Root:
    """The manifest as it stands; an empty one where nothing was ever written."""
    path = home(root, kind) / "manifest" / CURRENT
    try:
        return msgspec.json.decode(path.read_bytes(), type=Root)
    except FileNotFoundError:
        return Root(kind=kind)
    except msgspec.DecodeError as error:
        raise JournalError(f"{path}: not a manifest: {error}") from error


def read_day(root: Path | str, kind: str, entry: DayEntry) -> tuple[Segment, ...]:
    """The segments of one day. Raises FileNotFoundError where the writer has superseded the entry meanwhile."""
    path = home(root, kind) / "manifest" / entry.file
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.digest:
        raise JournalError(f"{path}: its digest is not the one in {CURRENT}")
    try:
        return msgspec.json.decode(content, type=tuple[Segment, ...])
    except msgspec.DecodeError as error:
        raise JournalError(f"{path}: not a manifest: {error}") from error


def publish(
    root: Path | str,
    before: Root,
    *,
    changed: dict[str, tuple[Segment, ...]],
    retired: tuple[Retired, ...] | None = None,
    batch: str | None = None,
) -> Root:
    """Make the segments of the changed days (all of each day; () removes the day) true at once; returns the new root.

    The caller holds the kind's lock. After return everything is on disk. `retired` None keeps the list as it is.
    """
    folder = home(root, before.kind) / "manifest"
    generation = before.generation + 1
    days = dict(before.days)
    for day, segments in changed.items():
        if not segments:
            days.pop(day, None)
            continue
        content = msgspec.json.encode(segments)
        file = f"day={day}/{generation:012d}.json"
        placed(folder / file, content)
        days[day] = DayEntry(
            file=file, digest=hashlib.sha256(content).hexdigest(), segments=len(segments), rows=sum(one.rows for one in segments)
        )
    after = Root(
        kind=before.kind,
        generation=generation,
        days=dict(sorted(days.items())),
        retired=before.retired if retired is None else retired,
        batches=(*before.batches, batch)[-MOST_BATCHES:] if batch is not None else before.batches,
    )
    placed(folder / CURRENT, msgspec.json.format(msgspec.json.encode(after), indent=1))
    for day in changed:
        _forget(folder, before.days.get(day))
    return after


def _forget(folder: Path, entry: DayEntry | None) -> None:
    if entry is not None:
        (folder / entry.file).unlink(missing_ok=True)


def settled(root: Path | str, kind: str, *, days: tuple[str, ...] | None = None) -> tuple[Root, dict[str, tuple[Segment, ...]]]:
    """The root and the segments of the days asked for (None = all), of one and the same instant."""
    for _ in range(MOST_ATTEMPTS):
        found = read_root(root, kind)
        wanted = sorted(found.days if days is None else found.days.keys() & set(days))
        try:
            return found, {day: read_day(root, kind, found.days[day]) for day in wanted}
        except FileNotFoundError:
            continue
    raise JournalError(f"{home(root, kind) / 'manifest'}: a day's file named by {CURRENT} is missing")
