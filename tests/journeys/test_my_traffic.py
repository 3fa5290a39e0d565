"""An analyst looks at the hospital's traffic with a real browser: the pages stand under the CSP, the script runs, nothing is refused."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.factories import members as people
from tests.factories import traffic

from hsoc.portal.members.models import Prefix
from hsoc.portal.members.rules import Role

PATIENCE = 120  # s for one page of a browser on a busy machine
SPAN = "since=2026-03-10T00:00&until=2026-03-11T00:00"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--enable-logging=stderr",
    "--v=0",
)


class Door(http.server.BaseHTTPRequestHandler):
    """Passes requests on with the visitor's cookies: chromium's command line cannot set any."""

    address = ""
    cookies = ""

    def do_GET(self) -> None:
        house = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        house.request("GET", self.path, headers={"Cookie": self.cookies})
        answer = house.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name in ("Content-Type", "Content-Security-Policy"):
            if value := answer.getheader(name):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the browser has seen enough and left
            self.wfile.write(body)
        house.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        pass


@pytest.fixture
def open_page(live_server, settings, tmp_path: Path, transactional_db) -> Callable[..., tuple[str, str]]:
    """(document, log) of a page as chromium shows it to an analyst of member 2."""
    settings.FLOW_JOURNALS = (traffic.written(tmp_path / "flows", traffic.story()),)
    settings.JOURNAL = tmp_path / "journal"
    person = people.person(Role.ANALYST, 2)
    Prefix.objects.create(organisation=people.organisation(2), text="198.18.2.0/24", first="0" * 32, last="0" * 32, added=people.NOW)
    client = Client()
    client.force_login(person)
    Door.address = live_server.url.removeprefix("http://")
    Door.cookies = f"hsoc={client.cookies['hsoc'].value}; hsoc_language=cs"
    door = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=door.serve_forever, daemon=True)
    thread.start()

    def opened(path: str, *, width: int = 1440) -> tuple[str, str]:
        command = [shutil.which("chromium"), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},1400", "--dump-dom"]
        url = f"http://127.0.0.1:{door.server_port}{path}"
        run = subprocess.run([*command, url], capture_output=True, text=True, timeout=PATIENCE, check=True)
        return run.stdout, run.stderr

    yield opened
    door.shutdown()
    door.server_close()
    thread.join()


@pytest.mark.browser
def test_an_analyst_goes_from_the_whole_to_single_flows(open_page) -> None:
    page, log = open_page(f"/portal/network/traffic/?{SPAN}")
    assert "Refused to" not in log
    assert 'data-theme-switch="" aria-label' in page  # the script has run: it shows its button
    assert not re.search(r"<button[^>]*data-theme-switch[^>]* hidden", page)
    assert page.count("<rect") > 5
    (partner,) = re.findall(r'href="(/portal/network/traffic/\?[^"]*partner=198\.19\.16\.5[^"]*)"', page)[:1]
    narrowed, log = open_page(partner.replace("&amp;", "&"), width=390)
    assert "Refused to" not in log
    assert 'href="/portal/network/traffic/flows/?' in narrowed
    flows, log = open_page(f"/portal/network/traffic/flows/?{SPAN}&partner=198.19.16.5", width=390)
    assert "Refused to" not in log
    assert ("198.18.2.12" in flows, "198.19.0.1" in flows, "zahozeno" in flows) == (True, False, True)
    assert re.search(r'<details data-fold="">', flows)  # on a phone the filters fold away
