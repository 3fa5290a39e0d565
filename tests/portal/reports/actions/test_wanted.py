"""Settings, exceptions, answers, classes and credibility: who may, what is refused, what is written down."""

from datetime import timedelta

import pytest
from tests.factories import members as people

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import NOBODY, SYSTEM, Refused
from hsoc.portal.reports import queries
from hsoc.portal.reports.actions import making, wanted
from hsoc.portal.reports.models import Feedback
from hsoc.portal.reports.queries import making as facts

NOW = people.NOW
SETTINGS = {"addresses": {"": ["soc@hospital2.example"]}, "language": "cs", "mode": "summary", "office_only": True}
EXCEPTION = {"event_class": "malware", "prefix": "", "detector": "", "reason": "We know of it.", "until": None}


def test_settings_are_kept_and_written_down_without_the_addresses(community, manager):
    told = SETTINGS | {"addresses": {"": [" a@hospital2.example", "a@hospital2.example"], "5": ["night@hospital2.example"], "1": []}}
    found = wanted.save_preference(actor=manager, organisation=2, **told, now=NOW)
    assert found.addresses == {"": ["a@hospital2.example"], "5": ["night@hospital2.example"]}
    assert "hospital2.example" not in Entry.objects.get(action="report_settings.changed").details


@pytest.mark.parametrize(
    "wrong",
    [
        {"addresses": {"": ["not a mail"]}},
        {"addresses": {"9": ["a@hospital2.example"]}},
        {"addresses": {"": [f"a{n}@hospital2.example" for n in range(21)]}},
        {"language": "de"},
        {"mode": "both"},
    ],
)
def test_what_does_not_fit_is_refused(community, manager, wrong):
    with pytest.raises(Unacceptable):
        wanted.save_preference(actor=manager, organisation=2, **SETTINGS | wrong, now=NOW)


def test_settings_are_the_managers_own(community, manager, analyst):
    with pytest.raises(Refused):
        wanted.save_preference(actor=analyst, organisation=2, **SETTINGS, now=NOW)
    with pytest.raises(Refused):
        wanted.save_preference(actor=manager, organisation=3, **SETTINGS, now=NOW)


def test_mute_for_a_while_at_most(community, manager):
    assert wanted.mute(actor=manager, organisation=2, until=NOW + timedelta(days=7), reason="", now=NOW).muted_until
    assert wanted.mute(actor=manager, organisation=2, until=None, reason="", now=NOW).muted_until is None
    for until in (NOW, NOW + timedelta(days=31)):
        with pytest.raises(Unacceptable):
            wanted.mute(actor=manager, organisation=2, until=until, reason="", now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_class": "", "prefix": "", "detector": ""},
        {"event_class": "nothing-like-it"},
        {"prefix": "198.18.3.0/24"},
        {"prefix": "198.18.2.1/24"},
        {"detector": "a b"},
        {"reason": ""},
        {"until": NOW},
    ],
)
def test_an_exception_must_make_sense(community, manager, wrong):
    with pytest.raises(Unacceptable):
        wanted.exclude(actor=manager, organisation=2, **EXCEPTION | wrong, now=NOW)


def test_an_exception_and_back(community, manager):
    made = wanted.exclude(actor=manager, organisation=2, **EXCEPTION | {"prefix": "198.18.2.10/32"}, now=NOW)
    assert [str(one) for one in queries.exclusions(community[2], now=NOW)] == ["malware 198.18.2.10/32"]
    wanted.include(actor=manager, exclusion=made.pk, now=NOW)
    assert not queries.exclusions(community[2], now=NOW).exists()
    with pytest.raises(Unacceptable):
        wanted.include(actor=manager, exclusion=made.pk, now=NOW)


def test_answers_have_a_bound_and_an_author_only_with_a_login(told, analyst, monkeypatch):
    report = told()
    given = {"report": report, "verdict": "useful", "event_class": "", "now": NOW}
    mine = wanted.answer(actor=analyst, text=" Thanks. ", by_link=False, **given)
    assert (mine.text, mine.author_id) == ("Thanks.", analyst.user)
    assert wanted.answer(actor=NOBODY, text="x" * 5000, by_link=True, **given).author_id is None
    assert max(len(one.text) for one in Feedback.objects.all()) == wanted.MOST_TEXT
    with pytest.raises(Refused):
        wanted.answer(actor=NOBODY, text="", by_link=False, **given)
    with pytest.raises(Unacceptable):
        wanted.answer(actor=analyst, text="", by_link=False, **given | {"verdict": "great"})
    monkeypatch.setattr(wanted, "MOST_ANSWERS", 2)
    with pytest.raises(Unacceptable):
        wanted.answer(actor=analyst, text="", by_link=False, **given)


def test_a_link_taken_back_opens_nothing(told, analyst):
    report = told()
    secret = making.give_link(actor=SYSTEM, report=report.pk, now=NOW)
    wanted.revoke_link(actor=analyst, report=report, now=NOW)
    assert queries.by_link(report.label, secret, now=NOW) is None


def test_classes_and_detectors_are_the_operators(community, operator, manager):
    wanted.set_class(actor=operator, name="malware", state="disabled", now=NOW)
    wanted.believe(actor=operator, detector=" doubtful ", value=0.4, now=NOW)
    assert facts.states()["malware"].value == "disabled"
    assert facts.credibility() == {"doubtful": 0.4}
    for refused in (
        lambda: wanted.set_class(actor=manager, name="malware", state="enabled", now=NOW),
        lambda: wanted.believe(actor=manager, detector="x", value=1, now=NOW),
    ):
        with pytest.raises(Refused):
            refused()
    for wrong in (
        lambda: wanted.set_class(actor=operator, name="nothing", state="enabled", now=NOW),
        lambda: wanted.believe(actor=operator, detector="a b", value=1, now=NOW),
        lambda: wanted.believe(actor=operator, detector="x", value=2, now=NOW),
    ):
        with pytest.raises(Unacceptable):
            wrong()
