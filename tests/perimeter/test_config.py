"""perimeter.toml: what is misspelt, misplaced or impossible is named with its place."""

from pathlib import Path

import pytest

from hsoc.perimeter.config import BadConfig, Config, detectors, read_config

GOOD = """
data = "engine"
never_block = ["192.0.2.53/32"]

[[member]]
number = 1
name = "Nemocnice Lipová"
prefixes = ["198.18.1.0/24", "2001:db8:1::/48"]

[[exporter]]
address = "127.0.0.1"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "perimeter.toml"
    path.write_text(text)
    return path


def test_read_config_reads_the_members(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, GOOD))
    assert (config.member[0].number, config.policy.protected) == (1, ("198.18.1.0/24", "2001:db8:1::/48"))


def test_empty_file_listens_on_loopback_and_sends_nothing(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, ""))
    assert (config.listen[0].host, config.mitigation.backend, config.portal.url) == ("127.0.0.1", "dry-run", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nevr_block = []", "Object contains unknown field `nevr_block`"),
        ("[[listen]]\nport = 70000", "Expected `int` <= 65535"),
        ('[[member]]\nnumber = 1\nname = "A"\nprefixes = ["198.18.1.7/24"]', "member 1 (A), prefixes: 198.18.1.7/24 has host bits set"),
        ('never_block = ["198.18.1.300/32"]', "never_block: '198.18.1.300/32' does not appear to be an IPv4 or IPv6 network"),
        ("data = ", "Invalid value"),
        ("[detect.horizontal_skan]\nx = 1", "detect.horizontal_skan: there is no such detector"),
        ("[detect.horizontal_scan]\nmost = 1", "detect.horizontal_scan.most: no such setting"),
    ],
)
def test_read_config_names_place_and_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadConfig) as caught:
        read_config(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert reason in str(caught.value)


def test_read_config_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="cannot be read"):
        read_config(tmp_path / "absent.toml")


def test_detectors_take_the_settings_of_the_file() -> None:
    tuned = detectors(Config(detect={"reflection": {"floor": 77}}))
    assert [d.settings.floor for d in tuned if d.name == "reflection"] == [77]


def test_example_of_deploy_is_without_fault() -> None:
    config = read_config(Path(__file__).parents[2] / "deploy" / "perimeter.toml")
    assert [m.number for m in config.member] == [1, 2]
