"""Recordings of real attacks and of harmless traffic, scored beside the peers. Belongs here: what each shows. Never: the recordings.

They are read where they lie (`make accuracy CAPTURES=folder`), never copied. Every destination counts as protected, as nobody says who owns
what in them. A recording is found when a story of a detector of its class names the right address, and clean when nothing else is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
from msgspec import json

from hsoc.perimeter.collect.files import Reader
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.detect.watch import Watch
from hsoc.perimeter.simulate.accuracy.peers import named
from hsoc.perimeter.simulate.columns import NAMES, Columns, whole
from hsoc.records.address import text
from hsoc.records.flow import flow_columns, no_flows


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """A recording. who: the attacker or victim that has to be named, empty for harmless traffic; by: detectors that may say so."""

    file: str
    who: str = ""
    by: tuple[str, ...] = ()


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a recording. delay: s from its first flow to the first right detection, -1 = none; others: false ones."""

    file: str
    harmless: bool
    found: bool
    others: int
    delay: float
    peers: dict[str, str]  # per peer: found, missed, false, or clean


CAPTURES: Final = (
    Capture(file="benign/NTPv2.pcap"),
    Capture(file="benign/snmp.pcap"),
    Capture(file="benign/snmpwalk-short.pcap"),
    Capture(file="benign/ssdp-m-search.pcap"),
    Capture(file="ddos/amp.UDP.bacnet.IOT.37810.pcapng", who="10.10.10.1", by=("reflection",)),
    Capture(file="ddos/amp.UDP.snmp.src161.pcapng", who="10.10.10.10", by=("reflection",)),
    Capture(file="ddos/amp.dns.RRSIG.fragmented.pcap", who="10.10.10.10", by=("reflection",)),
    Capture(file="bruteforce/sshguess.pcap", who="192.168.56.1", by=("login_attempts",)),
    Capture(file="scan/icmp-portscan.pcap", who="192.168.1.109", by=("horizontal_scan",)),
    Capture(file="scan/synscan.pcap", who="172.16.0.8", by=("vertical_scan",)),
)


def scored(folder: Path) -> Iterator[Heard]:
    """Every recording of the list that lies in the folder, in its order."""
    for capture in CAPTURES:
        path = folder / capture.file
        if path.is_file():
            yield heard(capture, flows(path.read_bytes()))


def flows(recording: bytes) -> pa.Table:
    """FLOW_SCHEMA, by their ends. Raises Unreadable as the reader does."""
    return pa.concat_tables([no_flows(), *Reader().flows(recording)]).sort_by("last")


def heard(capture: Capture, told: pa.Table) -> Heard:
    """The detectors and the peers over the flows of a recording."""
    watch = Watch(DETECTORS)
    found = pa.concat_tables([watch.step(told, now=int(told["last"].to_numpy().max(initial=0))), watch.finish()])
    right = [row for row in found.to_pylist() if row["detector"] in capture.by and capture.who in _names(row)]
    begun = int(told["first"].to_numpy().min(initial=1 << 62))
    return Heard(
        file=capture.file, harmless=not capture.who, found=bool(right), others=found.num_rows - len(right),
        delay=(min(json.decode(row["evidence"])["window"][1] for row in right) - begun) / 1000 if right else -1.0,
        peers={peer: _verdict(capture, known) for peer, known in named(_columns(told)).items()},
    )  # fmt: skip


def _names(row: dict[str, Any]) -> set[str]:
    return {text(row[f"{side}_hi"], row[f"{side}_lo"]) for side in ("src", "dst") if row[f"{side}_bits"] >= 0}


def _verdict(capture: Capture, known: set[str]) -> str:
    if not capture.who:
        return "false" if known else "clean"
    return "found" if capture.who in known else "missed"


def _columns(told: pa.Table) -> Columns:
    columns = flow_columns(told)
    return whole(told.num_rows, **{name: columns[name] for name in NAMES if name in columns})


def words(all_: list[Heard]) -> str:
    """For people."""
    peers = sorted({peer for one in all_ for peer in one.peers})
    lines = [f"{'recording':44}{'hSOC':>10}{'others':>8}{'delay s':>9}" + "".join(f"{peer:>15}" for peer in peers)]
    for one in all_:
        own = ("clean" if not one.others else "false") if one.harmless else ("found" if one.found else "missed")
        delay = f"{one.delay:.1f}" if one.delay >= 0 else "-"
        lines.append(f"{one.file:44}{own:>10}{one.others:>8}{delay:>9}" + "".join(f"{one.peers[peer]:>15}" for peer in peers))
    return "\n".join(lines)
