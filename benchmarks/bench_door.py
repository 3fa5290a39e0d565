"""How fast the Warden door answers over HTTP: sendEvents with 500 events each, one granian worker, every answer after fsync.

`run()` returns rows {name, value, unit, peer, ratio, aim, holds}. The load is this process on the same machine: prepared bytes over kept
sockets, so that it costs little of the other core (the rows tell how much). The spool lies on the disk of the temporary folder.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hsoc.perimeter.simulate import history, telling
from hsoc.perimeter.simulate.telling import NODE

BATCH = 500  # events of a call
CALLS = 200  # per run: 100,000 events
WARM_S = 4.0  # of calls before the clock starts: the first of a process fill its caches, and a large one loads what is compiled
CONNECTIONS = (1, 3, 4)
SAVED = re.compile(rb'"saved": ?(\d+)')
LEAST_RATE, MOST_P99 = 50_000, 50.0  # events/s, ms


def prepare(data: Path) -> None:
    """Database, organisation and client in a fresh folder; prints the secret. A process of its own: settings are read once."""
    os.environ |= {"HSOC_DATA": str(data), "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings"}
    import django  # noqa: PLC0415  (settings are read at the first import)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from hsoc.exchange.idea.glance import Glance  # noqa: PLC0415
    from hsoc.portal.events.actions import register_client  # noqa: PLC0415
    from hsoc.portal.members.actions.organisations import put_organisation  # noqa: PLC0415
    from hsoc.portal.members.models import Kind  # noqa: PLC0415
    from hsoc.portal.members.rules import SYSTEM  # noqa: PLC0415

    Glance()  # compiled once a machine, ten seconds of a core
    call_command("migrate", interactive=False, verbosity=0)
    now = datetime.now(UTC)
    put_organisation(actor=SYSTEM, number=1, name="Operator", kind=Kind.OPERATOR, region="", now=now)
    print(register_client(actor=SYSTEM, name=NODE, organisation=1, write=True, now=now))


def bodies() -> list[bytes]:
    """Batches of the simulator's events as JSON arrays."""
    day = date(2026, 11, 19)
    told = telling.events(history.of_past_day(day, seed=3), day=day, org=1, serial=1, seed=3)
    raws = [raw for raw in told.column("raw").to_pylist() if NODE.encode() in raw][
        : 16 * BATCH
    ]  # partners' sensors tell of some themselves
    items = [msgspec.json.encode(msgspec.json.decode(raw)) for raw in raws]
    return [b"[" + b",".join(items[at : at + BATCH]) + b"]" for at in range(0, len(items) - BATCH + 1, BATCH)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Line:
    """One kept connection with as little of a client as there can be: ready bytes out, and of the answer only the number."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "

    def ready(self, body: bytes) -> bytes:
        """The whole of a call."""
        return f"{self._head}{len(body)}\r\n\r\n".encode() + body

    def call(self, content: bytes) -> int:
        """Events saved. Raises RuntimeError for any other answer."""
        self._socket.sendall(content)
        answer = b""
        while not (found := SAVED.search(answer)):
            part = self._socket.recv(65536)
            answer += part
            if not part or (b"\r\n\r\n" in answer and not answer.startswith(b"HTTP/1.1 200")):
                raise RuntimeError(answer[:300].decode(errors="replace"))
        return int(found[1])

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def _calls(port: int, path: str, given: list[bytes], took: list[float], saved: list[int]) -> None:
    line = Line(port, path)
    for content in map(line.ready, given):
        began = time.perf_counter()
        saved.append(line.call(content))
        took.append((time.perf_counter() - began) * 1000)
    line.close()


def _warm(port: int, path: str, body: bytes) -> None:
    end = time.monotonic() + WARM_S
    while time.monotonic() < end:
        _calls(port, path, [body] * 5, [], [])


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process and its children have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid in {int(stat.parent.name), int(fields[1])}:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Figures(NamedTuple):
    """Of one run: events/s, ms, ms, µs of CPU an event of the server and of the load."""

    rate: float
    median: float
    late: float
    server: float
    load: float


def measured(port: int, path: str, given: list[bytes], connections: int, pid: int) -> Figures:
    """Of the calls spread over so many connections. Raises RuntimeError where an event was not saved."""
    took: list[float] = []
    saved: list[int] = []
    share = [[given[at % len(given)] for at in range(number, CALLS, connections)] for number in range(connections)]
    threads = [threading.Thread(target=_calls, args=(port, path, one, took, saved)) for one in share]
    theirs, ours, began = cpu_of(pid), time.process_time(), time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    elapsed, ours, theirs = time.perf_counter() - began, time.process_time() - ours, cpu_of(pid) - theirs
    events = sum(saved)
    if events != CALLS * BATCH:
        raise RuntimeError(f"{events} of {CALLS * BATCH} events saved")
    took.sort()
    return Figures(events / elapsed, took[len(took) // 2], took[int(len(took) * 0.99)], theirs / events * 1e6, ours / events * 1e6)


def least(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """The peer, a bare WSGI application: reads, `json.loads`, one file with fsync. It checks nothing and knows nobody."""
    content = environ["wsgi.input"].read()
    count = len(json.loads(content))
    with Path(os.environ["HSOC_DATA"], f"{time.time_ns()}-{threading.get_ident()}").open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"saved": count}).encode()]


@contextmanager
def served(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """The process that listens there, while it does; its number."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _up(port)
            yield server.pid
        finally:
            server.terminate()


def run(*, quick: bool = False) -> list[dict[str, Any]]:  # noqa: ARG001  (one shape for all)
    """Rows of one connection (latency) and several (rate)."""
    data = Path(tempfile.mkdtemp(prefix="hsoc-door-"))
    environment = os.environ | {"HSOC_DATA": str(data)}
    given = bodies()
    found: dict[tuple[str, int], Figures] = {}
    try:
        made = subprocess.run(
            [sys.executable, __file__, "--prepare", str(data)], capture_output=True, text=True, check=True, env=environment
        )
        path = f"/warden3/sendEvents?client={NODE}&secret={made.stdout.split()[-1]}"
        ours = [sys.executable, "-m", "hsoc.cli", "portal", "serve", "--port"]
        theirs = [sys.executable, __file__, "--peer"]
        for who, command in (("ours", ours), ("peer", theirs)):
            port = _free_port()
            with served([*command, str(port)], environment, port) as pid:
                _warm(port, path, given[0])
                for connections in CONNECTIONS:
                    found[who, connections] = measured(port, path, given, connections, pid)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    size = round(sum(map(len, given)) / len(given) / BATCH)
    rows = []
    for connections in CONNECTIONS:
        rows += _rows(f"sendEvents of {BATCH} events ({size} B each) over HTTP, {connections} connection(s)", found, connections)
    return rows


def _rows(name: str, found: dict[tuple[str, int], Figures], connections: int) -> list[dict[str, Any]]:
    ours, peer = found["ours", connections], found["peer", connections]
    cost = f"CPU an event: server {ours.server:.1f} µs, load {ours.load:.1f} µs on the other core"
    bare = f"bare WSGI with json.loads and fsync, nothing checked, {peer.rate:,.0f}/s"
    many = {"aim": f"at least {LEAST_RATE} events/s", "holds": ours.rate >= LEAST_RATE, "ratio": round(ours.rate / peer.rate, 2)}
    late = {"aim": f"at most {MOST_P99:g} ms", "holds": ours.late <= MOST_P99, "ratio": round(ours.late / peer.late, 2)}
    return [
        {"name": name, "value": round(ours.rate), "unit": "events/s", "peer": f"{bare}; {cost}", **many},
        {
            "name": f"{name}, median", "value": round(ours.median, 1), "unit": "ms", "peer": f"the same, {peer.median:.1f} ms",
            "ratio": round(ours.median / peer.median, 2), "aim": "told only", "holds": None,
        },
        {"name": f"{name}, p99", "value": round(ours.late, 1), "unit": "ms", "peer": f"the same, {peer.late:.1f} ms", **late},
    ]  # fmt: skip


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
    parser.add_argument("--peer", type=int)
    asked = parser.parse_args()
    if asked.prepare is not None:
        prepare(asked.prepare)
    elif asked.peer is not None:
        from granian import Granian

        sys.path.insert(0, str(Path(__file__).parent))
        Granian(
            target="bench_door:least", address="127.0.0.1", port=asked.peer, interface="wsgi", blocking_threads=4, websockets=False
        ).serve()
    else:
        for one in run():
            print(json.dumps(one))
