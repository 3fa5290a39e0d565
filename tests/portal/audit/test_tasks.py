from __future__ import annotations

import socket
from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from tests.factories.members import NOW

from hsoc.portal.audit import queries
from hsoc.portal.audit.actions import record
from hsoc.portal.audit.rules import Broken
from hsoc.portal.audit.tasks import check, keep_head, send_head
from hsoc.portal.members.rules import SYSTEM

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)


def test_the_head_leaves_once_a_day(tmp_path: Path) -> None:
    heads = tmp_path / "out" / "heads.txt"
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    monday = queries.head()[1]
    assert keep_head(heads, day=MONDAY)
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    assert not keep_head(heads, day=MONDAY)
    assert keep_head(heads, day=TUESDAY)
    assert heads.read_text() == f"2026-10-05 1 {monday}\n2026-10-06 2 {queries.head()[1]}\n"
    assert heads.stat().st_mode & 0o777 == 0o600


def test_an_empty_chain_has_no_head_to_keep(tmp_path: Path) -> None:
    assert not keep_head(tmp_path / "heads.txt", day=MONDAY)


def test_check_holds_the_chain_against_the_kept_heads(tmp_path: Path) -> None:
    heads = tmp_path / "heads.txt"
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    assert check(heads) is None
    keep_head(heads, day=MONDAY)
    assert check(heads) is None
    heads.write_text(f"2026-10-05 1 {'0' * 64}\n")
    assert check(heads) == Broken(1, "differs from the hash witnessed outside")


def test_the_head_leaves_by_mail_and_by_syslog() -> None:
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as catcher:
        catcher.bind(("127.0.0.1", 0))
        catcher.settimeout(30)
        send_head(day=MONDAY, mail="chain@auditor.example", syslog=f"127.0.0.1:{catcher.getsockname()[1]}")
        line = catcher.recv(2000).decode()
    text = f"2026-10-05 1 {queries.head()[1]}"
    assert line.startswith("<109>1 - ")
    assert line.endswith(f" hsoc - audit-head - {text}")
    [told] = mail.outbox
    assert (told.to, told.body) == (["chain@auditor.example"], f"{text}\n")
