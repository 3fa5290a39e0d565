"""ExaBGP with hSOC's helper program, beside one or more receivers. Never: a rule."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.lab.processes import Process, children, wait_until

import hsoc

ADDRESS = "127.0.0.2"
ASN = 64500
SOURCE = Path(hsoc.__file__).parents[1]
ENVIRONMENT = {
    "exabgp_daemon_drop": "false",
    "exabgp_api_cli": "false",
    "exabgp_api_terminate": "true",
    "exabgp_log_level": "WARNING",
    "PYTHONPATH": str(SOURCE),
}
FAMILIES = "ipv4 unicast; ipv6 unicast; ipv4 flow; ipv6 flow; ipv4 flow-vpn; ipv6 flow-vpn; ipv4 mpls-vpn; ipv6 mpls-vpn;"


def configuration(
    folder: Path, *, receivers: Sequence[tuple[str, int, int]], address: str = ADDRESS, families: str = FAMILIES
) -> tuple[Path, Path]:
    """(exabgp.conf, socket) for receivers (address, AS, port)."""
    folder.mkdir(parents=True, exist_ok=True)
    # a Unix socket's path is short by law of the kernel, and pytest's folders are not
    socket = Path(tempfile.mkdtemp(prefix="hx")) / "s"
    text = f"process hsoc {{ run {sys.executable} -m hsoc.perimeter.wires.exabgp_pipe {socket}; encoder text; }}\n"
    for receiver, asn, port in receivers:
        text += f"neighbor {receiver} {{ router-id {address}; local-address {address}; local-as {ASN}; peer-as {asn}; connect {port};\n"
        text += f" family {{ {families} }}\n capability {{ graceful-restart 60; }}\n api {{ processes [ hsoc ]; }} }}\n"
    path = folder / "exabgp.conf"
    path.write_text(text)
    return path, socket


class ExaBGP:
    """One ExaBGP."""

    def __init__(self, folder: Path, **given: object) -> None:
        self.config, self.socket = configuration(folder, **given)
        self.process = Process([sys.executable, "-m", "exabgp", "server", str(self.config)], folder / "exabgp.log", ENVIRONMENT)

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self.process.start()
        wait_until(self.socket.exists, "ExaBGP's helper program", log=self.process.log)

    def helper(self) -> int:
        """Process number of the helper program."""
        (one,) = children(self.process.popen.pid)
        return one


@contextlib.contextmanager
def exabgp(folder: Path, **given: object) -> Iterator[ExaBGP]:
    """An ExaBGP whose helper program listens."""
    one = ExaBGP(folder, **given)
    try:
        one.start()
        yield one
    finally:
        one.process.stop()
        one.socket.unlink(missing_ok=True)
        one.socket.parent.rmdir()
