from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hsoc.demo.processes import Keeper


def _until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_dies_is_said_and_started_again_and_stop_ends_it(tmp_path: Path) -> None:
    said: list[str] = []
    pids = tmp_path / "pids"
    program = f"import os, time; open({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(600)"
    keeper = Keeper(environment=os.environ, logs=tmp_path / "logs", say=said.append)
    keeper.start("sleeper", sys.executable, "-c", program)
    assert _until(lambda: len(_pids(pids)) == 1)
    os.kill(_pids(pids)[0], 9)

    def again() -> bool:
        keeper.look()
        return len(_pids(pids)) == 2

    assert _until(again)
    keeper.stop()
    assert said == [f"sleeper ended with status -9, starting it again in 2 s (see {tmp_path / 'logs' / 'sleeper.log'})"]
    assert [_lives(pid) for pid in _pids(pids)] == [False, False]


def test_a_step_is_run_to_its_end_and_its_words_are_kept(tmp_path: Path) -> None:
    keeper = Keeper(environment=os.environ, logs=tmp_path, say=lambda _: None)
    assert keeper.begin("step", sys.executable, "-c", "print('so far'); raise SystemExit(3)").wait(30) == 3
    assert (tmp_path / "step.log").read_text() == "so far\n"


def test_stop_ends_a_step_that_is_not_done(tmp_path: Path) -> None:
    keeper = Keeper(environment=os.environ, logs=tmp_path, say=lambda _: None)
    step = keeper.begin("step", sys.executable, "-c", "import time; time.sleep(600)")
    keeper.stop()
    assert step.wait(30) == -15
