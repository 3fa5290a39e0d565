"""How fast telemetry is decoded: from a file against nfdump and the PyPI package `netflow`, and over UDP without loss.

`run()` returns rows {name, value, unit, peer, ratio, aim, holds}; nothing here fails a test. Absolute figures belong to the machine.
"""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import netflow
import numpy as np

from hsoc.perimeter.collect.collector import Collector
from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.collect.warm import warm
from hsoc.perimeter.wires.files import opened
from hsoc.perimeter.wires.udp import Receiver

RECORDS = 2_000_000  # of the IPFIX file: large against start-up, small against memory
PER_MESSAGE = 21  # what fits 1,400 bytes
# the 16 fields of perimeter.md 4.1: (element, bytes), 65 in all
FIELDS = (
    (8, 4),
    (12, 4),
    (7, 2),
    (11, 2),
    (4, 1),
    (6, 1),
    (5, 1),
    (2, 8),
    (1, 8),
    (152, 8),
    (153, 8),
    (10, 4),
    (14, 4),
    (16, 4),
    (17, 4),
    (89, 2),
)
SIZE = sum(length for _, length in FIELDS)
UDP_PACKETS_PER_SECOND = 100_000
UDP_SECONDS = 10
EXPORT_TIME = 1_700_000_000


def records(count: int, *, seed: int) -> bytes:
    """Records with random addresses and ports, plausible elsewhere."""
    names = [f"f{n}" for n, _ in FIELDS]
    table = np.zeros(count, np.dtype([(name, f">u{length}") for name, (_, length) in zip(names, FIELDS, strict=True)]))
    random = np.random.default_rng(seed)
    for name, (_, length) in zip(names, FIELDS, strict=True):
        table[name] = random.integers(0, 1 << min(8 * length, 24), count)
    table["f4"], table["f89"] = 6, 64
    table["f152"] = EXPORT_TIME * 1000 + random.integers(0, 1000, count)
    table["f153"] = table["f152"] + random.integers(0, 1000, count)
    return table.tobytes()


def template() -> bytes:
    body = struct.pack("!HH", 256, len(FIELDS)) + b"".join(struct.pack("!HH", *field) for field in FIELDS)
    return struct.pack("!HH", 2, 4 + len(body)) + body


def message(sets: bytes, sequence: int) -> bytes:
    return struct.pack("!HHIII", 10, 16 + len(sets), EXPORT_TIME, sequence, 1) + sets


def messages(count: int) -> list[bytes]:
    content = records(count, seed=1)
    out = [message(template(), 0)]
    for first in range(0, count, PER_MESSAGE):
        data = content[first * SIZE : (first + PER_MESSAGE) * SIZE]
        out.append(message(struct.pack("!HH", 256, 4 + len(data)) + data, first))
    return out


def repeated_nfcapd(path: Path, *, times: int) -> bool:
    """A layout 2 file with the block of a real one many times over; False where nfdump or the data is missing."""
    real = next((p for p in Path(__file__).parents[2].glob("shared/data/flows/nfcapd/*.nfcapd")), None)
    if real is None or shutil.which("nfdump") is None:
        return False
    subprocess.run(["nfdump", "-r", str(real), "-w", str(path)], check=True, capture_output=True)
    content = path.read_bytes()
    start, size = 40, int.from_bytes(content[44:48], "little")
    block = content[start : start + 12 + size]
    appendix = content[start + 12 + size :]
    head = bytearray(content[:40])
    head[24:32] = (40 + len(block) * times).to_bytes(8, "little")
    head[36:40] = times.to_bytes(4, "little")
    path.write_bytes(bytes(head) + block * times + appendix)
    return True


def ours(path: Path) -> tuple[int, float]:
    """Records and seconds, the best of three."""
    best, rows = float("inf"), 0
    for _ in range(3):
        with opened(path) as buffer:
            began = time.perf_counter()
            rows = sum(table.num_rows for table in Reader().flows(buffer))
            best = min(best, time.perf_counter() - began)
    return rows, best


def nfdump_null(path: Path) -> float:
    """Seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(["nfdump", "-r", str(path), "-o", "null", "-q"], check=True, capture_output=True)
        best = min(best, time.perf_counter() - began)
    return best


def pypi_netflow(sample: list[bytes]) -> float:
    """Records a second of the PyPI package over the same messages."""
    known: dict[str, Any] = {"netflow": {}, "ipfix": {}}
    began = time.perf_counter()
    count = sum(len(netflow.parse_packet(one, known).flows) for one in sample)
    return count / (time.perf_counter() - began)


def row(name: str, value: float, unit: str, *, peer: str = "", ratio: float | None = None, aim: str, holds: bool) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "peer": peer,
        "ratio": ratio and round(ratio, 2),
        "aim": aim,
        "holds": holds,
    }


def from_files() -> list[dict[str, Any]]:
    out = []
    with tempfile.TemporaryDirectory() as folder:
        sample = messages(RECORDS)
        path = Path(folder) / "bench.ipfix"
        path.write_bytes(b"".join(sample))
        ours(path)  # compile and warm the page cache
        rows, seconds = ours(path)
        rate = rows / seconds
        slow = pypi_netflow(sample[:200])
        out.append(row("decode.ipfix-file", rate / 1e6, "M records/s", aim=">= 4 M records/s", holds=rate >= 4e6))
        out.append(row("decode.ipfix-file.vs-pypi", rate / 1e6, "M records/s", peer=f"netflow {slow / 1e6:.3f} M/s", ratio=rate / slow,
                       aim=">= 100x", holds=rate / slow >= 100))  # fmt: skip
        capture = Path(folder) / "nfcapd.bench"
        if repeated_nfcapd(capture, times=600):
            rows, seconds = ours(capture)
            theirs = nfdump_null(capture)
            out.append(row("decode.nfcapd-file", rows / seconds / 1e6, "M records/s", peer=f"nfdump -o null {rows / theirs / 1e6:.1f} M/s",
                           ratio=theirs / seconds, aim=">= 0.3x nfdump and >= 4 M records/s",
                           holds=theirs / seconds >= 0.3 and rows / seconds >= 4e6))  # fmt: skip
    return out


def send(port: int, *, rate: int, seconds: int) -> None:
    """A paced exporter in a process of its own: bursts of a millisecond, sent with sendmmsg-like loops of plain sendto."""
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect(("127.0.0.1", port))
    sample = messages(PER_MESSAGE * 1000)
    sender.send(sample[0])
    time.sleep(0.2)
    burst, due = rate // 1000, time.perf_counter()
    sequence = 0
    for _ in range(seconds * 1000):
        for _ in range(burst):
            one = sample[1 + sequence % 1000]
            # the sequence number as a real exporter counts it: all records before
            sender.send(one[:8] + struct.pack("!I", sequence * PER_MESSAGE % (1 << 32)) + one[12:])
            sequence += 1
        due += 0.001
        while (rest := due - time.perf_counter()) > 0:
            time.sleep(rest)
    sys.stdout.write(json.dumps({"sent": sequence, "late": time.perf_counter() - due}))


def over_udp(*, rate: int = UDP_PACKETS_PER_SECOND, seconds: int = UDP_SECONDS) -> dict[str, Any]:
    """Receive and decode in this process what another one sends."""
    warm()
    collector = Collector()
    with Receiver([("127.0.0.1", 0)], clock=lambda: int(time.time() * 1000)) as receiver:
        port = receiver.bound()[0][1]
        child = subprocess.Popen([sys.executable, __file__, "send", str(port), str(rate), str(seconds)], stdout=subprocess.PIPE)
        rows, began, busy, batch = 0, 0.0, time.process_time(), None
        while child.poll() is None or batch is not None:
            batch = receiver.receive(wait_ms=20)
            if batch is not None:
                began = began or time.perf_counter()
                rows += collector.decode(batch).num_rows
        spent, busy = time.perf_counter() - began, time.process_time() - busy
        sent = json.loads(child.communicate()[0])
        dropped = sum(s.dropped for s in receiver.counters())
    wanted = sent["sent"] * PER_MESSAGE
    lost = wanted - rows
    achieved = sent["sent"] / spent
    note = f"{achieved / 1000:.0f} k packets/s x {PER_MESSAGE}, {busy / spent:.2f} CPU, {dropped} packets dropped by the socket"
    return row(
        "decode.udp",
        lost,
        "records lost",
        peer=note,
        aim=f"0 lost at {rate} packets/s for {seconds} s",
        holds=lost == 0 and achieved >= 0.95 * rate,
    )


def run() -> list[dict[str, Any]]:
    return [*from_files(), over_udp()]


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core at most: the other receives
        send(int(sys.argv[2]), rate=int(sys.argv[3]), seconds=int(sys.argv[4]))
    else:
        for line in run():
            print(json.dumps(line))
