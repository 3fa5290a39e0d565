"""The terminal's view of the engine: what stands, what it matched, what is wrong."""

from pathlib import Path

import msgspec
import pytest

from hsoc.perimeter.config import Config, Listen
from hsoc.perimeter.run import Engine, clock
from hsoc.perimeter.show import Unusable, lines, shown

RULE = {
    "entry": {"key": "flowspec destination 192.0.2.1/32 protocol =udp source-port =53", "since": 0, "until": 60_000, "member": 7},
    "hits": {"flows": 3, "packets": 4000, "bytes": 5_000_000},
}
STATUS = {
    "at": 1_000, "dry_run": True, "flows": 12_345, "stories": 2, "held": {}, "exporters": [], "sockets": [], "behind_packets": 0,
    "unknown": {"senders": []}, "rules": [RULE], "spool": {"batches": 0, "bytes": 0, "rejected": 0}, "portal": None,
}  # fmt: skip


def test_entry_is_shown_with_what_it_matched() -> None:
    assert lines(STATUS, now=2_000) == [
        "engine alive, dry run, nothing is sent to a router; 12,345 flows, 2 open stories",
        "1 entries",
        "  flowspec destination 192.0.2.1/32 protocol =udp source-port =53",
        "    00:00:00 UTC to 00:01:00 UTC, member 7, matched 4,000 packets, 5,000,000 bytes in 3 flows",
        "towards the portal: 0 batches wait, 0 refused for good",
    ]


def test_sites_say_where_each_entry_stands_and_where_not() -> None:
    stands = {"key": RULE["entry"]["key"], "wanted": 1_000, "acknowledged": 2_000, "seen": 3_000, "trouble": ""}
    missing = {**stands, "acknowledged": 0, "seen": 0, "trouble": "no answer for 5 s"}
    praha = {
        "name": "praha", "backend": "exabgp", "up": True, "since": 0, "trouble": "", "peers": {"192.0.2.8": True, "192.0.2.9": False},
        "entries": [stands], "left": ["x"],
    }  # fmt: skip
    brno = {**praha, "name": "brno", "up": False, "trouble": "no answer for 5 s", "peers": {}, "entries": [missing], "left": []}
    assert lines({**STATUS, "dry_run": False, "sites": [praha, brno]}, now=2_000)[1:-1] == [
        "site praha: exabgp up since 00:00:00 UTC; session DOWN with 192.0.2.9; 1 of 1 entries stand, 1 of ours not taken back yet",
        "site brno: exabgp DOWN since 00:00:00 UTC: no answer for 5 s; 0 of 1 entries stand",
        "1 entries",
        "  flowspec destination 192.0.2.1/32 protocol =udp source-port =53",
        "    00:00:00 UTC to 00:01:00 UTC, member 7, matched 4,000 packets, 5,000,000 bytes in 3 flows",
        "    praha: stands since 00:00:03 UTC (wanted 00:00:01 UTC, acknowledged 00:00:02 UTC)",
        "    brno: MISSING, wanted since 00:00:01 UTC: no answer for 5 s",
    ]


def test_silence_losses_and_strangers_are_said() -> None:
    worse = {
        **STATUS, "rules": [], "behind_packets": 9, "unknown": {"senders": [["192.0.2.9", 4]]},
        "sockets": [{"address": "127.0.0.1", "port": 4739, "dropped": 8}],
        "held": {"0": {"what": "hold", "by": "duty", "at": 0, "reason": "work on the border"}},
        "exporters": [{"exporter": {"address": "192.0.2.1"}, "flows": 10, "datagrams": 2, "lost": 5, "malformed": 0, "pending_dropped": 0}],
        "portal": {"trouble": "connection refused"},
    }  # fmt: skip
    assert lines(worse, now=61_000) == [
        "engine SILENT for 60 s, dry run, nothing is sent to a router; 12,345 flows, 2 open stories",
        "brake: hold by duty (00:00:00 UTC): work on the border",
        "exporter 192.0.2.1: 10 flows in 2 datagrams, 5 lost",
        "socket 127.0.0.1 port 4739: 8 datagrams dropped by the kernel",
        "too slow: 9 datagrams were thrown away",
        "not configured: 192.0.2.9 sent 4 datagrams",
        "0 entries: nothing is held back",
        "towards the portal: 0 batches wait, 0 refused for good; connection refused",
    ]


def test_real_status_can_be_shown(tmp_path: Path) -> None:
    engine = Engine(Config(listen=(Listen(port=0),)), tmp_path)
    try:
        engine.cycle(now=clock())
        status = msgspec.json.decode(msgspec.json.encode(engine.status(now=clock())))
        (tmp_path / "status.json").write_bytes(msgspec.json.encode(status))
    finally:
        engine.close()
    assert shown(tmp_path, now=clock()).splitlines()[1] == "0 entries: nothing is held back"


def test_no_engine_is_said_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"status\.json: no engine has written its status here"):
        shown(tmp_path, now=0)


def test_nonsense_is_said(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text("{")
    with pytest.raises(Unusable, match="cannot be read"):
        shown(tmp_path, now=0)


def test_what_is_led_upstream_is_shown_with_its_price_and_what_stands_in_the_way() -> None:
    one = {"prefix": "198.18.7.0/24", "member": 7, "offer": "scrubbing-a", "state": "waiting", "by": ["alena"], "until": 60_000,
           "cost": 600.0, "currency": "CZK", "return_path": "GRE 3", "why": "Two people must agree first."}  # fmt: skip
    assert lines({**STATUS, "diverted": [one]}, now=2_000)[4:7] == [
        "upstream 198.18.7.0/24 through scrubbing-a: waiting, until 00:01:00 UTC, 600 CZK",
        "    for member 7, asked by alena; clean traffic comes back by GRE 3",
        "    Two people must agree first.",
    ]
