"""An analyst goes with a real browser from My traffic over a rule to In force now; the pages stand under the CSP, on a desk and a phone."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.factories import members as people
from tests.factories import traffic
from tests.factories.force import said, standing
from tests.factories.network import hospital, rule
from tests.journeys.test_my_traffic import FLAGS, PATIENCE, SPAN, Door

from hsoc.portal.members.rules import Role
from hsoc.records.scope import Match

NOW = datetime.now(UTC)
OWN = Match(dst="198.18.2.0/24", proto=(6,), dport=((23, 23),))


@pytest.fixture
def open_page(live_server, settings, tmp_path: Path, transactional_db) -> Callable[..., tuple[str, str]]:
    """(document, log) of a page as chromium shows it to an analyst of member 2, who has a rule that stands."""
    settings.DATA = tmp_path
    settings.FLOW_JOURNALS = (traffic.written(tmp_path / "flows", traffic.story()),)
    settings.JOURNAL = tmp_path / "journal"
    hospital(2)
    person = people.person(Role.ANALYST, 2)
    made = rule(OWN, number=2, author=person, since=NOW, until=NOW + timedelta(days=1))
    said(tmp_path, standing(OWN, member=2, story=f"own:{made.pk}", rule="own.rule"))
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
def test_an_analyst_goes_from_traffic_over_a_rule_to_what_stands(open_page) -> None:
    page, log = open_page(f"/portal/network/traffic/?{SPAN}")
    assert ("Refused to" in log, 'href="/portal/network/rules/"' in page) == (False, True)
    page, log = open_page("/portal/network/rules/")
    number = page.partition('data-href="/portal/network/rules/')[2].partition("/")[0]
    assert ("Refused to" in log, number.isdecimal()) == (False, True)
    page, log = open_page(f"/portal/network/rules/{number}/", width=390)
    assert ("Refused to" in log, "198.18.2.0/24" in page) == (False, True)
    page, log = open_page("/portal/network/in-force/", width=390)
    assert "Refused to" not in log
    assert (f'href="/portal/network/rules/{number}/"' in page, "60\u202f000" in page or "60\u00a0000" in page) == (True, True)
    assert "Stáhnout" not in page  # only the operator takes entries out
