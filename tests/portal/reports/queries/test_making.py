"""Who is due, who is new, whom to write to."""

from tests.factories import members as people
from tests.factories import reports as make

from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.rules.classes import NAMES, State
from hsoc.records.taxonomy import Severity

NOW = people.NOW
SATURDAY = make.NOON + make.HOUR  # 2026-11-21, 13:00: two hours end here


def test_due_by_period_and_office_hours(begun):
    everybody = making.due_now(now=SATURDAY, everything=True)
    assert len(everybody) == 10
    assert {(one.organisation, int(one.severity)) for one in making.due_now(now=SATURDAY)} == {
        (2, 3), (2, 4), (2, 5), (3, 3), (3, 4), (3, 5),
    }  # fmt: skip
    wanted.save_preference(actor=SYSTEM, organisation=2, addresses={}, language="cs", mode="summary", office_only=True, now=NOW)
    assert {int(one.severity) for one in making.due_now(now=SATURDAY) if one.organisation == 2} == {4, 5}


def test_new_ones_are_those_with_addresses_that_nobody_has_begun_with(community):
    people.organisation(9)
    assert making.unknown() == [2, 3]
    assert making.house() == {people.HOUSE}
    assert making.by_number([2, 77]).keys() == {2}


def test_whom_to_write_to(community):
    assert making.addresses(community[2], 4) == []
    people.person(Role.ANALYST, 2)
    people.person(Role.MANAGER, 2)
    assert making.addresses(community[2], 4) == ["analyst-2@hospital2.example", "manager-2@hospital2.example"]
    lists = {"": ["soc@hospital2.example"], "5": ["night@hospital2.example"]}
    wanted.save_preference(actor=SYSTEM, organisation=2, addresses=lists, language="cs", mode="extra", office_only=False, now=NOW)
    assert [making.addresses(community[2], number) for number in (5, 4)] == [["night@hospital2.example"], ["soc@hospital2.example"]]
    assert making.mode(community[2]) == "extra"
    assert making.mode(community[3]) == "summary"


def test_shipped_states_until_the_operator_says_otherwise(community):
    assert making.states().keys() == set(NAMES)
    assert making.states()["recon-scanning-target"] is State.SHADOW


def test_the_gravest_are_posted_first(told):
    one = told()
    other = told(make.seen(make.SSH), severity=Severity.MEDIUM)
    Report.objects.update(post=True)
    assert list(making.to_post(most=5)) == [one, other]
    assert len(making.to_post(most=1)) == 1


def test_filters_and_what_is_remembered(told, community):
    told()
    remembered = making.told(2, Severity.HIGH, shadow=False)
    assert list(remembered) == [("intrusion-botnet-bot", "198.18.2.10")]
    until = remembered["intrusion-botnet-bot", "198.18.2.10"].until
    assert [making.ends(community[2], Severity.HIGH, now=until + more) for more in (-1, 0)] == [False, True]
    assert making.filters(community[2], now=make.NOON)("malware", "198.18.2.10", "") == 0
