"""A Mailman 3 in the environment of the real clients: its REST interface, its door, the boxes it delivers to. Never: what is asserted."""

import contextlib
import json
import os
import secrets
import signal
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from aiosmtpd.controller import Controller
from tests.lab.clients import HERE, KEPT
from tests.lab.processes import Process, free_port, wait_until

PATIENCE = 120.0  # s; it reads itself for three seconds of CPU, and machines are shared
DOMAIN = "mailman.hsoc.example"


class Mailman:
    """`url`, `user` and `password` of its REST interface; `got`: (recipient, bytes) of what it delivered."""

    def __init__(self, folder: Path) -> None:
        self.user, self.password, self.got = "hsoc", secrets.token_hex(8), list[tuple[str, bytes]]()
        rest, self._lmtp, smtp = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{rest}/3.1"
        told = {"folder": str(folder), "rest": rest, "lmtp": self._lmtp, "smtp": smtp, "user": self.user, "password": self.password}
        command = [str(KEPT / "mailman" / "bin" / "python"), "-I", str(HERE / "mailman" / "drive.py"), "serve", json.dumps(told)]
        self._process = Process(command, folder / "mailman.log")
        self._relay = Controller(self, hostname="127.0.0.1", port=smtp)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        self.got += [(one, envelope.content) for one in envelope.rcpt_tos]
        return "250 ok"

    def start(self) -> None:
        self._relay.start()
        self._process.start()
        wait_until(self._answers, "Mailman", PATIENCE, self._process.log)

    def _answers(self) -> bool:
        assert self._process.popen.poll() is None, self._process.log.read_text()[-2000:]
        with contextlib.suppress(OSError):
            self.ask("system/versions")
            socket.create_connection(("127.0.0.1", self._lmtp), timeout=5).close()
            return True
        return False

    def ask(self, path: str) -> dict[str, Any]:
        """What it says of itself."""
        answer = requests.get(f"{self.url}/{path}", auth=(self.user, self.password), timeout=30)
        answer.raise_for_status()
        return answer.json()

    def entries(self, path: str) -> list[dict[str, Any]]:
        return self.ask(path).get("entries", [])

    def post(self, sender: str, name: str, content: bytes) -> None:
        """A mail at its LMTP door."""
        with smtplib.LMTP("127.0.0.1", self._lmtp, timeout=30) as client:
            client.sendmail(sender, [f"{name}@{DOMAIN}"], content)

    def stop(self) -> None:
        self._process.stop()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.popen.pid, signal.SIGKILL)
        self._relay.stop()


@contextlib.contextmanager
def mailman(folder: Path) -> Iterator[Mailman]:
    one = Mailman(folder)
    try:
        one.start()
        yield one
    finally:
        one.stop()
