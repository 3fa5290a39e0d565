"""The reporter from the journal to the mail: who is due is told once, nothing is lost when something fails."""

import pytest
from django.core import mail
from tests.factories import event_rows
from tests.factories import members as people
from tests.factories import reports as make
from tests.portal.reports.conftest import BEGIN, bot

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.audit.models import Entry
from hsoc.portal.events import queries as events
from hsoc.portal.members.rules import Role
from hsoc.portal.reports import tasks
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.models import Reach, Report

NOW = make.NOON + make.HOUR


@pytest.fixture
def journal(begun, settings):
    """A bot of hospital 2 in two events, an attack on hospital 3 that was stopped, a scan that concerns nobody's report."""
    attack = {"category": "Availability.DDoS", "detector": "reflection", "severity": 4, "disposition": "reactive", "member": 3}
    event_rows.write(
        settings.JOURNAL,
        bot(1),
        bot(2),
        event_rows.row(3, make.NOON, target="198.18.3.7", org=people.HOUSE, **attack),
        event_rows.row(4, make.NOON, target="198.18.3.8", org=people.HOUSE, member=3),
    )
    return settings.JOURNAL


def made() -> list[tuple[int, str, int]]:
    return [(one.organisation.number, one.kind, one.events) for one in Report.objects.order_by("organisation__number")]


def test_each_is_told_what_concerns_it_and_only_once(journal):
    tasks.report(now=NOW)
    assert made() == [(2, "source", 2), (3, "target", 1)]
    assert tasks.report(now=NOW + 600_000) == []
    assert set(Reach.objects.filter(severity__gte=3).values_list("serial", flat=True)) == {4}


def test_an_update_of_an_attack_is_no_second_report(journal):
    tasks.report(now=NOW)
    again = {"category": "Availability.DDoS", "detector": "reflection", "severity": 4, "disposition": "reactive", "member": 3}
    event_rows.write(journal, event_rows.row(5, make.NOON, id="e-3", revision=2, target="198.18.3.7", org=people.HOUSE, **again))
    assert tasks.report(now=NOW + 600_000) == []


def test_new_organisations_begin_with_the_present(journal):
    Reach.objects.filter(organisation__number=3).delete()
    tasks.report(now=NOW)
    assert made() == [(2, "source", 2)]
    assert Reach.objects.get(organisation__number=3, severity=4).serial == 4


class Started:
    """A process that runs until told otherwise."""

    made: list[list[str]]
    over = False

    def __init__(self, words: list[str], **_given: object) -> None:
        Started.made.append(words)

    def poll(self) -> int | None:
        return 0 if Started.over else None

    def kill(self) -> None:
        Started.over = True


@pytest.fixture
def started(monkeypatch, settings):
    Started.made, Started.over = [], False
    settings.STARTS_PROCESSES = True
    monkeypatch.setattr(tasks.subprocess, "Popen", Started)
    monkeypatch.setattr(tasks, "_running", [])
    monkeypatch.setattr(tasks._Clock, "began", 0)
    return Started


def test_a_beat_starts_a_round_once_in_ten_minutes_and_never_two(journal, started):
    tasks.on_beat(NOW)
    assert [words[-3:] for words in started.made] == [["portal", "manage", "reports"]]
    assert made() == []  # the worker itself makes none
    tasks.on_beat(NOW + 600_000)
    assert len(started.made) == 1  # the first one still runs
    started.over = True
    tasks.on_beat(NOW + 600_000)
    tasks.on_beat(NOW + 605_000)
    assert len(started.made) == 2


def test_mails_that_wait_get_a_round_a_minute_later(journal, started):
    tasks.report(now=NOW)
    Report.objects.update(post=True)
    started.over = True
    for after in (0, 5_000, 59_000, 60_000):
        tasks.on_beat(NOW + after)
    assert len(started.made) == 2


def test_only_one_round_at_a_time_and_it_gives_a_sign_of_life(journal, settings):
    with tasks.alone(), pytest.raises(tasks.Busy):
        tasks.turn(now=NOW)
    assert made() == []
    assert len(tasks.turn(now=NOW)[0]) == 2
    assert (settings.HEARTBEATS / "reporter").exists()


def test_a_slow_journal_loses_nothing(journal, monkeypatch):
    def slow(*_args, **_given):
        raise TooSlow("stopped after 60 s")

    with monkeypatch.context() as patched:
        patched.setattr(events, "window", slow)
        with pytest.raises(TooSlow):
            tasks.turn(now=NOW)
    assert len(tasks.turn(now=NOW + 600_000)[0]) == 2


class Killed(BaseException):
    """The process ends here, at once."""


def test_a_round_that_is_killed_is_gone_on_with_and_nothing_is_sent_twice(journal, monkeypatch):
    people.person(Role.ANALYST, 2)
    people.person(Role.ANALYST, 3)
    settle, left = tasks.actions.settle, [1]

    def dying(**given):
        if not left:
            raise Killed
        told = settle(**given)
        if told:
            left.pop()
        return told

    with monkeypatch.context() as patched:
        patched.setattr(tasks.actions, "settle", dying)
        with pytest.raises(Killed):
            tasks.turn(now=NOW, mails=False)
    assert len(made()) == 1

    def sent_and_killed(self, *_args):
        mail.outbox.append(self)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", sent_and_killed)
        with pytest.raises(Killed):
            tasks.turn(now=NOW + 1000)
    assert len(made()) == 2
    tasks.turn(now=NOW + 2000)
    tasks.turn(now=NOW + 3000)
    assert sorted(one.to for one in mail.outbox) == [["analyst-2@hospital2.example"], ["analyst-3@hospital3.example"]]
    [unsure] = Entry.objects.filter(action="report.not_mailed")
    assert "may have arrived" in unsure.reason
    assert made() == [(2, "source", 2), (3, "target", 1)]


def test_too_many_at_once_are_taken_in_parts(journal, monkeypatch):
    monkeypatch.setattr(tasks, "MOST_SEEN", 1)
    monkeypatch.setattr("hsoc.journal.event_window.CHUNK", 2)
    tasks.report(now=NOW)
    assert made() == [(2, "source", 2)]
    assert Reach.objects.get(organisation__number=3, severity=4).at == BEGIN
    tasks.report(now=NOW + 1)
    assert made() == [(2, "source", 2), (3, "target", 1)]


def test_a_class_that_is_off_is_told_to_nobody(journal, operator):
    wanted.set_class(actor=operator, name="intrusion-botnet-bot", state="disabled", now=people.NOW)
    tasks.report(now=NOW)
    assert made() == [(3, "target", 1)]


def test_a_rehearsal_changes_nothing(journal):
    found = [(due.organisation, draft.kind.value, draft.outcome.arithmetic.told) for due, draft in tasks.rehearse(now=NOW, members=(2,))]
    assert found == [(2, "source", 2)]
    assert made() == []
    assert set(Reach.objects.values_list("serial", flat=True)) == {0}


def test_mails_leave_with_a_link_and_only_once(journal):
    people.person(Role.ANALYST, 2)
    tasks.turn(now=NOW)
    (sent,) = mail.outbox
    report = Report.objects.get(organisation__number=2)
    assert sent.to == ["analyst-2@hospital2.example"]
    assert f"https://hsoc.example/reports/{report.label}?k=" in sent.body
    assert (report.mailed is not None, report.mailed_to) == (True, ["analyst-2@hospital2.example"])
    tasks.turn(now=NOW + 5_000)
    assert len(mail.outbox) == 1


def test_a_relay_that_refuses_is_tried_again_by_a_later_round(journal, monkeypatch):
    people.person(Role.ANALYST, 2)
    tried = []

    def refusing(self):
        tried.append(self.subject)
        raise ConnectionRefusedError("nobody there")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refusing)
        tasks.turn(now=NOW)
    assert len(tried) == 1
    report = Report.objects.get(organisation__number=2)
    assert (report.post, report.tries) == (True, 1)
    tasks.turn(now=NOW + 120_000)
    assert Report.objects.get(pk=report.pk).mailed is not None
