"""Rosters elsewhere are brought into step with the groups: once a minute, in a process of its own. Never: what must change (rules)."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Final

from django.conf import settings

from hsoc.portal.lists import queries
from hsoc.portal.lists.rules.rosters import Writable, steps
from hsoc.portal.lists.share.own import OwnLists

log = logging.getLogger("hsoc.lists")
EVERY_MS: Final = 45_000  # ms between two; with the run itself a change is there within a minute
MOST_SECONDS: Final = 120  # s of CPU of one run
MOST_WAIT: Final = 300  # s of one run: a Mailman that says nothing ends it
_running: Final[list[subprocess.Popen[bytes]]] = []


class _Last:
    at: int = 0  # ms


def on_beat(now: int) -> None:
    """Starts a run where Mailman is set up and its time has come, unless one runs. Never waits. `now` in ms."""
    if not settings.MAILMAN_URL or now - _Last.at < EVERY_MS:
        return
    _running[:] = [one for one in _running if one.poll() is None]
    if _running:
        return
    _Last.at = now
    limit = f"resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS}))"
    begin = f"import os, resource, signal; os.nice(10); signal.alarm({MOST_WAIT}); {limit}; "
    words = [sys.executable, "-c", begin + "from hsoc.cli import main; main()", "portal", "manage", "rosters"]
    _running.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True))  # noqa: S603  (our own command)


def in_step(keeper: Writable, *, failures: tuple[type[Exception], ...] = ()) -> tuple[int, list[str]]:
    """(changes made, what failed). A list that fails stops no other one. failures: what the keeper raises besides OSError."""
    own, done, failed = OwnLists(), 0, []
    for one in queries.open_lists():
        try:
            keeper.make(one.name, one.title)
            change = steps(keeper.roster(one.name), own.roster(one.name))
            for address in change.remove:
                keeper.remove(one.name, address)
                done += 1
            for address, how in change.add.items():
                keeper.add(one.name, address, how)
                done += 1
            for address, how in change.change.items():
                keeper.change(one.name, address, how)
                done += 1
        except (OSError, *failures) as error:  # type: ignore[misc]  # HTTPError is one; mypy does not follow the star
            failed.append(f"{one.name}: {error}")
    return done, failed
