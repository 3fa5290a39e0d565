"""A process that is told to end twice at once ends, every time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hsoc import ending

TOLD = 10_000  # signals in a row: with a handler that sets the event itself one process in four never ended
WAITS = "from hsoc.ending import asked_to_end\nasked = asked_to_end()\nprint('up', flush=True)\nwhile not asked.wait(0.001):\n    pass"


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_however_often_it_is_told(name: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", WAITS], stdout=subprocess.PIPE) as waits:
        assert waits.stdout is not None
        assert waits.stdout.readline() == b"up\n"
        for _ in range(TOLD):
            if waits.poll() is not None:
                break
            os.kill(waits.pid, name)
        try:
            waits.wait(20)
        finally:
            waits.kill()
    assert waits.returncode in (0, -name)  # told once more while Python was already gone from its handlers


def test_in_another_thread_nothing_sets_it() -> None:
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(ending.asked_to_end).result()
    assert isinstance(asked, threading.Event)
    assert not asked.is_set()
