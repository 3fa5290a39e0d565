"""The demonstration from start to end: prepare, start, tell where to look, keep alive, stop. Belongs here: that order. Never: its parts."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final, Never

from hsoc.demo import surroundings
from hsoc.demo.processes import Keeper
from hsoc.demo.surroundings import LOOPBACK, SEED, Place
from hsoc.ending import asked_to_end

READY_WITHIN_S: Final = 120.0  # s from a full database to /healthz
LOOK_EVERY_S: Final = 0.5
STEP_EVERY_S: Final = 0.05  # s between two looks whether a step has ended
FRESH_S: Final = 3_600.0  # s since the journal was last written to; below it nothing needs making up
PYTHON: Final = sys.executable
HSOC: Final = (PYTHON, "-c", "from hsoc.cli import main; main()")
UNUSABLE: Final = 2
PREPARED: Final = "prepared"  # file with the fingerprint of the migrations that were seen through


def run(*, port: int, data: Path) -> int:
    """Serve until Ctrl-C or SIGTERM; the exit status (0, or 2 with one line on standard error)."""
    place = Place(data=data.resolve(), port=port)
    if surroundings.busy(port):
        return _refused(f"port {port} of {LOOPBACK} is taken; choose another with PORT=…")
    stop = asked_to_end()
    try:
        place.data.mkdir(parents=True, exist_ok=True)
        keeper = Keeper(environment=_environment(place), logs=place.logs, say=_say)
    except OSError as error:
        return _refused(f"{place.data}: {error.strerror}")
    try:
        _lived(place, keeper, stop)
    except _Stopped:
        _say("stopping")
        return 0
    except _Failed as error:
        return _refused(str(error))
    finally:
        keeper.stop()


class _Stopped(Exception):
    """The house is told to end."""


class _Failed(Exception):
    """A part does not work; the sentence that says so."""


def _lived(place: Place, keeper: Keeper, stop: threading.Event) -> Never:
    """The whole life; ends with _Stopped or _Failed."""
    began = time.monotonic()
    lived = _has_lived(place)
    place.opening.unlink(missing_ok=True)
    # two at once: the past needs no database, the seed nobody; then the portal loads what the seed has compiled and waits for the mark
    seed, past = _preparing(place, keeper), None if lived else _made_up(place, keeper)
    # the journal has one writer: the past first, then the worker; the flows of the past wait until the house is open
    if past is not None:
        _ended(past, stop, f"the past could not be written, see {place.logs / 'past.log'}")
    keeper.start("portal", *HSOC, "portal", "serve", "--port", str(place.port))
    if seed is not None:
        _ended(seed, stop, f"the database could not be prepared, see {place.logs / 'prepare.log'}")
        (place.data / PREPARED).write_text(surroundings.migrations())
    place.opening.touch()
    collector = surroundings.free_udp_port()
    place.engine.write_text(surroundings.perimeter_toml(place, collector=collector), encoding="utf-8")
    if lived:
        keeper.start("worker", *HSOC, "portal", "manage", "worker")
    _ready(place, keeper, stop)
    _say(f"ready after {time.monotonic() - began:.1f} s")
    if not lived:
        _say("the house is open; reports and flows of the past are being made up, they fill in some seconds")
        # before the worker, which would begin to report with the present
        _ended(_step(place, keeper, "reports"), stop, f"the reports of the past could not be made, see {place.logs / 'reports.log'}")
        keeper.start("worker", *HSOC, "portal", "manage", "worker")
        _ended(_step(place, keeper, "flows"), stop, f"the past flows could not be written, see {place.logs / 'flows.log'}")
        (place.data / "lived").touch()  # last: a start that was cut short does all of it again
    # these compile and load for some seconds: not while the portal starts
    keeper.start("perimeter", *HSOC, "perimeter", "run", "--config", str(place.engine))
    keeper.start("exporters", PYTHON, "-m", "hsoc.perimeter.simulate.live", "--to", f"{LOOPBACK}:{collector}", "--seed", str(SEED))
    keeper.tell(PYTHON, "-m", "hsoc.demo.prepare", "tell", "--data", str(place.data), "--port", str(place.port))
    while not stop.wait(LOOK_EVERY_S):
        keeper.look()
    raise _Stopped


def _step(place: Place, keeper: Keeper, step: str, name: str = "") -> subprocess.Popen[bytes]:
    """Begin one step of prepare; its log bears its name."""
    return keeper.begin(name or step, PYTHON, "-m", "hsoc.demo.prepare", step, "--data", str(place.data))


def _ended(step: subprocess.Popen[bytes], stop: threading.Event, otherwise: str) -> None:
    """Wait for a step. Raises _Failed with that sentence where it failed, _Stopped where the house is told to end before."""
    while step.poll() is None:
        if stop.wait(STEP_EVERY_S):
            raise _Stopped
    if step.returncode != 0:
        raise _Failed(otherwise)


def _preparing(place: Place, keeper: Keeper) -> subprocess.Popen[bytes] | None:
    """Begin to bring the database up to date; None where these very migrations have been seen through before."""
    mark = place.data / PREPARED
    if mark.exists() and mark.read_text() == surroundings.migrations():
        return None
    if not place.accounts.exists():
        _say(f"first start in {place.data}: making the database and the community")
    return _step(place, keeper, "seed", "prepare")


def _has_lived(place: Place) -> bool:
    """Whether the past is there and reaches to about now."""
    mark, journal = place.data / "lived", place.journal / "events" / "manifest" / "current.json"
    return mark.exists() and journal.exists() and time.time() - journal.stat().st_mtime < FRESH_S


def _made_up(place: Place, keeper: Keeper) -> subprocess.Popen[bytes]:
    """Begin to write the past threats at the first start, and what is missing of them where the house stood closed for a while."""
    _say("making up the time while the house was closed" if (place.data / "lived").exists() else "making up the last eight days")
    return _step(place, keeper, "past")


def _environment(place: Place) -> dict[str, str]:
    given = dict(os.environ)
    if given.pop("PYTHONDONTWRITEBYTECODE", ""):
        # ten processes would each compile three thousand files anew; nothing is written beside the sources
        given["PYTHONPYCACHEPREFIX"] = str(place.data / "bytecode")
    return given | {
        "HSOC_DATA": str(place.data),
        "HSOC_JOURNAL": str(place.journal),
        "HSOC_PERIMETER": str(place.data / "perimeter"),
        "HSOC_URL": place.url,
        "HSOC_OPENS_WITH": str(place.opening),
        "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _ready(place: Place, keeper: Keeper, stop: threading.Event) -> None:
    """Wait until the portal answers. Raises _Failed, _Stopped."""
    end = time.monotonic() + READY_WITHIN_S
    while not _healthy(place.port):
        if time.monotonic() > end:
            raise _Failed(f"the portal did not answer in {READY_WITHIN_S:.0f} s, see {place.logs / 'portal.log'}")
        keeper.look()
        if stop.wait(0.1):
            raise _Stopped


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _say(text: str) -> None:
    print(f"hsoc demo: {text}", flush=True)


def _refused(text: str) -> int:
    print(f"hsoc demo: {text}", file=sys.stderr, flush=True)
    return UNUSABLE
