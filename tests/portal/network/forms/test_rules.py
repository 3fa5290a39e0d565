from django.http import QueryDict

from hsoc.portal.network.forms.rules import LASTS_NAMES, STATE_NAMES, BulkForm, ListForm, RuleForm, lasts_choices, typed_of
from hsoc.portal.network.queries.rules import STATES
from hsoc.portal.network.rules.limits import CHOICES
from hsoc.records.policy import Own

GIVEN = {"organisation": "7", "do": "rate-limit", "direction": "in", "rate": "5", "lasts": "1d", "comment": "why"}


def form(offered=frozenset(Own), **fields):
    return RuleForm(GIVEN | fields, owners={7: "Lipová"}, offered=offered)


def test_a_limit_needs_its_number():
    assert form().is_valid()
    assert set(form(rate="").errors) == {"rate"}
    assert set(form(rate="x").errors) == {"rate"}
    assert form(do="drop", rate="").is_valid()


def test_only_what_is_offered_can_be_asked_for():
    assert set(form(frozenset({Own.DROP}), do="redirect").errors) == {"do"}
    assert set(form(organisation="8").errors) == {"organisation"}


def test_every_choice_and_state_has_its_words():
    assert set(LASTS_NAMES) == set(CHOICES) == {code for code, _name in lasts_choices()}
    assert set(STATE_NAMES) == set(STATES)


def test_fields_are_cut_but_not_quietly():
    assert len(typed_of({"source": "x" * 9999})["source"]) == 121  # one more than rules/typed takes, so that it says so


def test_picks_are_numbers():
    good = BulkForm(QueryDict("act=withdraw&pick=1&pick=2&reason=x"))
    assert (good.is_valid(), good.cleaned_data["pick"]) == (True, [1, 2])
    assert not BulkForm(QueryDict("act=withdraw&pick=x")).is_valid()
    assert not BulkForm(QueryDict("act=withdraw&pick=" + "9" * 30)).is_valid()
    assert not ListForm({"state": "burning"}).is_valid()
