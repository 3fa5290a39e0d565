"""Hijack scenarios with the labels that ARTEMIS expects, and a collector's file counted by bgpdump."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.real_data import SHARED

from hsoc.exchange.rpki.decode import decode
from hsoc.perimeter.collect.routes import RouteFile
from hsoc.perimeter.guard.watch import Guard
from hsoc.perimeter.replay import DONE, replay
from hsoc.perimeter.wires.attested import Attestations
from hsoc.records.address import texts
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import Kind, Route, Vrp, joined, prefix_text, routes

BGP = SHARED / "bgp"
SCENARIOS = BGP / "hijack-scenarios"
RRC15 = BGP / "rrc15-updates.20100227.1600.gz"
pytestmark = [pytest.mark.real_data, pytest.mark.skipif(not BGP.exists(), reason="../shared/data is not here")]

# configs/config.yaml and config3.yaml as announcements; the neighbours of the AMS-IX set stand in the registry, AS 42 is one of them
RULES = (
    Announcement(prefix="10.0.0.0/8", origins=(1,), neighbours=(2,)),
    Announcement(prefix="11.0.0.0/8", origins=(1,), neighbours=(2,)),
    Announcement(prefix="10.0.0.0/16", origins=()),
    Announcement(prefix="10.0.1.0/24", origins=(), any_origin=True),
    Announcement(prefix="10.0.2.0/24", origins=(242,)),
    Announcement(prefix="10.0.3.0/24", origins=(243,)),
    Announcement(prefix="10.0.4.0/24", origins=(244,)),
    Announcement(prefix="10.0.5.0/24", origins=(245,), no_export=True),
    Announcement(prefix="10.0.6.0/24", origins=tuple(range(300, 311)), neighbours=tuple(range(320, 331))),
    Announcement(prefix="10.0.20.0/24", origins=(555,)),
    Announcement(prefix="10.0.30.0/24", origins=(6777,), neighbours=(1, 42)),
    Announcement(prefix="2001:db8:abcd:10::/64", origins=(777, 888, 999)),
    Announcement(prefix="10.0.40.0/24", origins=(1000,), neighbours=(1001, 1002)),
    Announcement(prefix="10.0.40.0/24", origins=(1000,), neighbours=(1003, 1004), no_export=True),
)


def sent(one: dict[str, Any]) -> Route:
    kind = Kind.ANNOUNCE if one["type"] == "A" else Kind.WITHDRAW
    peer = f"192.0.2.{one['peer_asn']}"
    return Route(
        time=one["timestamp"] * 1000, peer=peer, peer_asn=one["peer_asn"], prefix=one["prefix"], path=tuple(one["path"]), kind=kind
    )


def listed(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else [value] if value else []


def same(row: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """Where a told alarm differs from what ARTEMIS wants of it."""
    evidence = row["evidence"]
    ours = {
        "type": row["vector"],
        "prefix": evidence["prefix"],
        "hijack_as": evidence["as"],
        "configured_prefix": evidence["registered"],
        "time_started": evidence["first"] / 1000,
        "time_last": evidence["last"] / 1000,
        "active": evidence["state"] == "active",
        "withdrawn": evidence["state"] == "ended",
        "num_peers_seen": evidence["peers_seen"],
        "num_asns_inf": len(evidence["ases"]),
        "peers_seen": sorted(int(one.split()[0][2:]) for one in evidence["seen_by"] + evidence["withdrawn_by"]),
        "peers_withdrawn": sorted(int(one.split()[0][2:]) for one in evidence["withdrawn_by"]),
        "asns_inf": sorted(evidence["ases"]),
    }
    sets = {"peers_seen", "peers_withdrawn", "asns_inf"}
    return [f"{k}: {ours[k]} != {v}" for k, v in wanted.items() if ours[k] != (sorted(v) if k in sets else v)]


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.json")) if SCENARIOS.exists() else [], ids=lambda p: p.stem)
def test_scenario(path: Path) -> None:
    guard = Guard(Policy(announcements=RULES))
    for step in json.loads(path.read_text()):
        update = sent(step["send"])
        rows = guard.step(routes([update]), now=update.time).to_pylist()
        told = [{**row, "evidence": json.loads(row["evidence"])} for row in rows]
        wanted = [*listed(step.get("detection_hijack_response")), *listed(step.get("database_hijack_response"))[-1:]]
        if not wanted:
            assert told == [], step["send"]
        for expectation in wanted:
            differences = [same(row, expectation) for row in told]
            assert [] in differences, (step["send"], expectation, differences)


def read() -> Any:
    reader = RouteFile()
    found = joined(list(reader.routes(gzip.decompress(RRC15.read_bytes()))))
    assert reader.faults() == []
    return found


def test_every_update_of_a_collector_as_bgpdump_reads_it(tmp_path: Path) -> None:
    if shutil.which("bgpdump") is None:
        pytest.skip("needs Debian's bgpdump")
    plain = tmp_path / "updates.mrt"
    plain.write_bytes(gzip.decompress(RRC15.read_bytes()))
    lines = subprocess.run(["bgpdump", "-m", str(plain)], capture_output=True, text=True, check=True).stdout.splitlines()
    theirs: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        fields = line.split("|")
        if fields[2] in {"A", "W"}:
            path = fields[6].replace("{", "").replace("}", "").replace(",", " ") if fields[2] == "A" else ""
            theirs[fields[2], fields[1], fields[3], fields[4], fields[5], path] += 1
    table = read().table()
    peers, rows = texts(table["peer_hi"].to_numpy(), table["peer_lo"].to_numpy()), table.to_pylist()
    ours: Counter[tuple[str, ...]] = Counter()
    for peer, row in zip(peers, rows, strict=True):
        if row["kind"] <= Kind.WITHDRAW:
            prefix = prefix_text(row["hi"], row["lo"], row["bits"])
            what = "A" if row["kind"] == Kind.ANNOUNCE else "W"
            ours[what, str(row["time"] // 1000), peer, str(row["peer_asn"]), prefix, " ".join(map(str, row["path"]))] += 1
    assert sum(theirs.values()) == 53_786
    assert ours == theirs


def test_a_collectors_file_counts(tmp_path: Path) -> None:
    kinds = Counter(read().column("kind").tolist())
    assert kinds == {Kind.ANNOUNCE: 52_468, Kind.WITHDRAW: 1_318}


def test_a_replay_tells_the_hijack_of_a_prefix_that_is_declared_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "perimeter.toml"
    policy.write_text('[[announcement]]\nprefix = "199.60.22.0/24"\norigins = [64500]\n')
    assert replay(files=(RRC15,), policy=policy) == DONE
    said = capsys.readouterr().out
    assert "53786 route updates" in said
    assert "Hijacked prefix (E|0|-|-): 199.60.22.0/24 by AS 18747" in said
    assert replay(files=(RRC15,)) == DONE
    assert "nothing was judged" in capsys.readouterr().out


def test_vrps_from_stayrtr_over_the_wire(tmp_path: Path) -> None:
    if shutil.which("stayrtr") is None:
        pytest.skip("needs Debian's stayrtr")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    # the file's entries expired in 2021, and stayrtr leaves out what has expired
    said = json.loads((BGP / "rpki" / "smalltest.rpki.json").read_text())
    cache = tmp_path / "vrps.json"
    cache.write_text(json.dumps({**said, "roas": [{k: v for k, v in one.items() if k != "expires"} for one in said["roas"]]}))
    command = ["stayrtr", "-bind", f"127.0.0.1:{port}", "-cache", str(cache), "-checktime=false", "-metrics.addr", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    source = Attestations(cache=("127.0.0.1", port), clock=lambda: 1)
    try:
        deadline = time.monotonic() + 60
        while (found := source.take()) is None or not found.vrps:
            assert time.monotonic() < deadline, source.condition
            time.sleep(0.05)
        assert set(found.vrps) == {Vrp("1.0.0.0/24", 24, 13335), Vrp("2001:200:136::/48", 48, 9367)}
    finally:
        source.close()
        server.terminate()
        server.wait(timeout=20)


def test_vrps_of_the_file_are_the_same() -> None:
    vrps, aspas = decode((BGP / "rpki" / "smalltest.rpki.json").read_bytes())
    assert (set(vrps), aspas) == ({Vrp("1.0.0.0/24", 24, 13335), Vrp("2001:200:136::/48", 48, 9367)}, ())
