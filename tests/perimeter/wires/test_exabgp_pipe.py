"""The helper program: it carries, counts answers, ends rules by itself, and cannot be led astray by an engine that dies or babbles."""

import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lab.processes import wait_until

from hsoc.perimeter.wires.exabgp_pipe import GREETING, LONGEST_LINE, Pipe


class Bench:
    """A pipe between a pretended ExaBGP (two os.pipe) and engines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        read, self.exabgp_says = os.pipe()
        self.exabgp_hears, write = os.pipe()
        os.set_blocking(self.exabgp_hears, False)
        self.ends = [read, write]
        self.pipe = Pipe(path, source=read, sink=write)

    def turn(self, times: int = 3) -> bool:
        return all(self.pipe.turn(wait=0.01) for _ in range(times))

    def heard(self) -> bytes:
        self.turn()
        try:
            return os.read(self.exabgp_hears, 65536)
        except BlockingIOError:
            return b""

    def say(self, text: bytes) -> None:
        os.write(self.exabgp_says, text)
        self.turn()

    def engine(self) -> socket.socket:
        one = socket.socket(socket.AF_UNIX)
        one.settimeout(0.2)
        one.connect(str(self.path))
        self.turn()
        return one


@pytest.fixture
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="hx") as folder:
        one = Bench(Path(folder) / "s")
        yield one
        one.pipe.close()
        for fd in (one.exabgp_says, one.exabgp_hears, *one.ends):
            os.close(fd)


def test_socket_is_for_its_owner_only(bench: Bench) -> None:
    assert stat.S_IMODE(bench.path.stat().st_mode) == 0o600


def test_commands_go_through_and_answers_come_back(bench: Bench) -> None:
    with bench.engine() as engine:
        assert engine.recv(100) == GREETING
        engine.sendall(b"= announce route 192.0.2.1/32 next-hop 192.0.2.9\n= show adj-rib out\n")
        assert bench.heard() == b"announce route 192.0.2.1/32 next-hop 192.0.2.9\nshow adj-rib out\n"
        bench.say(b"done\none row\ndone\n")
        assert engine.recv(100) == b"done\none row\ndone\n"


def test_second_engine_is_turned_away_and_the_next_one_hears_no_answer_of_the_first(bench: Bench) -> None:
    with bench.engine() as first:
        first.recv(100)
        with bench.engine() as second:
            assert second.recv(100) == b""
        first.sendall(b"= announce one\n")
        assert bench.heard() == b"announce one\n"
    bench.turn()
    with bench.engine() as third:
        with pytest.raises(TimeoutError):
            third.recv(100)  # not greeted while the first one's answer is outstanding
        bench.say(b"done\n")
        assert third.recv(100) == GREETING


def test_rule_ends_without_an_engine(bench: Bench) -> None:
    with bench.engine() as engine:
        engine.sendall(b"@ 0 a withdraw a\n@ 3600 b withdraw b\n@ 0 c withdraw c\n- c\n")
        assert bench.heard() == b"withdraw a\n"
    bench.turn()
    assert bench.heard() == b""


def test_ends_wait_until_the_engines_commands_are_answered(bench: Bench) -> None:
    with bench.engine() as engine:
        engine.recv(100)
        engine.sendall(b"= show adj-rib out\n@ 0 a withdraw a\n")
        assert bench.heard() == b"show adj-rib out\n"
        bench.say(b"row\ndone\n")
        assert bench.heard() == b"withdraw a\n"
        bench.say(b"done\n")
        assert engine.recv(100) == b"row\ndone\n"


@pytest.mark.parametrize("nonsense", [b"hello\n", b"@ x y z\n", b"= \n", b"@ 5 name\n", b"x" * (LONGEST_LINE + 1)])
def test_engine_that_babbles_is_let_go(bench: Bench, nonsense: bytes) -> None:
    with bench.engine() as engine:
        engine.recv(100)
        engine.sendall(nonsense)
        bench.turn()
        assert engine.recv(100) == b""
        assert bench.heard() == b""


def test_it_ends_with_exabgp(bench: Bench) -> None:
    os.close(bench.exabgp_says)
    bench.exabgp_says = os.open(os.devnull, os.O_RDONLY)  # something for the fixture to close
    assert not bench.turn()


ENV = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def test_program_says_how_it_is_used_and_needs_only_the_standard_library() -> None:
    command = [sys.executable, "-m", "hsoc.perimeter.wires.exabgp_pipe"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=ENV)
    assert (run.returncode, run.stderr.split()[0]) == (2, "usage:")
    script = "import sys, hsoc.perimeter.wires.exabgp_pipe; print([m for m in ('numpy', 'msgspec', 'pyarrow') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=ENV)
    assert loaded.stdout.strip() == "[]"


def test_program_runs_and_leaves(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="hx") as folder:
        path = Path(folder) / "s"
        command = [sys.executable, "-m", "hsoc.perimeter.wires.exabgp_pipe", str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV) as program:
            wait_until(path.exists, "the socket")
            with socket.socket(socket.AF_UNIX) as engine:
                engine.connect(str(path))
                engine.settimeout(10)
                assert engine.recv(100) == GREETING
            program.stdin.close()
            assert program.wait(10) == 0
