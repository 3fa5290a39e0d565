"""Reading ahead never stands in the way of the server."""

from pathlib import Path

import pytest
from django.test import override_settings
from tests.factories.event_rows import row, write

from hsoc.portal.project.warm import warm


@pytest.mark.django_db
def test_warm_reads_an_empty_house_in_peace(tmp_path: Path) -> None:
    with override_settings(JOURNAL=tmp_path):
        warm()


@pytest.mark.django_db
def test_warm_leaves_a_broken_journal_to_the_page(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, row(1, 1_800_000_000_000))
    for manifest in tmp_path.rglob("*.json"):
        manifest.write_text("{")
    caplog.set_level("INFO")
    with override_settings(JOURNAL=tmp_path):
        warm()
    assert [record.message for record in caplog.records if record.name == "hsoc.portal.project.warm"] == ["nothing could be read ahead"]
