"""FRR's bgpd as a router, alone: no zebra, no root. Never: a rule."""

import contextlib
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.lab.processes import Process, free_port, running, wait_until

PROGRAM = "/usr/lib/frr/bgpd"
ASN = 64501


def missing() -> str:
    return "" if Path(PROGRAM).exists() else "Debian's frr"


class FRR:
    """One bgpd. `show` asks it as vtysh would."""

    def __init__(self, folder: Path, *, neighbour: tuple[str, int], address: str = "127.0.0.3") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.address, self.port = address, free_port(address)
        self.sockets = Path(tempfile.mkdtemp(prefix="hf"))
        config = folder / "bgpd.conf"
        peer, asn = neighbour
        families = "".join(
            f" address-family {name}\n  neighbor {peer} activate\n exit-address-family\n"
            for name in ("ipv4 unicast", "ipv6 unicast", "ipv4 flowspec", "ipv6 flowspec")
        )
        config.write_text(
            f"router bgp {ASN}\n bgp router-id {address}\n no bgp ebgp-requires-policy\n no bgp network import-check\n"
            f" neighbor {peer} remote-as {asn}\n neighbor {peer} passive\n neighbor {peer} ebgp-multihop 5\n"
            f" neighbor {peer} disable-connected-check\n{families}"
        )
        self.process = Process(
            [PROGRAM, "-Z", "-S", "-p", str(self.port), "-l", address, "-f", str(config), "-A", address, "-P", "0",
             "-i", str(self.sockets / "pid"), "--vty_socket", str(self.sockets)],
            folder / "bgpd.log",
        )  # fmt: skip

    def show(self, command: str) -> str:
        """What bgpd's own vty answers to one command."""
        with socket.socket(socket.AF_UNIX) as vty:
            vty.settimeout(10)
            vty.connect(str(self.sockets / "bgpd.vty"))
            for line in ("enable", command):
                vty.sendall(line.encode() + b"\0")
                told = b""
                while not told.endswith(b"\0\0\0\0") and not (told[:-1].endswith(b"\0\0\0")):
                    part = vty.recv(65536)
                    if not part:
                        break
                    told += part
            return told.rstrip(b"\0").rstrip(b"\x00\x01\x02").decode(errors="replace").strip("\0")


@contextlib.contextmanager
def frr(folder: Path, **given: object) -> Iterator[FRR]:
    one = FRR(folder, **given)
    with running(one.process):
        try:
            wait_until((one.sockets / "bgpd.vty").exists, "bgpd's vty", log=one.process.log)
            yield one
        finally:
            one.process.stop()
            shutil.rmtree(one.sockets, ignore_errors=True)
