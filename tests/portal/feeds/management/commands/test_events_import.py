"""`events_import`: files in, what is refused is said with place and reason, exit status as in contracts.md."""

import json

import pytest
from django.core.management import CommandError, call_command
from tests.factories.members import HOUSE, organisation

from hsoc.journal import inbox
from hsoc.portal.members.models import Kind

IDEA = {"Format": "IDEA0", "ID": "a-1", "DetectTime": "2026-03-10T10:00:00Z", "Category": ["Recon.Scanning"]}


@pytest.fixture
def house(settings, tmp_path, db):
    settings.DATA = tmp_path / "data"
    organisation(HOUSE, kind=Kind.OPERATOR)
    return settings.DATA


def waiting(house) -> int:
    return sum(len(batch.events) for _, batch in inbox.batches(inbox.waiting(house / "spool" / "events", most=99)))


def test_good_ones_are_kept_and_bad_ones_named(house, tmp_path, capsys) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps([IDEA, {"Format": "IDEA0"}]))
    with pytest.raises(SystemExit) as ended:
        call_command("events_import", str(file), "--format", "idea")
    told = capsys.readouterr()
    assert (ended.value.code, waiting(house)) == (1, 1)
    assert "item 1" in told.err
    assert "2 items; 1 events" in told.out


def test_a_dry_run_keeps_nothing(house, tmp_path, capsys) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps(IDEA))
    call_command("events_import", str(file), "--format", "idea", "--dry-run")
    assert "would take 1 events" in capsys.readouterr().out
    assert waiting(house) == 0


@pytest.mark.parametrize(("content", "more"), [(b"junk", []), (b"[]", ["--organisation", "77"]), (None, [])])
def test_what_cannot_be_used_is_one_sentence_and_status_2(house, tmp_path, content, more) -> None:
    file = tmp_path / "x.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=r"x\.json: |no organisation 77") as error:
        call_command("events_import", str(file), "--format", "idea", *more)
    assert error.value.returncode == 2
    assert waiting(house) == 0
