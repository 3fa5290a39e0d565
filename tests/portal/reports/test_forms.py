"""What people type, cleaned and bounded; a settings form gives back what it was filled with."""

from hsoc.portal.reports.forms import AnswerForm, BeliefForm, ExclusionForm, MuteForm, PreferenceForm, SearchForm
from hsoc.portal.reports.models import Preference


def test_an_answer_is_about_a_part_of_this_report(told):
    report = told()
    names = [name for name, _ in AnswerForm(report).fields["event_class"].choices]
    assert names == ["", "intrusion-botnet-bot"]
    assert AnswerForm(report, {"verdict": "useful", "event_class": "intrusion-botnet-bot"}).is_valid()
    assert not AnswerForm(report, {"verdict": "useful", "event_class": "malware"}).is_valid()
    assert not AnswerForm(report, {"verdict": "useful", "text": "x" * 2001}).is_valid()


def test_settings_there_and_back():
    kept = Preference(addresses={"": ["a@h.example", "b@h.example"], "5": ["n@h.example"]}, language="en", mode="extra", office_only=True)
    filled = PreferenceForm.filled(kept)
    form = PreferenceForm({name: value for name, value in filled.items() if value})
    assert form.is_valid()
    given = form.given()
    assert {key: mails for key, mails in given["addresses"].items() if mails} == kept.addresses
    assert (given["language"], given["mode"], given["office_only"]) == ("en", "extra", True)
    assert [one.name for one in form.usual] == ["mails", "language", "mode", "office_only"]
    assert [one.name for one in form.each] == ["mails_5", "mails_4", "mails_3", "mails_2", "mails_1"]


def test_how_long_may_be_for_ever():
    form = ExclusionForm({"reason": "x", "days": ""})
    assert form.is_valid()
    assert form.cleaned_data["days"] is None
    assert ExclusionForm({"reason": "x", "days": "30"}).is_valid()
    assert not ExclusionForm({"reason": "x", "event_class": "nothing"}).is_valid()
    assert MuteForm({"days": "7"}).is_valid()
    assert not MuteForm({"days": "8"}).is_valid()
    assert not BeliefForm({"detector": "x", "value": "1.1"}).is_valid()


def test_a_search_leaves_out_what_does_not_fit():
    assert SearchForm({"member": "2", "severity": "9", "kind": "x", "shadow": "1", "q": " M "}).wanted == {
        "member": 2,
        "shadow": "1",
        "q": "M",
    }
