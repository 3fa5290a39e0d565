from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from tests.factories.members import NOW

from hsoc.portal.audit.actions import record
from hsoc.portal.audit.queries import head
from hsoc.portal.members.rules import SYSTEM

pytestmark = pytest.mark.django_db


def run(heads: Path) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("audit_verify", heads=heads, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_whole_chain_ends_with_0_and_its_head(tmp_path: Path) -> None:
    record(actor=SYSTEM, action="x.done", object="x", now=NOW)
    assert run(tmp_path / "none") == (0, f"audit chain holds: 1 entries, head {head()[1]}\n", "")


def test_a_chain_that_lost_its_end_ends_with_1_and_the_place(tmp_path: Path) -> None:
    heads = tmp_path / "heads"
    heads.write_text(f"2026-10-05 3 {'a' * 64}\n")
    assert run(heads) == (1, "", "audit chain broken at entry 1: entries up to 3 were witnessed outside and are missing\n")


def test_a_database_without_the_chain_ends_with_2(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE audit_entry")
    status, out, said = run(tmp_path / "none")
    assert (status, out, said.count("\n"), said.startswith("database: "), "audit_entry" in said) == (2, "", 1, True, True)


def test_an_unusable_file_ends_with_2_and_its_line(tmp_path: Path) -> None:
    heads = tmp_path / "heads"
    heads.write_text("nonsense\n")
    assert run(heads) == (2, "", f"{heads}: line 1: expected `day sequence hash`\n")
