"""The command line as its user meets it: help with examples, one line for an error, never a traceback."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from hsoc.cli import main

HSOC = Path(sys.executable).parent / "hsoc"


def hsoc(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HSOC, *arguments], capture_output=True, text=True, check=False, timeout=120)


def commands(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found += commands(command, (*before, name)) if isinstance(command, click.Group) else [(*before, name)]
    return found


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    assert command.help
    assert "Example" in command.help or "for example" in command.help


def test_help_is_printed_by_the_installed_command() -> None:
    run = hsoc("perimeter", "replay", "--help")
    assert (run.returncode, run.stderr) == (0, "")
    assert "hsoc perimeter replay attack.pcap" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("perimeter", "replay", "absent.pcap"), "absent.pcap"),
        (("perimeter", "replay", "--protect", "192.0.2.1/24", "x"), "192.0.2.1/24 has host bits set"),
        (("perimeter", "check", "absent.toml"), "absent.toml"),
        (("perimeter", "history", "--detector", "unheard_of", "--data", "/"), "unheard_of"),
        (("perimeter", "hold", "--reason", "test", "--data", "/absent"), "/absent"),
        (("simulate", "--scenario", "unheard_of", "--out", "x"), "unheard_of"),
    ],
)
def test_unusable_input_is_one_line_and_status_two(arguments: tuple[str, ...], says: str) -> None:
    run = hsoc(*arguments)
    assert run.returncode == 2
    assert says in run.stderr
    assert "Traceback" not in run.stderr


def test_replay_of_nonsense_names_the_file_and_the_reason(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.bin"
    nonsense.write_bytes(b"this is not telemetry " * 40)
    run = hsoc("perimeter", "replay", str(nonsense))
    assert (run.returncode, run.stdout, len(run.stderr.strip().splitlines())) == (2, "", 1)
    assert str(nonsense) in run.stderr


def test_replay_of_an_empty_file_names_it(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pcap"
    empty.write_bytes(b"")
    run = hsoc("perimeter", "replay", str(empty))
    assert (run.returncode, run.stdout) == (2, "")
    assert str(empty) in run.stderr
