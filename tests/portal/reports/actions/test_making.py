"""A window is settled once and whole; links are random, kept as digests; mails are marked."""

from datetime import timedelta

import msgspec
import pytest
from tests.factories import members as people
from tests.factories import reports as make

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.rules import SYSTEM, Refused
from hsoc.portal.reports import queries
from hsoc.portal.reports.actions import making as actions
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.models import Reach, Report
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.rules.content import read
from hsoc.records.taxonomy import Severity

NOW = people.NOW
ANYONE = {"addresses": {"": ["soc@hospital2.example"]}, "language": "en", "mode": "summary", "office_only": False}


def due(severity: Severity = Severity.HIGH, after: int = 0) -> making.Due:
    return making.Due(2, severity, after, make.NOON - make.HOUR)


def settle(*seen, after: int = 0, upto: int = 10, at: int = make.NOON, severity: Severity = Severity.HIGH, **more):
    return actions.settle(actor=SYSTEM, due=due(severity, after), upto=upto, seen=seen, at=at, now=NOW, **more)


def test_a_report_is_made_labelled_and_written_down(begun):
    (report,) = settle(make.seen(make.BOT, severity=4))
    assert (report.label, report.events, report.kind, report.post) == ("hSOC-2026-11-21-H-0001", 1, "source", False)
    assert read(report.content).arithmetic.holds
    assert Entry.objects.get(action="report.made").concerns == 2
    (second,) = settle(make.seen(make.BOT, severity=4, own="198.18.2.99"), after=10, upto=20)
    assert second.label == "hSOC-2026-11-21-H-0002"


def test_a_window_is_settled_once(begun):
    assert settle(make.seen(make.BOT)) != []
    assert settle(make.seen(make.BOT, own="198.18.2.99")) == []
    reach = Reach.objects.get(organisation__number=2, severity=4)
    assert (reach.serial, reach.at) == (10, make.NOON)


def test_a_window_cut_short_leaves_its_period_open(begun):
    settle(make.seen(make.BOT), more=True)
    reach = Reach.objects.get(organisation__number=2, severity=4)
    assert (reach.serial, reach.at) == (10, make.NOON - make.HOUR)


def test_what_was_told_is_held_back_and_comes_again_as_recurring(begun):
    settle(make.seen(make.BOT))
    assert settle(make.seen(make.BOT, received=make.NOON + 20 * make.HOUR), after=10, upto=20, at=make.NOON + 21 * make.HOUR) == []
    (report,) = settle(after=20, upto=30, at=make.NOON + 24 * make.HOUR)
    content = read(report.content)
    assert ([part.recurring for part in content.parts], content.arithmetic.released, report.events) == ([True], 1, 1)


def test_who_wants_none_is_told_nothing_but_the_window_moves(begun, manager):
    wanted.save_preference(actor=manager, organisation=2, **ANYONE | {"mode": "none"}, now=NOW)
    assert settle(make.seen(make.BOT)) == []
    assert Reach.objects.get(organisation__number=2, severity=4).serial == 10


def test_each_address_its_own_report(begun, manager):
    wanted.save_preference(actor=manager, organisation=2, **ANYONE | {"mode": "extra"}, now=NOW)
    made = settle(make.seen(make.BOT), make.seen(make.BOT, own="198.18.2.11"))
    assert sorted(read(one.content).own for one in made) == ["198.18.2.10", "198.18.2.11"]
    assert all(read(one.content).arithmetic.all == 1 for one in made)


def test_mails_wait_for_nobody_the_muted_and_trials(begun, manager):
    wanted.save_preference(actor=manager, organisation=2, **ANYONE, now=NOW)
    (report,) = settle(make.seen(make.BOT))
    assert (report.post, report.language) == (True, "en")
    Reach.objects.filter(organisation__number=2, severity=3).update(serial=0)
    trial = msgspec.structs.replace(make.seen(make.SSH), event_class=make.BY_NAME["anomaly-traffic", make.Kind.SOURCE])
    (shadow,) = settle(trial, severity=Severity.MEDIUM)
    assert (shadow.shadow, shadow.post) == (True, False)
    # `created` follows the events' time, so the mute is set from there
    at = report.created
    wanted.mute(actor=manager, organisation=2, until=at + timedelta(days=2), reason="", now=at)
    (muted,) = settle(make.seen(make.BOT, own="198.18.2.50"), after=10, upto=20)
    assert muted.post is False


def test_an_exception_counts_its_hits(begun, manager):
    made = wanted.exclude(
        actor=manager, organisation=2, event_class="", prefix="198.18.2.10/32", detector="", reason="A test machine.", until=None, now=NOW
    )
    assert settle(make.seen(make.BOT), make.seen(make.BOT)) == []
    made.refresh_from_db()
    assert made.hits == 2


def test_a_link_is_random_kept_as_a_digest_and_replaced(told):
    report = told()
    first = actions.give_link(actor=SYSTEM, report=report.pk, now=NOW)
    second = actions.give_link(actor=SYSTEM, report=report.pk, now=NOW)
    assert first != second
    assert len(first) == 22  # 128 bits
    assert queries.by_link(report.label, first, now=NOW) is None
    assert queries.by_link(report.label, second, now=NOW) == report
    assert queries.by_link(report.label, second, now=NOW + actions.LINK_LASTS) is None
    stored = Report.objects.get(pk=report.pk)
    assert second not in (stored.digest, str(stored.content))


def test_a_mail_that_cannot_leave_is_tried_again_but_not_for_ever(told, monkeypatch):
    monkeypatch.setattr(making, "MOST_TRIES", 2)
    report = told()
    Report.objects.filter(pk=report.pk).update(post=True)
    actions.mark_unsent(actor=SYSTEM, report=report.pk, reason="relay away", now=NOW)
    assert Report.objects.get(pk=report.pk).post
    actions.mark_unsent(actor=SYSTEM, report=report.pk, reason="relay away", now=NOW)
    assert not Report.objects.get(pk=report.pk).post
    actions.mark_mailed(actor=SYSTEM, report=report.pk, addresses=["a@hospital2.example"], now=NOW)
    assert Report.objects.get(pk=report.pk).mailed == NOW


def test_old_reports_are_forgotten(told):
    report = told()
    assert actions.forget(actor=SYSTEM, now=report.created + actions.KEPT) == 0
    assert actions.forget(actor=SYSTEM, now=report.created + actions.KEPT + timedelta(seconds=1)) == 1


def test_only_the_house_makes_reports(begun, analyst):
    with pytest.raises(Refused):
        actions.settle(actor=analyst, due=due(), upto=1, seen=(), at=make.NOON, now=NOW)
