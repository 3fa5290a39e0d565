"""How fast the Warden door answers over HTTP: sendEvents with 500 events each, one granian worker, every answer after fsync.

`run()` returns rows {name, value, unit, peer, ratio, aim, holds}. The load comes from this process on the same machine, so that both share
its cores: the figure is a lower bound of what the door does. The spool lies on the disk of the temporary folder.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from hsoc.perimeter.simulate import history, telling
from hsoc.perimeter.simulate.telling import NODE

BATCH = 500  # events of a call
CALLS = 60  # per run: 30,000 events
WARM = 20  # calls before the clock starts: the first of a process fill its caches
CONNECTIONS = 2
LEAST_RATE, MOST_P99 = 50_000, 50.0  # events/s, ms


def prepare(data: Path) -> None:
    """Database, organisation and client in a fresh folder; prints the secret. A process of its own: settings are read once."""
    os.environ |= {"HSOC_DATA": str(data), "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings"}
    import django  # noqa: PLC0415  (settings are read at the first import)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from hsoc.portal.events.actions import register_client  # noqa: PLC0415
    from hsoc.portal.members.actions.organisations import put_organisation  # noqa: PLC0415
    from hsoc.portal.members.models import Kind  # noqa: PLC0415
    from hsoc.portal.members.rules import SYSTEM  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    now = datetime.now(UTC)
    put_organisation(actor=SYSTEM, number=1, name="Operator", kind=Kind.OPERATOR, region="", now=now)
    print(register_client(actor=SYSTEM, name=NODE, organisation=1, write=True, now=now))


def bodies() -> list[bytes]:
    """Batches of the simulator's events as JSON arrays."""
    day = date(2026, 11, 19)
    raws = telling.events(history.of_past_day(day, seed=3), day=day, org=1, serial=1, seed=3).column("raw").to_pylist()[: 16 * BATCH]
    items = [msgspec.json.encode(msgspec.json.decode(raw)) for raw in raws]
    return [b"[" + b",".join(items[at : at + BATCH]) + b"]" for at in range(0, len(items) - BATCH + 1, BATCH)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _calls(port: int, path: str, given: list[bytes], took: list[float], saved: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for body in given:
        began = time.perf_counter()
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
        took.append((time.perf_counter() - began) * 1000)
        saved.append(json.loads(answer).get("saved", 0))
    connection.close()


def measured(port: int, path: str, given: list[bytes], connections: int) -> tuple[float, float, float]:
    """(events/s, p50 ms, p99 ms) of the calls spread over so many connections. Raises RuntimeError where an event was not saved."""
    took: list[float] = []
    saved: list[int] = []
    share = [[given[at % len(given)] for at in range(number, CALLS, connections)] for number in range(connections)]
    threads = [threading.Thread(target=_calls, args=(port, path, one, took, saved)) for one in share]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    elapsed = time.perf_counter() - began
    if sum(saved) != CALLS * BATCH:
        raise RuntimeError(f"{sum(saved)} of {CALLS * BATCH} events saved")
    took.sort()
    return sum(saved) / elapsed, took[len(took) // 2], took[int(len(took) * 0.99)]


def run(*, quick: bool = False) -> list[dict[str, Any]]:  # noqa: ARG001  (one shape for all)
    """Rows of one connection (latency) and several (rate)."""
    data = Path(tempfile.mkdtemp(prefix="hsoc-door-"))
    port = _free_port()
    environment = os.environ | {"HSOC_DATA": str(data)}
    try:
        made = subprocess.run(
            [sys.executable, __file__, "--prepare", str(data)], capture_output=True, text=True, check=True, env=environment
        )
        path = f"/warden3/sendEvents?client={NODE}&secret={made.stdout.split()[-1]}"
        command = [sys.executable, "-m", "hsoc.cli", "portal", "serve", "--port", str(port)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                given = bodies()
                _up(port)
                _calls(port, path, [given[0]] * WARM, [], [])
                alone, several = measured(port, path, given, 1), measured(port, path, given, CONNECTIONS)
            finally:
                server.terminate()
    finally:
        shutil.rmtree(data, ignore_errors=True)
    size = round(sum(map(len, given)) / len(given) / BATCH)
    found = []
    for what, (rate, middle, late) in (("1 connection", alone), (f"{CONNECTIONS} connections", several)):
        name = f"sendEvents of {BATCH} events ({size} B each) over HTTP, {what}"
        found += [
            {"name": name, "value": round(rate), "unit": "events/s", "aim": f"at least {LEAST_RATE} events/s", "holds": rate >= LEAST_RATE},
            {"name": f"{name}, median", "value": round(middle, 1), "unit": "ms", "aim": "told only", "holds": None},
            {"name": f"{name}, p99", "value": round(late, 1), "unit": "ms", "aim": f"at most {MOST_P99:g} ms", "holds": late <= MOST_P99},
        ]
    return [row | {"peer": "", "ratio": None} for row in found]


def _up(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the portal does not listen")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepare", type=Path)
    where = parser.parse_args().prepare
    if where is not None:
        prepare(where)
    else:
        for one in run():
            print(json.dumps(one))
