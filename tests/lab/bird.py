"""BIRD as a router that checks rules as RFC 8955 section 6 wants. Never: a rule."""

import contextlib
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.lab.processes import Process, free_port, running, wait_until

ASN = 64502


def missing() -> str:
    return "" if shutil.which("bird") else "Debian's bird2"


class Bird:
    """One bird. validate: rules need a unicast route of the same origin to their destination."""

    def __init__(self, folder: Path, *, neighbour: tuple[str, int], address: str = "127.0.0.4", validate: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port(address)
        self.sockets = Path(tempfile.mkdtemp(prefix="hb"))
        peer, asn = neighbour
        check = "validate on;" if validate else "validate off;"
        config = folder / "bird.conf"
        config.write_text(
            f"router id {address};\nlog stderr all;\n"
            "ipv4 table m4 { trie yes; };\nipv6 table m6 { trie yes; };\nflow4 table f4;\nflow6 table f6;\nprotocol device {}\n"
            f"protocol bgp exa {{ local {address} port {self.port} as {ASN}; neighbor {peer} as {asn};\n"
            " multihop; passive on; strict bind on;\n"
            " ipv4 { table m4; import all; export none; };\n ipv6 { table m6; import all; export none; };\n"
            f" flow4 {{ table f4; base table m4; {check} import all; export none; }};\n"
            f" flow6 {{ table f6; base table m6; {check} import all; export none; }};\n}}\n"
        )
        self.control = self.sockets / "c"
        self.process = Process(["bird", "-f", "-c", str(config), "-s", str(self.control)], folder / "bird.log")

    def show(self, command: str) -> str:
        """What birdc answers to one command."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(10)
            control.connect(str(self.control))
            told = control.recv(65536)
            control.sendall(command.encode() + b"\n")
            told = b""
            while not any(line[:4] in (b"0000", b"8001", b"9001", b"8003") and line[4:5] == b" " for line in told.split(b"\n")):
                part = control.recv(65536)
                if not part:
                    break
                told += part
            return told.decode(errors="replace")


@contextlib.contextmanager
def bird(folder: Path, **given: object) -> Iterator[Bird]:
    one = Bird(folder, **given)
    with running(one.process):
        try:
            wait_until(one.control.exists, "bird's control socket", log=one.process.log)
            yield one
        finally:
            one.process.stop()
            shutil.rmtree(one.sockets, ignore_errors=True)
