"""The wire by GoBGP's program: a stand-in says what it was called with, refuses, hangs up. The real one is in tests/contracts."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from hsoc.perimeter.wires.gobgp_program import GoBGPProgram
from hsoc.perimeter.wires.speaker import Down

STAND_IN = """#!PYTHON
import json, sys
words = sys.argv[1:]
with open("LOG", "a") as log:
    log.write(json.dumps(words) + "\\n")
if "refuse" in words:
    sys.exit("error: no such thing")
if "gone" in words:
    sys.exit("rpc error: code = Unavailable desc = connection error")
print('{"asn": ASN}' if words[-2:] == ["global", "-j"] else "[]" if "neighbor" in words else "{}")
"""


class Say(msgspec.Struct, frozen=True):
    line: str
    undo: str = ""
    name: str = "k"
    seconds: int = 0


def program(folder: Path, *, asn: int = 64500, address: str = "192.0.2.7:50051") -> tuple[GoBGPProgram, Path]:
    path, log = folder / "gobgp", folder / "log"
    path.write_text(STAND_IN.replace("PYTHON", sys.executable).replace("ASN", str(asn)).replace("LOG", str(log)))
    path.chmod(0o755)
    return GoBGPProgram(address, program=str(path), families={"ipv4-unicast": "ipv4"}, peers="peers"), log


def test_commands_go_one_by_one_and_a_refusal_is_its_own(tmp_path: Path) -> None:
    wire, log = program(tmp_path)
    wire.connect()
    said = [Say("announce -a ipv4 x 'a b'"), Say("announce refuse"), Say(""), Say("withdraw y")]
    assert wire.send(said) == ["", "error: no such thing", "", ""]
    where = ["-u", "192.0.2.7", "-p", "50051"]
    assert [msgspec.json.decode(line) for line in log.read_text().splitlines()] == [
        [*where, "global", "-j"],
        [*where, "global", "rib", "add", "-a", "ipv4", "x", "a b"],
        [*where, "global", "rib", "add", "refuse"],
        [*where, "global", "rib", "del", "y"],
    ]
    assert wire.listing() == "ipv4-unicast {}\npeers []"
    wire.close()


def test_a_socket_is_named_as_the_program_wants_it(tmp_path: Path) -> None:
    wire, log = program(tmp_path, address="unix:/run/gobgp.sock")
    wire.connect()
    assert msgspec.json.decode(log.read_text())[:2] == ["--target", "unix:///run/gobgp.sock"]


def test_who_is_gone_is_not_taken_for_a_refusal(tmp_path: Path) -> None:
    wire, _ = program(tmp_path)
    with pytest.raises(Down, match=r"192\.0\.2\.7.*Unavailable"):
        wire.send([Say("announce gone")])


def test_bgp_that_is_not_started_and_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Down, match="not started"):
        program(tmp_path, asn=0)[0].connect()
    with pytest.raises(Down, match="not installed"):
        GoBGPProgram("192.0.2.7:1", program=str(tmp_path / "nothing"), families={}, peers="peers")
