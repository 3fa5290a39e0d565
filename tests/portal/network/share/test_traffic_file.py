from __future__ import annotations

import csv
import io

from hsoc.journal.own_traffic_news import Service
from hsoc.journal.own_traffic_sums import Share
from hsoc.portal.network.share import traffic_file

ZEROS = dict.fromkeys(("flows", "packets", "bytes", "bytes_in", "bytes_out", "partners", "dropped_flows", "dropped_bytes"), 0)


def test_cells_that_a_spreadsheet_would_run_are_defused() -> None:
    row = Share(key=(65536, "=cmd()|calc"), first=1_773_097_200_000, last=1_773_097_200_000, **ZEROS)
    head, rows = traffic_file.shares("asn", [row])
    text = "".join(traffic_file.lines(head, rows, language="cs"))
    assert text.startswith(traffic_file.BOM)
    (told,) = csv.DictReader(io.StringIO(text.removeprefix(traffic_file.BOM)), delimiter=";")
    assert (told["asn"], told["network"], told["first"]) == ("65536", "'=cmd()|calc", "2026-03-10T00:00:00.000+01:00")


def test_english_sheets_use_commas_and_nothing_is_empty() -> None:
    one = Service(own="198.18.2.1", proto=6, port=22, asked=1, answers=1, bytes=5, first=0, last=0)
    text = "".join(traffic_file.lines(*traffic_file.plain(traffic_file.SERVICES, [one]), language="en"))
    assert text.splitlines()[1].startswith("198.18.2.1,6,22,1,1,5,1970-01-01T01:00")
    assert text.splitlines()[1].endswith(",")
