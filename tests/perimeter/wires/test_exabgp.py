"""The engine's end of the wire to ExaBGP: answers matched to commands, in bulk, with a deadline; the child that it starts."""

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.lab import exabgp
from tests.lab.processes import wait_until

from hsoc.perimeter.wires import exabgp as under_test
from hsoc.perimeter.wires.exabgp import WINDOW, ExaBGPWire
from hsoc.perimeter.wires.speaker import Down


@dataclass
class Say:
    line: str
    undo: str = ""
    name: str = "n"
    seconds: int = 0


@pytest.fixture
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hx") as folder:
        yield Path(folder) / "s"


def helper(path: Path, answer: Callable[[str], str], *, greeting: bytes = b"hsoc 1\n") -> threading.Thread:
    """A pretended helper program that serves one engine."""
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(path))
    door.listen(1)

    def serve() -> None:
        with door, door.accept()[0] as engine, engine.makefile("rwb") as lines:
            lines.write(greeting)
            lines.flush()
            for line in lines:
                lines.write(answer(line.decode().rstrip("\n")).encode())
                lines.flush()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return thread


def test_answers_belong_to_their_commands_beyond_one_window(path: Path) -> None:
    thread = helper(path, lambda line: "" if line[0] != "=" else "error\n" if line.endswith("7") else "noise\ndone\n")
    wire = ExaBGPWire(path, ask=())
    wire.connect()
    sayings = [Say(f"announce {n}", "withdraw", str(n), 60) for n in range(2 * WINDOW + 10)]
    sayings.insert(5, Say("", "withdraw", "x", 60))  # only an end
    answers = wire.send(sayings)
    assert answers == ["error" if one.line.endswith("7") else "" for one in sayings]
    wire.close()
    thread.join(5)


def test_end_goes_before_the_rule_and_a_withdrawal_lets_go_of_it(path: Path) -> None:
    heard: list[str] = []

    def answer(line: str) -> str:
        heard.append(line)
        return "done\n" if line[0] == "=" else ""

    thread = helper(path, answer)
    wire = ExaBGPWire(path, ask=("show one", "show two"))
    wire.connect()
    wire.send([Say("announce a", "withdraw a", "k", 60), Say("withdraw b", name="l")])
    assert wire.listing() == ""
    wire.close()
    thread.join(5)
    assert heard == ["@ 60 k withdraw a", "= announce a", "- l", "= withdraw b", "= show one", "= show two"]


def test_silence_is_down_after_its_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "ANSWER_S", 0.2)
    thread = helper(path, lambda _line: "")
    wire = ExaBGPWire(path, ask=())
    wire.connect()
    with pytest.raises(Down, match="no answer"):
        wire.send([Say("announce a")])
    wire.close()
    thread.join(5)


def test_stranger_behind_the_socket_is_not_spoken_with(path: Path) -> None:
    thread = helper(path, lambda _line: "", greeting=b"220 mail\n")
    wire = ExaBGPWire(path, ask=())
    with pytest.raises(Down, match="not hSOC's helper program"):
        wire.connect()
    thread.join(5)


def test_child_is_started_answers_and_ends_with_the_wire(tmp_path: Path) -> None:
    config, path = exabgp.configuration(tmp_path, receivers=[("127.0.0.1", 64500, 9)])
    wire = ExaBGPWire(path, ask=("show neighbor summary",), child=config, log=tmp_path / "log")
    try:
        wire.connect()
        first = wire.child
        assert "127.0.0.1" in wire.listing()
        wire.connect()  # anew, with the same child
        assert wire.child == first
    finally:
        wire.close()
        path.unlink(missing_ok=True)
        path.parent.rmdir()
    wait_until(lambda: not Path(f"/proc/{first}").exists(), "the child's end")


def test_child_that_cannot_start_is_named(tmp_path: Path) -> None:
    config = tmp_path / "bad.conf"
    config.write_text("neighbor nonsense {")
    wire = ExaBGPWire(tmp_path / "s", ask=(), child=config, log=tmp_path / "log")
    with pytest.raises(Down, match="ended by itself"):
        wire.connect()
    wire.close()
