"""How fast routes are read and judged: MRT → BGP → guard over 2,500 own prefixes, against bgpdump reading the same file in the same run.

bgpdump only reads; ours also judges each update. Both work on one core, so seconds are seconds of the processor: others on the machine do
not change them. `results()` returns rows {name, value, unit, peer, ratio, aim, holds}; nothing fails.
"""

import os
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from hsoc.exchange.bgp.encode import encode as message
from hsoc.exchange.mrt.encode import encode as record
from hsoc.perimeter.collect.routes import RouteFile
from hsoc.perimeter.guard.settings import Session, Settings
from hsoc.perimeter.guard.watch import Guard
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import Envelope, Kind, Route

AIM = 500_000  # updates/s
OWN = 2_500  # registered prefixes
UPDATES = 400_000  # in the file
PEERS = 60
OURS_SHARE = 0.05  # of the updates are about what is ours, a twentieth of those are hijacks
PER_MESSAGE = 4  # prefixes announced together
SESSION = Session("192.0.2.1", 3001, most_prefixes=5_000_000)


def recording(path: Path, *, updates: int, ours: float) -> None:
    """An MRT file of invented updates: /24s of 100/8, paths of three to six, a tenth withdrawals."""
    rng = random.Random(1)
    with path.open("wb") as out:
        for n in range(updates // PER_MESSAGE):
            peer = rng.randrange(PEERS)
            own = rng.random() < ours
            prefixes = [
                f"100.{rng.randrange(OWN // 250) if own else 64 + rng.randrange(64)}.{rng.randrange(250)}.0/24" for _ in range(PER_MESSAGE)
            ]
            origin = 9_000 if own and rng.random() < 0.95 else rng.randrange(10_000, 60_000)
            path_ = (3_001 + peer, *(rng.randrange(10_000, 60_000) for _ in range(rng.randrange(1, 4))), 8_000, origin)
            kind = Kind.WITHDRAW if rng.random() < 0.1 else Kind.ANNOUNCE
            one = Route(
                time=1_700_000_000_000 + n, peer=f"192.0.2.{1 + peer}", peer_asn=3_001 + peer, prefix=prefixes[0], path=path_, kind=kind
            )
            out.write(record(Envelope(one.time, one.peer, one.peer_asn, message(one, more=tuple(dict.fromkeys(prefixes[1:]))))))


def watch() -> Guard:
    rules = tuple(Announcement(prefix=f"100.{n // 250}.{n % 250}.0/24", origins=(9_000,), neighbours=(8_000,)) for n in range(OWN))
    return Guard(Policy(announcements=rules), Settings(session=(SESSION,)))


def ours(path: Path) -> tuple[int, int, float]:
    """Updates, findings and seconds of reading and judging, the best of three."""
    content, best, found, count = path.read_bytes(), float("inf"), 0, 0
    for _ in range(3):
        guard, reader = watch(), RouteFile()
        began = time.process_time()
        found = sum(guard.step(part, now=int(part.rows[0, -1])).num_rows for part in reader.routes(content))
        best, count = min(best, time.process_time() - began), reader.updates
    return count, found, best


def bgpdump(path: Path) -> float:
    """Seconds in which bgpdump reads and prints the same file to nowhere, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = os.times()
        subprocess.run(["bgpdump", "-m", "-O", "/dev/null", str(path)], check=True, capture_output=True)
        after = os.times()
        best = min(best, after.children_user + after.children_system - began.children_user - began.children_system)
    return best


def results(*, quick: bool = False) -> list[dict[str, Any]]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, share in (
            (f"routes read and judged, {OURS_SHARE:.0%} about {OWN} own prefixes", OURS_SHARE),
            ("routes read and judged, all about ours", 1.0),
        ):
            path = Path(folder) / f"{share}.mrt"
            recording(path, updates=UPDATES // (10 if quick else 1), ours=share)
            count, _, seconds = ours(path)
            speed = count / seconds
            peer = count / bgpdump(path) if shutil.which("bgpdump") else None
            rows.append(
                {
                    "name": name,
                    "value": round(speed),
                    "unit": "updates/s",
                    "peer": f"bgpdump only reading: {peer:,.0f}" if peer else "bgpdump is not installed",
                    "ratio": round(speed / peer, 2) if peer else None,
                    "aim": AIM,
                    "holds": speed >= AIM,
                }
            )
    return rows


if __name__ == "__main__":
    for row in results():
        print(row)
