"""The export has the columns that are shown."""

from __future__ import annotations

import csv
import io

from tests.factories.events import row

from hsoc.portal.events.web import list_file


def test_export_holds_the_columns_shown_and_the_id():
    file = list_file.written([row(id="a-1", member=3)], columns=("detected", "kind", "member"), names={3: "Nemocnice"}, language="cs")
    found = list(csv.DictReader(io.StringIO(b"".join(file).decode("utf-8-sig")), delimiter=";"))
    assert found == [
        {"id": "a-1", "detected": "2026-11-21T14:31:07+01:00", "category": "Recon.Scanning", "detector": "horizontal_scan", "vector": "tcp",
         "service": "445/tcp SMB", "member": "3", "organisation": "Nemocnice"}
    ]  # fmt: skip


def test_export_defuses_what_strangers_wrote():
    file = list_file.written([row(client="=HYPERLINK(1)")], columns=("client",), names={}, language="en")
    assert b"".join(file).decode().splitlines()[1].endswith(",'=HYPERLINK(1)")
