"""The data behind a report: all lines that were kept, the sum, times in UTC."""

import json

from tests.factories import reports as make

from hsoc.portal.reports.rules.content import read
from hsoc.portal.reports.share.document import document


def test_everything_that_was_kept(told):
    report = told(*(make.seen(make.BOT, own=f"198.18.2.{n}") for n in range(20)))
    found = json.loads(json.dumps(document(report, read(report.content))))
    assert (found["label"], found["tlp"], found["organisation"], found["trial"]) == (report.label, "TLP:AMBER+STRICT", 2, False)
    assert len(found["parts"][0]["lines"]) == 20
    assert found["window"] == {"after": "2026-11-21T10:00:00.000Z", "upto": "2026-11-21T11:00:00.000Z"}
    sums = found["arithmetic"]
    assert sums["all"] == sums["found"] + sums["released"] == sums["reported"] == 20
