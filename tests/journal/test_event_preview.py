from pathlib import Path

from tests.factories.event_rows import row, write

from hsoc.journal.days import day_bounds
from hsoc.journal.event_list import Scope
from hsoc.journal.event_preview import preview
from hsoc.journal.event_sharing import Rule, Rules

DAY = "2026-03-10"
START = day_bounds(DAY)[0]


def test_rules_are_tried_on_what_there_was(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START),
        row(2, START, severity=4),
        row(3, START, category="Malware.Ransomware", port=443),
        row(4, START, member=3, org=2, tlp="TLP:RED"),
        row(5, START, test=True),
        row(6, START, member=3),
    )
    rules = (Rule(share=False, least=4), Rule(categories=("Malware",), told="nothing", delay=60))
    scope = Scope(rules=(Rules(org=2, rules=rules),), now=START + 10**9)
    found = preview(tmp_path, scope=scope, organisation=2, first_day=DAY, last_day=DAY)
    assert (found.events, found.given, found.by_rule) == (4, 2, (1, 1, 2))
    told = [(one.before.id, one.rule, one.after and (one.after.port, one.after.member, one.after.target)) for one in found.examples]
    assert told == [("e-4", -1, None), ("e-3", 1, (-1, 0, ""))]
    assert found.examples[1].before.target == "198.18.2.10"


def test_week_without_events_says_so(tmp_path: Path) -> None:
    assert preview(tmp_path, scope=Scope(), organisation=2, first_day=DAY, last_day=DAY).by_rule == (0,)
    write(tmp_path, row(1, START, member=3))
    found = preview(tmp_path, scope=Scope(rules=(Rules(org=2),)), organisation=2, first_day=DAY, last_day=DAY)
    assert (found.events, found.given, found.examples) == (0, 0, ())
