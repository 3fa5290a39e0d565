"""`manage imports` takes in what was left alone, and says how far each is."""

import os

import pytest
from django.core.management import call_command
from tests.factories.members import NOW
from tests.portal.feeds.actions.test_imports import CHOICE, TABLE

from hsoc.portal.feeds.actions.imports import begin, prepare


@pytest.mark.parametrize("seconds", [10, 100])
def test_it_goes_on_with_what_was_left_alone(settings, tmp_path, first, capsys, seconds) -> None:
    settings.DATA = tmp_path
    made = begin(actor=first, one=prepare(actor=first, organisation=1, file="list.csv", content=TABLE, format_="", now=NOW), **CHOICE)
    about = tmp_path / "imports" / made.key / "about.json"
    os.utime(about, (about.stat().st_mtime - seconds,) * 2)
    call_command("imports")
    assert capsys.readouterr().out == ("" if seconds < 60 else f"{made.key}: done, 1 of 1 portions\n")
