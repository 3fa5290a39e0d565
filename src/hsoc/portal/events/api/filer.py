"""The Warden door as a folder, for producers and readers that only know files (cesnet.md 1.6). Belongs here: files. Never: checking events.

Folder: incoming/, temp/, errors/. Whoever writes makes a file in temp/ and renames it into incoming/, one IDEA document each, name
`host.pid.time.device.inode.idea`. A sender claims a file by moving it to its own folder in temp/, which it holds locked: what a dead
sender left there goes back to incoming/, and what it had handed in already is known by its bytes and stored once. Files come from
strangers: links and all but plain files are not followed, sizes and counts are bounded.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import socket
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from hsoc.portal.events.actions import remember_position
from hsoc.portal.events.api.promise import promised
from hsoc.portal.events.api.warden_fetch import chosen
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import newest_serial
from hsoc.portal.events.rules.door import EVENT_BYTES, SEND_LIMIT
from hsoc.portal.events.rules.fetch import asked, start

INCOMING, TEMP, ERRORS = "incoming", "temp", "errors"
SUFFIX: Final = ".idea"
WHY: Final = ".txt"  # of the sentence beside a bad file
LOCK: Final = "lock"
CLAIMS: Final = "sender-"  # folders of claimed files in temp/
BATCH_BYTES: Final = 32 * 1024 * 1024  # bytes of one batch; files are at most EVENT_BYTES each
MOST_LISTED: Final = 20_000  # names looked at in one pass
TRIES: Final = 5
MOST_NAME: Final = 200  # letters of a file's name


class Unusable(Exception):
    """The folder cannot be used; the text says why and what to do."""


class Handed(msgspec.Struct, frozen=True):
    """What one pass did: files handed in, files moved to errors/."""

    sent: int = 0
    wrong: int = 0


def prepared(folder: Path) -> Path:
    """The folder with its three rooms. Raises Unusable."""
    try:
        for name in (INCOMING, TEMP, ERRORS):
            (folder / name).mkdir(parents=True, exist_ok=True)
        if len({(folder / name).stat().st_dev for name in (INCOMING, TEMP, ERRORS)}) > 1:
            raise Unusable(f"{folder}: incoming, temp and errors lie on different disks, so files cannot be moved at once; use one disk")
    except OSError as error:
        raise Unusable(f"{folder}: {error.strerror or error}; give the user of the portal the right to write there") from error
    return folder


# --- sender -------------------------------------------------------------------------------------------------------------------
class Sender:
    """Hands in what lies in incoming/. Several may work on one folder."""

    def __init__(self, folder: Path, *, done: Path | None = None, node: bool = False) -> None:
        """done: where accepted files go (None = they are deleted); node: put the client's own Node first. Raises Unusable."""
        self._folder, self._done, self._node = prepared(folder), done, node
        if done is not None:
            done.mkdir(parents=True, exist_ok=True)
        self._mine, self._lock = _own_claims(folder)

    def close(self) -> None:
        """Give back what is claimed."""
        _given_back(self._folder, self._mine)
        os.close(self._lock)

    def run(self, client: WardenClient) -> Handed:
        """One batch. Raises Refusal where the portal takes nothing now; the files then lie in incoming/ again."""
        self._recover()
        claimed: list[tuple[Path, bytes]] = []
        size = wrong = 0
        for path in self._claimed():
            content, why = _content(path)
            if content is not None and self._node:
                content, why = _relayed(content, client.name)
            if content is None:
                self._set_aside(path, why)
                wrong += 1
                continue
            claimed.append((path, content))
            size += len(content)
            if len(claimed) == SEND_LIMIT or size >= BATCH_BYTES:
                break
        try:
            _, failures = promised(client, [content for _, content in claimed])
        except BaseException:
            for path, _ in claimed:
                path.rename(self._folder / INCOMING / path.name)
            raise
        faults: dict[int, list[str]] = {}
        for one in failures:
            if one.place is not None:
                faults.setdefault(one.place, []).append(f"{one.code}: {one.message}" + _expected(one.more))
        for place, (path, _) in enumerate(claimed):
            if place in faults:
                self._set_aside(path, "\n".join(faults[place]))
            elif self._done is not None:
                path.replace(self._done / path.name)
            else:
                path.unlink()
        return Handed(sent=len(claimed) - len(faults), wrong=wrong + len(faults))

    def _claimed(self) -> Iterator[Path]:
        """Files of incoming/, the oldest names first, each now ours alone."""
        for name in _listed(self._folder / INCOMING):
            mine = self._mine / name
            try:
                (self._folder / INCOMING / name).rename(mine)
            except FileNotFoundError:
                continue  # another sender was faster
            yield mine

    def _set_aside(self, path: Path, why: str) -> None:
        path.replace(self._folder / ERRORS / path.name)
        (self._folder / ERRORS / f"{path.name}{WHY}").write_text(f"{path.name}: {why}\n", encoding="utf-8", errors="replace")

    def _recover(self) -> None:
        """Bring back what senders that are gone had claimed."""
        for other in (self._folder / TEMP).glob(f"{CLAIMS}*"):
            if other == self._mine or not other.is_dir() or other.is_symlink():
                continue
            lock = _locked(other)
            if lock is not None:
                _given_back(self._folder, other)
                os.close(lock)


def _own_claims(folder: Path) -> tuple[Path, int]:
    """A new folder of claims and its lock; made again where another sender took it for one of the dead, still empty. Raises Unusable."""
    for _ in range(TRIES):
        mine = folder / TEMP / f"{CLAIMS}{os.getpid()}-{secrets.token_hex(4)}"
        mine.mkdir()
        lock = _locked(mine)
        if lock is not None and (mine / LOCK).exists():
            return mine, lock
        if lock is not None:
            os.close(lock)
    raise Unusable(f"{folder}: no lock can be had in temp; the disk must know file locks (flock)")


def _locked(claims: Path) -> int | None:
    """A descriptor that holds the claims' lock until it is closed; None where its sender lives, or has just gone."""
    try:
        lock = os.open(claims / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def _given_back(folder: Path, claims: Path) -> None:
    for path in claims.iterdir():
        if path.name != LOCK:
            path.rename(folder / INCOMING / path.name)
    (claims / LOCK).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        claims.rmdir()


def _listed(folder: Path) -> list[str]:
    names: list[str] = []
    with os.scandir(folder) as found:
        for one in found:
            if one.name.endswith(SUFFIX) and not one.name.startswith(".") and len(one.name) <= MOST_NAME:
                names.append(one.name)
            if len(names) >= MOST_LISTED:
                break
    return sorted(names)


def _content(path: Path) -> tuple[bytes | None, str]:
    """The document, or None and why it is not taken."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return None, f"It cannot be read ({error.strerror}); a plain file that the portal may read is needed."
    with open(file, "rb") as open_file:  # noqa: PTH123  (a descriptor)
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            return None, "It is not a plain file; one IDEA document per file is needed."
        if about.st_size > EVENT_BYTES:
            return None, f"It has {about.st_size} bytes; one event has at most {EVENT_BYTES}."
        content = open_file.read(EVENT_BYTES + 1)
    try:
        content.decode()
        msgspec.json.decode(content, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return None, f"It is not JSON ({error}); one IDEA document per file is needed."
    return content, ""


def _relayed(content: bytes, name: str) -> tuple[bytes | None, str]:
    """The document with a Node of that name before the others. The same document gives the same bytes."""
    try:
        document = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        return None, f"It is not JSON ({error}); one IDEA document per file is needed."
    if not isinstance(document, dict):
        return None, "It is not an object; one IDEA document per file is needed."
    nodes = document.get("Node", [])
    document["Node"] = [{"Name": name, "Type": ["Relay"]}, *(nodes if isinstance(nodes, list) else [nodes])]
    return msgspec.json.encode(document), ""


def _expected(more: Mapping[str, Any]) -> str:
    return f" (expected: {more['expected']})" if "expected" in more else ""


# --- receiver -----------------------------------------------------------------------------------------------------------------
def receive(
    client: WardenClient,
    folder: Path,
    *,
    filters: Mapping[str, Sequence[str]],
    now: datetime,
    file_limit: int = 0,
    node: bool = False,
) -> int:
    """Write what is new for the client into incoming/ and remember how far it has come; how many files.

    filters: cat, nocat, tag, notag, group, nogroup as at the door; file_limit: files that may lie in incoming/, 0 = any number. The
    position moves once the files lie there: a kill in between gives some of them twice, never none. Raises Unusable, TooSlow.
    """
    folder = prepared(folder)
    arguments: dict[str, Sequence[str]] = dict(filters)
    if file_limit:
        free = file_limit - len(_listed(folder / INCOMING))
        if free <= 0:
            return 0
        arguments["count"] = (str(free),)
    wanted, failures = asked(arguments)
    if failures:
        raise Unusable(" ".join(one.message for one in failures))
    top = newest_serial()
    after = start(wanted, remembered=client.position, top=top)
    found, last = ([], top) if after is None else chosen(client, wanted, after=after, top=top)
    for number, raw in enumerate(found):
        content, _ = _relayed(bytes(raw), client.name) if node else (bytes(raw), "")
        if content is not None:
            _placed(folder, content, number)
    if found:
        _synced(folder / INCOMING)
    if last != client.position:
        remember_position(client=client, position=last, now=now)
        client.position = last
    return len(found)


def _placed(folder: Path, content: bytes, number: int) -> None:
    """Write in temp/, then rename into incoming/, so that no reader sees half a file."""
    draft = folder / TEMP / f"{os.getpid()}-{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
        about = os.fstat(out.fileno())
    when = f"{time.time_ns() // 1_000_000:014d}{number:04d}"
    host = socket.gethostname().replace("/", "_")[:60]
    draft.rename(folder / INCOMING / f"{host}.{os.getpid()}.{when}.{about.st_dev}.{about.st_ino}{SUFFIX}")


def _synced(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
