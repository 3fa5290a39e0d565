from __future__ import annotations

from io import StringIO
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_accounts_are_written_printed_and_work(settings: object, tmp_path: Path, visitor: Client) -> None:
    settings.DATA = tmp_path
    out = StringIO()
    call_command("demo_accounts", "--analyst-of", "3", "--manager-of", "7", "--print", stdout=out)
    accounts = msgspec.json.decode((tmp_path / "demo-accounts.json").read_bytes())["accounts"]
    assert [(one["username"], one["organisation"]) for one in accounts] == [
        ("operator", 4000),
        ("koordinator", 4000),
        ("analytik", 3),
        ("manazer", 7),
    ]
    assert [line.split()[:2] for line in out.getvalue().splitlines()] == [[one["username"], one["password"]] for one in accounts]
    for one in accounts:
        answer = visitor.post("/account/login/", {"login": one["username"], "password": one["password"]})
        assert answer.headers["Location"] == "/account/2fa/authenticate/"


def test_an_unreadable_file_is_an_error_that_names_it(settings: object, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "demo-accounts.json").write_text("{")
    with pytest.raises(CommandError, match=r"demo-accounts\.json"):
        call_command("demo_accounts")
