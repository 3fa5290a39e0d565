"""`hsoc perimeter check` names every fault, and tells what the policy would do."""

import json
from pathlib import Path

import pytest

from hsoc.perimeter.check import checked, shape
from hsoc.perimeter.config import BadConfig

NOW = 1_800_000_000_000  # 2027-01-15
FAULTY = """
[[member]]
number = 1
name = "A"
prefixes = ["198.18.1.0/24", "198.18.2.7/24"]

[[limit]]
name = "x"
match = { proto = "udpp" }
why = "w"

[[exemption]]
prefix = "198.18.9.0/24"
owner = ""
reason = "r"
until = 2026-01-01T00:00:00Z
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "perimeter.toml"
    path.write_text(text)
    return path


def test_checked_names_every_fault_with_its_place(tmp_path):
    told, found = checked(write(tmp_path, FAULTY), now=NOW, explain=True)
    assert [str(fault) for fault in found] == [
        "member 1 (A), prefixes: 198.18.2.7/24 has host bits set",
        "limit x: match.proto: 'udpp' is no number of it; known names are icmp, tcp, udp, gre, esp, icmpv6, sctp",
        "member 1, prefixes: 198.18.2.7/24 has host bits set",
        "protected: 198.18.2.7/24 has host bits set",
        "exemption of ?, 198.18.9.0/24: needs an owner and a reason",
        "exemption of , 198.18.9.0/24: has expired and counts no longer; renew it or take it out",
    ]
    assert told[0].endswith("1 members, 2 prefixes, 0 never-block entries, 6 faults")


def test_checked_explains_a_good_policy(tmp_path):
    text = 'profile = "hsoc"\n[[member]]\nnumber = 1\nname = "A"\nprefixes = ["198.18.1.0/24"]\n'
    told, found = checked(write(tmp_path, text), now=NOW, explain=True)
    assert found == ()
    assert any("rdp (hsoc, 1 of 1 hospitals): drop protocol =tcp destination-port =3389" in line for line in told)


def test_checked_says_that_a_file_cannot_be_read(tmp_path):
    with pytest.raises(BadConfig, match="unknown field"):
        checked(write(tmp_path, "[[limit]]\nnaem = 'x'"), now=NOW)


def test_shape_is_a_schema_that_knows_the_entries():
    read = json.loads(shape())
    assert {"LimitEntry", "RuleEntry", "ExemptionEntry", "Member", "Ceiling"} <= set(read["$defs"])
    assert read["$defs"]["ExemptionEntry"]["properties"]["until"]["format"] == "date-time"


def test_checked_says_that_the_file_of_roas_is_not_there_and_where_it_was_looked_for(tmp_path):
    file = write(tmp_path, 'data = "engine"\n[routing]\nvrp_file = "vrps.json"\n')
    (fault,) = checked(file, now=NOW)[1]
    assert str(fault).startswith(f"routing.vrp_file: {tmp_path / 'engine' / 'vrps.json'} is not there, where a relative name")
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "vrps.json").write_text("{}")
    assert checked(file, now=NOW)[1] == ()
