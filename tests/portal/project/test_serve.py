from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 120  # seconds: a loaded machine of two cores


def asked(port: int, path: str) -> tuple[int, bytes]:
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        door.request("GET", path)
        answer = door.getresponse()
        return answer.status, answer.read()
    finally:
        door.close()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    surroundings = {
        **os.environ,
        "HSOC_DATA": str(tmp_path_factory.mktemp("house")),
        "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings",
    }
    start = f"from hsoc.portal.project.serve import serve; serve(port={number})"
    with subprocess.Popen([sys.executable, "-c", start], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as house:
        try:
            _wait(house, number)
            yield number
        finally:
            house.terminate()
            house.wait(PATIENCE)


def _wait(house: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and house.poll() is None:
        try:
            asked(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the house did not open its door")


def test_the_house_opens_its_door(port: int) -> None:
    assert asked(port, "/healthz") == (200, b"ok\n")
    assert asked(port, "/robots.txt")[0] == 200  # the pages of the public web need tables


def test_the_style_sheet_is_served_without_being_collected(port: int) -> None:
    assert asked(port, "/static/hsoc/hsoc.css")[0] == 200


def test_a_house_without_tables_is_not_ready(port: int) -> None:
    status, body = asked(port, "/readyz")
    assert status == 503
    assert b'"migrations":{"ok":false' in body


def test_the_folder_is_nobody_elses(port: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = next(Path(tmp_path_factory.getbasetemp()).glob("house*/secret-key"))
    assert made.stat().st_mode & 0o777 == 0o600


def test_the_address_is_loopback_by_itself() -> None:
    from hsoc.portal.project.serve import serve  # noqa: PLC0415

    assert (serve.__kwdefaults__["host"], serve.__kwdefaults__["workers"]) == ("127.0.0.1", 1)
