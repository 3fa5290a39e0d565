"""`kill -9` of web and of worker under a sender: each event that was answered "saved" is in the journal once; no log holds its secret."""

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.lab.processes import Process, children, free_port, wait_until
from tests.portal.events.conftest import idea

from hsoc.journal import inbox
from hsoc.journal.reader import arrow
from hsoc.journal.tables import EVENT_SCHEMA

NAME = "example.engine"
BATCH = 25  # events of a call
STEPS = ("worker", "web", "worker")
PREPARE = f"""
import django; django.setup()
from datetime import datetime, UTC
from django.core.management import call_command
from hsoc.portal.events.actions import register_client
from hsoc.portal.members.actions.organisations import put_organisation
from hsoc.portal.members.rules import SYSTEM
call_command("migrate", interactive=False, verbosity=0)
now = datetime.now(UTC)
put_organisation(actor=SYSTEM, number=1, name="Operator", kind="operator", region="", now=now)
print(register_client(actor=SYSTEM, name="{NAME}", organisation=1, write=True, now=now))
"""


class House:
    """Web and worker of the portal as processes of their own, and what they said."""

    def __init__(self, data: Path) -> None:
        self.data, self.port, self.log = data, free_port(), data.parent / "log"
        self.env = {"HSOC_DATA": str(data), "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings"}
        made = subprocess.run(
            [sys.executable, "-c", PREPARE], capture_output=True, text=True, check=True, env=os.environ | self.env, timeout=120
        )
        self.secret = made.stdout.split()[-1]
        hsoc = [sys.executable, "-c", "from hsoc.cli import main; main()", "portal"]
        self.of = {
            "web": Process([*hsoc, "serve", "--port", str(self.port)], self.log, self.env),
            "worker": Process([*hsoc, "worker"], self.log, self.env),
        }

    def awake(self) -> bool:
        """True once the worker that runs now has beaten."""
        beat = self.data / "heartbeats" / "worker"
        return beat.exists() and beat.stat().st_mtime_ns > self.started

    def start(self, name: str) -> None:
        """Start one. The last start of the worker is kept by the file system's own time, as its heartbeats are."""
        if name == "worker":
            clock = self.data.parent / "clock"
            clock.touch()
            self.started = clock.stat().st_mtime_ns
        self.of[name].start()

    def kill(self, name: str) -> None:
        """kill -9, its children too."""
        running = self.of[name].popen
        for pid in (*children(running.pid), running.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        running.wait(30)


class Sender(threading.Thread):
    """Sends batches, each again until it is answered, as the real client does."""

    def __init__(self, house: House) -> None:
        super().__init__(daemon=True)
        self.house, self.saved, self.ended, self.answered, self.again = house, set(), threading.Event(), 0, 0

    def run(self) -> None:
        number = 0
        while not self.ended.is_set():
            batch = [idea(NAME, f"e{number}.{at}", DetectTime="2026-11-26T10:00:00Z") for at in range(BATCH)]
            while not self._answered(batch) and not self.ended.is_set():
                self.again += 1
                self.ended.wait(0.02)
            number += 1

    def _answered(self, batch: list[dict[str, Any]]) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=10)
        try:
            line.request("POST", f"/warden3/sendEvents?secret={self.house.secret}", json.dumps(batch))
            answer = line.getresponse()
            if answer.status != 200 or json.loads(answer.read()) != {"saved": BATCH}:
                return False
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            line.close()
        self.saved |= {one["ID"] for one in batch}
        self.answered += 1
        return True


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "data")
    for name in made.of:
        made.start(name)
    yield made
    for one in made.of.values():
        one.stop()


def test_every_saved_event_is_there_once_whoever_is_killed(house: House) -> None:
    chance = random.Random(4)
    sender = Sender(house)
    sender.start()
    for step in STEPS:
        before = sender.answered
        wait_until(lambda least=before + 3: sender.answered >= least, "the door answers", seconds=60, log=house.log)
        wait_until(house.awake, "the worker works", seconds=60, log=house.log)
        threading.Event().wait(chance.random() * 0.6)  # the moment is the point: anywhere in a cycle of the writer
        house.kill(step)
        house.start(step)
    before = sender.answered
    wait_until(lambda: sender.answered >= before + 3, "the door answers at the end", seconds=60, log=house.log)
    sender.ended.set()
    sender.join(20)
    spool = house.data / "spool" / "events"
    wait_until(lambda: not inbox.waiting(spool, most=9), "the spool is empty", seconds=60, log=house.log)
    house.of["worker"].stop()

    found = Counter(arrow(house.data / "journal", "events", columns=["id"], schema=EVENT_SCHEMA).column("id").to_pylist())
    assert sender.answered >= 3 * len(STEPS)
    assert sender.saved - found.keys() == set()
    assert [one for one, times in found.items() if times > 1] == []
    assert house.secret not in house.log.read_text(errors="replace")
