from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from tests.factories.registers import csv

from hsoc.portal.memorandum.models import Batch

pytestmark = pytest.mark.django_db
HEAD = "jméno;instituce;datum podpisu\r\n"


def test_the_dry_run_prints_and_keeps_nothing(tmp_path, text):
    path = tmp_path / "r.csv"
    path.write_bytes(csv())
    out = io.StringIO()
    with pytest.raises(SystemExit) as left, translation.override("en"):
        call_command("members_import", str(path), "--dry-run", stdout=out)
    assert left.value.code == 1
    assert len(out.getvalue().splitlines()) == 7
    assert "Jana Vymyšlená" in out.getvalue()
    assert not Batch.objects.exists()
    assert "because the name says “Ústav”" in out.getvalue()  # the kind and why, as the page says it
    path.write_text(HEAD + "Jana Vymyšlená;Krajská nemocnice Nová;1. 3. 2026\r\n")
    call_command("members_import", str(path), "--dry-run", stdout=out)
    call_command("members_import", str(path), stdout=out)
    assert str(Batch.objects.get().pk) in out.getvalue().splitlines()[-1]


def test_what_cannot_be_read_is_named_in_one_line(tmp_path):
    path = tmp_path / "r.csv"
    for content in (None, "a;b\r\n", HEAD + "Jana;Nemocnice;1. 3. 2026\r\n"):
        if content is not None:
            path.write_text(content)
        with pytest.raises(CommandError, match=r"r\.csv: ") as caught:
            call_command("members_import", str(path))
        assert caught.value.returncode == 2
        assert "\n" not in str(caught.value)
