from datetime import timedelta

from tests.factories.members import NOW, acting, organisation

from hsoc.portal.members.rules import Role
from hsoc.portal.reports.models import Feedback, Report
from hsoc.portal.reports.queries.needs import ASKED, needs


def report(label: str, number: int, **more: object) -> Report:
    fields = {"severity": 2, "kind": "source", "language": "cs", "created": NOW, "events": 3, "content": {}} | more
    return Report.objects.create(label=label, organisation=organisation(number), **fields)


def test_unanswered_reports_of_ones_own_wait(db) -> None:
    mine = report("hSOC-2026-10-05-M-0001", 1)
    report("hSOC-2026-10-05-M-0002", 2)
    report("hSOC-2026-10-05-M-0003", 1, shadow=True)
    report("hSOC-2026-10-05-M-0004", 1, created=NOW - ASKED)
    me = acting(Role.ANALYST, 1)
    (one,) = needs(me, NOW)
    assert (one.level, one.since) == (3, NOW)
    assert one.href.endswith(f"/{mine.label}/") or one.href.endswith("/reports/")
    second = report("hSOC-2026-10-05-H-0005", 1, severity=4, created=NOW - timedelta(days=1))
    (one,) = needs(me, NOW)
    assert (one.level, one.since) == (4, second.created)
    for found in (mine, second):
        Feedback.objects.create(report=found, verdict="useful", given=NOW)
    assert needs(me, NOW) == ()
    assert needs(acting(Role.OPERATOR, 100), NOW) == ()
