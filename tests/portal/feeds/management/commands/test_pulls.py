"""`manage pulls`: by name or what is due; an unknown name is a sentence."""

import pytest
from django.core.management import CommandError, call_command
from tests.factories.members import NOW

from hsoc.portal.feeds.actions.pulls import Source, add_pull


def test_a_source_that_is_not_there_is_told_and_stops_no_other(first, settings, tmp_path, capsys) -> None:
    settings.DATA = tmp_path
    for name in ("a", "b"):
        source = Source(name=name, kind="plain", url="http://127.0.0.1:1/list")
        add_pull(actor=first, organisation=1, source=source, now=NOW)
    call_command("pulls", "--due")
    told = capsys.readouterr().out
    assert "a: 127.0.0.1 is at 127.0.0.1, which is not a public address" in told
    assert "b: " in told


def test_an_unknown_name(db) -> None:
    with pytest.raises(CommandError, match="no source named x"):
        call_command("pulls", "x")
