"""The demo's reports come of its past by the worker's own code, once, and are answered."""

from pathlib import Path

import pytest
from tests.factories import event_rows
from tests.factories import members as people

from hsoc.portal.members.models import Prefix
from hsoc.portal.members.rules import Role
from hsoc.portal.project import demo_reports
from hsoc.portal.reports.models import Feedback, Report

NOW = 1_795_258_800_000  # 2026-11-21 12:00 in Prague, ms
BOT = {"category": "Intrusion.Botnet", "detector": "c2_contact", "severity": 4, "disposition": "passed", "org": people.HOUSE, "member": 2}


@pytest.mark.django_db
def test_the_past_is_reported_once(settings, tmp_path: Path):
    settings.JOURNAL = tmp_path / "journal"
    home = people.organisation(2)
    Prefix.objects.create(organisation=home, text="198.18.2.0/24", first="2", last="3", added=people.NOW)
    people.person(Role.ANALYST, 2, username="analytik")
    hour = 3_600_000
    event_rows.write(
        settings.JOURNAL,
        *(event_rows.row(n, NOW - 20 * hour + n, source=f"198.18.2.{n}", target="203.0.113.9", **BOT) for n in range(1, 4)),
        event_rows.row(9, NOW - 3 * hour, source="198.18.2.77", target="203.0.113.9", **BOT),
    )
    assert demo_reports.settle(now=NOW, members=(2,)) == 2
    assert [(one.events, one.post) for one in Report.objects.order_by("created")] == [(3, False), (1, True)]
    assert Feedback.objects.filter(author__username="analytik").count() == 2
    assert demo_reports.settle(now=NOW, members=(2,)) == 0
