import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hsoc.exchange.idea.encode import encoded
from hsoc.journal import inbox
from hsoc.journal.reader import arrow
from hsoc.journal.tables import EVENT_SCHEMA
from hsoc.records.event import Event

MS = 1_772_000_000_000
BATCHES, EACH = 60, 40
PATIENCE_S = 120  # a machine under load starts Django slowly


def promised(folder: Path, number: int) -> list[str]:
    names = [f"e-{number}-{n}" for n in range(EACH)]
    events = tuple(encoded(Event(id=name, category=("Recon.Scanning",), detected=MS, first=MS, last=MS)) for name in names)
    inbox.put(folder, inbox.Batch(client="example.engine", org=1, test=False, ours=True, received=MS + number, events=events))
    return names


RUN = "import sys; from django.core.management import execute_from_command_line as run; run(['manage', *sys.argv[1:]])"


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "-c", RUN, *arguments]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    around = {**os.environ, "HSOC_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings", "PYTHONPATH": "src"}
    around.pop("HSOC_JOURNAL", None)
    subprocess.run(manage("migrate", "-v0"), env=around, check=True, capture_output=True, timeout=PATIENCE_S)
    return around


@pytest.fixture
def start(surroundings: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers, and leaves none behind."""
    running = []

    def started() -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen(manage("worker"), env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.wait()


def until(condition, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def held(data: Path) -> list[str]:
    found = arrow(data / "journal", "events", columns=["id", "serial"], schema=EVENT_SCHEMA)
    assert len(set(found.column("serial").to_pylist())) == found.num_rows
    return sorted(found.column("id").to_pylist())


def test_worker_killed_again_and_again_loses_nothing_and_writes_nothing_twice(tmp_path: Path, surroundings: dict[str, str], start) -> None:
    folder, names = tmp_path / "spool" / "events", []
    for number in range(BATCHES):
        names += promised(folder, number)
    for kill in range(3):
        worker = start()
        # killed at another moment each time: in the midst of a seal where it can be caught, else after one
        beat, claim = tmp_path / "heartbeats" / "worker", folder / inbox.CYCLE
        assert until(lambda seen=(beat,) if kill % 2 else (claim, beat): any(path.exists() for path in seen), PATIENCE_S)
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=PATIENCE_S)
        (tmp_path / "heartbeats" / "worker").unlink(missing_ok=True)
        names += promised(folder, BATCHES + kill)
    subprocess.run(manage("worker", "--once"), env=surroundings, check=True, capture_output=True, timeout=PATIENCE_S)
    assert held(tmp_path) == sorted(names)
    assert sorted(path.name for path in folder.iterdir()) == []
    assert (tmp_path / "heartbeats" / "worker").exists()


def test_second_worker_is_refused_and_the_first_ends_when_told(tmp_path: Path, surroundings: dict[str, str], start) -> None:
    first = start()
    assert until((tmp_path / "heartbeats" / "worker").exists, PATIENCE_S)
    second = subprocess.run(manage("worker", "--once"), env=surroundings, check=False, capture_output=True, text=True, timeout=PATIENCE_S)
    assert second.returncode == 1
    assert f"process {first.pid} writes here already" in second.stderr
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=PATIENCE_S) == 0
