"""Rosters elsewhere are brought into step with the groups: once a minute, in a process of its own. Never: what must change (rules)."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Final

from django.conf import settings

from hsoc.portal.lists import queries
from hsoc.portal.lists.rules.rosters import Roster, Writable, steps
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


def in_step(keeper: Writable) -> tuple[int, list[str]]:
    """(changes made, what failed). A list that fails stops no other one; a keeper that does not answer at all stops everything.

    Lists that the keeper has and we never had are left alone; one that was closed here loses its members there and keeps its archive.
    """
    own, done, failed = OwnLists(), 0, []
    try:
        there = set(keeper.names())
    except OSError as error:
        return 0, [str(error)]
    wanted = {one.name: one.title for one in queries.open_lists()}
    for name in sorted({*wanted, *(queries.closed_names() & there)}):
        try:
            if name not in there:
                keeper.make(name, wanted[name])
            change = steps(keeper.roster(name), own.roster(name) if name in wanted else Roster())
            if len(change):
                keeper.write(name, change)
                done += len(change)
        except OSError as error:
            failed.append(f"{name}: {error}")
    return done, failed
