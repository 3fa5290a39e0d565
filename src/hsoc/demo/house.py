"""The demonstration from start to end: prepare, start, tell where to look, keep alive, stop. Belongs here: that order. Never: its parts."""

from __future__ import annotations

import http.client
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Final

from hsoc.demo import surroundings
from hsoc.demo.processes import Keeper
from hsoc.demo.surroundings import LOOPBACK, SEED, Place

READY_WITHIN_S: Final = 90.0  # s from the start of the portal to /healthz
LOOK_EVERY_S: Final = 0.5
FRESH_S: Final = 3_600.0  # s since the journal was last written to; below it nothing needs making up
PYTHON: Final = sys.executable
HSOC: Final = (PYTHON, "-c", "from hsoc.cli import main; main()")
UNUSABLE: Final = 2


def run(*, port: int, data: Path) -> int:
    """Serve until Ctrl-C or SIGTERM; the exit status (0, or 2 with one line on standard error)."""
    place = Place(data=data.resolve(), port=port)
    if surroundings.busy(port):
        return _refused(f"port {port} of {LOOPBACK} is taken; choose another with PORT=…")
    stop = threading.Event()
    _on_signals(stop)
    try:
        place.data.mkdir(parents=True, exist_ok=True)
        keeper = Keeper(environment=_environment(place), logs=place.logs, say=_say)
    except OSError as error:
        return _refused(f"{place.data}: {error.strerror}")
    try:
        return _lived(place, keeper, stop)
    finally:
        keeper.stop()


def _lived(place: Place, keeper: Keeper, stop: threading.Event) -> int:
    began = time.monotonic()
    if not _prepared(place, keeper):
        return _refused(f"the database could not be prepared, see {place.logs / 'prepare.log'}")
    collector = surroundings.free_udp_port()
    place.engine.write_text(surroundings.perimeter_toml(place, collector=collector), encoding="utf-8")
    keeper.start("portal", *HSOC, "portal", "serve", "--port", str(place.port))
    # the journal has one writer: the past first, then the worker; the flows of the past wait until the house is open
    lived = _has_lived(place)
    if not lived and not _made_up(place, keeper):
        return _refused(f"the past could not be written, see {place.logs / 'past.log'}")
    if lived:
        keeper.start("worker", *HSOC, "portal", "manage", "worker")
    if not _ready(place.port, keeper, stop):
        return 0 if stop.is_set() else _refused(f"the portal did not answer in {READY_WITHIN_S:.0f} s, see {place.logs / 'portal.log'}")
    _say(f"ready after {time.monotonic() - began:.1f} s")
    if not lived:
        _say("the house is open; reports and flows of the past are being made up, they fill in some seconds")
        # before the worker, which would begin to report with the present
        if keeper.run("reports", PYTHON, "-m", "hsoc.demo.prepare", "reports", "--data", str(place.data)):
            return _refused(f"the reports of the past could not be made, see {place.logs / 'reports.log'}")
        keeper.start("worker", *HSOC, "portal", "manage", "worker")
        if keeper.run("flows", PYTHON, "-m", "hsoc.demo.prepare", "flows", "--data", str(place.data)):
            return _refused(f"the past flows could not be written, see {place.logs / 'flows.log'}")
        (place.data / "lived").touch()  # last: a start that was cut short does all of it again
    # these compile and load for some seconds: not while the portal starts
    keeper.start("perimeter", *HSOC, "perimeter", "run", "--config", str(place.engine))
    keeper.start("exporters", PYTHON, "-m", "hsoc.perimeter.simulate.live", "--to", f"{LOOPBACK}:{collector}", "--seed", str(SEED))
    keeper.tell(PYTHON, "-m", "hsoc.demo.prepare", "tell", "--data", str(place.data), "--port", str(place.port))
    while not stop.wait(LOOK_EVERY_S):
        keeper.look()
    _say("stopping")
    return 0


def _prepared(place: Place, keeper: Keeper) -> bool:
    """Bring the database up to date, unless these very migrations have been seen through before."""
    mark, state = place.data / "prepared", surroundings.migrations()
    if mark.exists() and mark.read_text() == state:
        return True
    if not place.accounts.exists():
        _say(f"first start in {place.data}: making the database and the community")
    if keeper.run("prepare", PYTHON, "-m", "hsoc.demo.prepare", "seed", "--data", str(place.data)):
        return False
    mark.write_text(state)
    return True


def _has_lived(place: Place) -> bool:
    """Whether the past is there and reaches to about now."""
    mark, journal = place.data / "lived", place.journal / "events" / "manifest" / "current.json"
    return mark.exists() and journal.exists() and time.time() - journal.stat().st_mtime < FRESH_S


def _made_up(place: Place, keeper: Keeper) -> bool:
    """Write the past threats at the first start, and what is missing of them where the house stood closed for a while."""
    _say("making up the time while the house was closed" if (place.data / "lived").exists() else "making up the last eight days")
    return not keeper.run("past", PYTHON, "-m", "hsoc.demo.prepare", "past", "--data", str(place.data))


def _environment(place: Place) -> dict[str, str]:
    return os.environ | {
        "HSOC_DATA": str(place.data),
        "HSOC_JOURNAL": str(place.journal),
        "HSOC_PERIMETER": str(place.data / "perimeter"),
        "HSOC_URL": place.url,
        "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _on_signals(stop: threading.Event) -> None:
    def told(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, told)


def _ready(port: int, keeper: Keeper, stop: threading.Event) -> bool:
    end = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < end and not stop.is_set():
        keeper.look()
        if _healthy(port):
            return True
        stop.wait(0.1)
    return False


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
