"""The whole house, as `make run` opens it: an attack comes over UDP, is decided on, told, and seen by the right people."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.visitor import Visitor

HSOC = Path(sys.executable).parent / "hsoc"
COLD_S = 240  # the aim is 90 s on an idle machine; tests run beside others
WARM_S = 120  # … and 6 s
SHOW_S = 120  # the attack comes within the first minute, a busy machine may be late


class House:
    """A running demo."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data = data
        self._visitors: dict[str, Visitor] = {}
        self.open()

    def open(self) -> None:
        self._log = (self.data.parent / "demo.log").open("w")
        self._process = subprocess.Popen(
            [HSOC, "demo", "--port", str(self.port), "--data", str(self.data)],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def visitor(self, username: str) -> Visitor:
        """Logged in once: a code of the second factor is good for one use."""
        if username not in self._visitors:
            self._visitors[username] = self._logged_in(username)
        return self._visitors[username]

    def _logged_in(self, username: str) -> Visitor:
        accounts = json.loads((self.data / "demo-accounts.json").read_text())["accounts"]
        one = next(a for a in accounts if a["username"] == username)
        visitor = Visitor(self.port)
        visitor.log_in(username=username, password=one["password"], totp_secret=one["totp_secret"])
        return visitor

    def healthy(self) -> bool:
        assert self._process.poll() is None, (self.data.parent / "demo.log").read_text()
        try:
            return Visitor(self.port).get("/healthz") != ""
        except OSError:
            return False

    def close(self) -> int:
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(timeout=40)
        finally:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._log.close()


def wait_for(what: Callable[[], Any], *, seconds: float) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        threading.Event().wait(0.5)
    raise AssertionError("it never came to pass")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    one = House(tmp_path_factory.mktemp("house") / "data")
    try:
        wait_for(one.healthy, seconds=COLD_S)
        wait_for((one.data / "perimeter" / "status.json").exists, seconds=COLD_S)
        yield one
    finally:
        one.close()


def announced(house: House) -> list[str]:
    log = house.data / "perimeter" / "announced.log"
    return [line for line in log.read_text().splitlines() if " announce " in line] if log.exists() else []


def test_attack_is_seen_decided_and_stopped_in_the_dry_run(house: House) -> None:
    lines = wait_for(lambda: announced(house), seconds=SHOW_S)
    assert all("flowspec/" in line or "next-hop" in line for line in lines)
    operator = house.visitor("operator")
    found = wait_for(
        lambda: operator.get("/portal/events/?detector=reflection&action=flowspec&state=open").count("/portal/events/"), seconds=60
    )
    assert found > 0


def test_operator_sees_a_lived_in_day(house: House) -> None:
    operator = house.visitor("operator")
    page = operator.get("/portal/day/")
    assert operator.status == 200
    assert "<svg" in page
    assert page.count("<h1") == 1


def test_figures_that_did_not_change_are_not_sent_again(house: House) -> None:
    operator = house.visitor("operator")
    operator.get("/portal/day/")
    yesterday = re.findall(r"/portal/day/(\d{4}-\d{2}-\d{2})/", operator.page)[0]
    figures = {"HX-Request": "true"}

    def unchanged() -> bool:  # the worker of a house just opened still finishes its past days: each gets a new version once
        operator.get(f"/portal/day/{yesterday}/", **figures)
        etag = operator.headers["etag"]
        again = operator.get(f"/portal/day/{yesterday}/", **figures, **{"If-None-Match": etag})
        return (operator.status, again) == (304, "")

    assert wait_for(unchanged, seconds=120)


@pytest.mark.paper
def test_day_as_paper_and_table(house: House) -> None:
    operator = house.visitor("operator")
    operator.get("/portal/day/")
    yesterday = re.findall(r"/portal/day/(\d{4}-\d{2}-\d{2})/", operator.page)[0]
    assert operator.get(f"/portal/day/{yesterday}.pdf").startswith("%PDF")
    table = operator.get(f"/portal/day/{yesterday}.csv")
    assert (operator.status, operator.headers["content-type"].split(";")[0], len(table.splitlines()) > 10) == (200, "text/csv", True)


def test_analyst_sees_no_foreign_target(house: House) -> None:
    analyst = house.visitor("analytik")
    page = analyst.get("/portal/events/?detector=reflection")
    assert analyst.status == 200
    own = json.loads((house.data / "demo-accounts.json").read_text())
    number = next(a["organisation"] for a in own["accounts"] if a["username"] == "analytik")
    foreign = [f"198.18.{n}." for n in range(1, 43) if n != number]
    assert [p for p in foreign if p in page] == []


def test_house_closes_cleanly_and_opens_again_at_once(house: House) -> None:
    assert house.close() == 0
    house.open()
    wait_for(house.healthy, seconds=WARM_S)
