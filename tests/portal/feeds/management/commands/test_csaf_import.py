"""`csaf_import`: files in, one line names file, place and reason, exit status as in contracts.md; `events_import` takes alerts too."""

import pytest
from django.core.management import CommandError, call_command
from tests.factories.advisories import AT, advisory, alert
from tests.factories.members import HOUSE, organisation

from hsoc.exchange.csaf import encode
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.members.models import Kind
from hsoc.records.parcel import Parcel


@pytest.fixture
def files(settings, tmp_path, db):
    settings.DATA = tmp_path / "data"
    organisation(HOUSE, kind=Kind.OPERATOR)
    for number in (1, 2):
        content = encode(Parcel(advisories=(advisory(f"EX-{number}"),)), now=AT).content
        (tmp_path / f"ex-{number}.json").write_bytes(content)
    (tmp_path / "bad.json").write_text('{"document": {"csaf_version": "1.2"}}')
    return [str(tmp_path / name) for name in ("ex-1.json", "ex-2.json", "bad.json")]


def test_good_ones_are_kept_and_bad_ones_named(files, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("csaf_import", *files)
    told = capsys.readouterr()
    assert (ended.value.code, Advisory.objects.count()) == (1, 2)
    assert "bad.json: /document/csaf_version: is '1.2', versions 2.0 and 2.1 are read" in told.err
    assert "3 files; took 2 new and 0 changed advisories" in told.out
    call_command("csaf_import", *files[:2])
    assert "2 known before" in capsys.readouterr().out


def test_a_dry_run_keeps_nothing(files, capsys) -> None:
    call_command("csaf_import", *files[:2], "--dry-run")
    assert "would take 2 new" in capsys.readouterr().out
    assert not Advisory.objects.exists()


@pytest.mark.parametrize("more", [["nowhere.json"], ["BAD"], ["GOOD", "--organisation", "77"]])
def test_what_cannot_be_used_is_one_sentence_and_status_2(files, more) -> None:
    more = [{"BAD": files[2], "GOOD": files[0]}.get(word, word) for word in more]
    with pytest.raises(CommandError, match=r"nowhere\.json: No such file|bad\.json: /document|no organisation 77") as error:
        call_command("csaf_import", *more)
    assert error.value.returncode == 2
    assert not Advisory.objects.exists()


def test_an_alert_comes_by_events_import_and_is_told_to_be_no_event(files, tmp_path, capsys) -> None:
    file = tmp_path / "alert.xml"
    file.write_bytes(alert())
    call_command("events_import", str(file), "--format", "cap")
    assert "0 events" in (told := capsys.readouterr().out)
    assert "1 advisories (no events)" in told
    with pytest.raises(CommandError, match="carries advisories, not events"):
        call_command("events_export", "--format", "cap")
