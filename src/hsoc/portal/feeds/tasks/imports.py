"""Imports that no browser moves any more: the worker starts a process that goes on with them. Never: what a step is (actions)."""

from __future__ import annotations

import atexit
import logging
import subprocess
import sys
from datetime import UTC, datetime
from typing import Final

from django.conf import settings

from hsoc.journal import inbox
from hsoc.portal.feeds.actions.imports import step
from hsoc.portal.feeds.queries.imports import Import, folder, left_alone, who_began
from hsoc.portal.members.rules import Refused

ALONE: Final = 60.0  # s without a step after which a browser counts as closed; an open page steps all the time
MOST_SECONDS: Final = 1800  # s of CPU of the process that goes on
MOST_STEPS: Final = 10_000  # of one import in one go; no file has as many portions

log = logging.getLogger("hsoc.feeds")
_running: list[subprocess.Popen[bytes]] = []


@atexit.register
def _end() -> None:
    for one in _running:
        one.kill()


def on_beat(now: int) -> None:
    """Start a process for what was left alone, unless one runs. Never waits. now: ms."""
    _running[:] = [one for one in _running if one.poll() is None]
    if _running or not settings.STARTS_PROCESSES or not left_alone(now=now / 1000, most=ALONE):
        return
    begin = f"import os, resource; os.nice(10); resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS})); "
    words = [sys.executable, "-c", begin + "from hsoc.cli import main; main()", "portal", "manage", "imports"]
    _running.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True))  # noqa: S603  (our own command)


def carry_on(*, now: float) -> list[Import]:
    """Take in what is left of imports that were left alone, in the name of who began each; how they stand then. now: s since 1970."""
    return [_whole(one) for one in left_alone(now=now, most=ALONE)]


def _whole(one: Import) -> Import:
    actor = who_began(one)
    try:
        for _number in range(MOST_STEPS):
            left = one.left
            one = step(actor=actor, one=one, now=datetime.now(UTC))
            if one.state != "running" or one.left >= left:
                break  # done, or somebody else moves it again
    except (Refused, inbox.Full, OSError) as error:
        log.warning("import %s waits: %s", one.key, error)
    if one.state == "running":
        (folder(one.key) / "about.json").touch()  # tried again in a minute, not at the next beat
    return one
