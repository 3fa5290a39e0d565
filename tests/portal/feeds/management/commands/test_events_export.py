"""`events_export`: documents as their audience gets them."""

import json

import pytest
from django.core.management import CommandError, call_command
from tests.factories.event_rows import row, write
from tests.factories.members import organisation

NOON = 1_773_140_400_000
RAW = b'{"Format": "IDEA0", "ID": "e-1", "DetectTime": "2026-03-10T10:00:00Z", "Category": ["Recon.Scanning"], "Note": "ward 7"}'


@pytest.fixture
def house(settings, tmp_path, db):
    settings.DATA, settings.JOURNAL = tmp_path, tmp_path / "journal"
    write(
        settings.JOURNAL,
        row(1, NOON, id="e-1", member=2, org=2, raw=RAW),
        row(2, NOON, id="e-2", member=3, org=3, raw=RAW.replace(b"e-1", b"e-2")),
    )
    for number in (2, 3):
        organisation(number)


def documents(capfd, *options: str) -> list[dict]:
    call_command("events_export", "--format", "idea", *options)
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_everything_there_is(house, capfd) -> None:
    assert [(one["ID"], one.get("Note")) for one in documents(capfd)] == [("e-1", "ward 7"), ("e-2", "ward 7")]
    assert len(documents(capfd, "--most", "1")) == 1
    assert documents(capfd, "--day", "2026-03-11") == []


def test_as_a_member_sees_it(house, capfd) -> None:
    found = documents(capfd, "--as-member", "2")
    assert [(one["ID"], one.get("Note"), one.get("TLP")) for one in found] == [("e-1", "ward 7", None), ("e-2", None, "TLP:GREEN")]


@pytest.mark.parametrize("options", [["--format", "idea", "--what", "indicators"], ["--format", "idea", "--as-member", "99"]])
def test_what_cannot_be_done_is_status_2(house, options) -> None:
    with pytest.raises(CommandError) as error:
        call_command("events_export", *options)
    assert error.value.returncode == 2
