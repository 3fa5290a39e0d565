from django.utils import translation

from hsoc.portal.network.forms.wishes import ExemptionForm, LimitForm, OtherForm, SpareForm, WishForm, action_choices
from hsoc.records.decision import Action
from hsoc.records.policy import Wishes


def test_wishes_are_what_was_chosen_and_the_rest_stays():
    form = WishForm({"profile": "network", "strongest": "flowspec", "longest_minutes": "", "most_rules": "0", "research_scanners": ""})
    assert form.is_valid()
    assert form.wishes(Wishes(observe_detectors=("slow_scan",))) == Wishes(
        profile="network", strongest=Action.FLOWSPEC, most_rules=0, observe_detectors=("slow_scan",)
    )


def test_wishes_are_said_in_words_to_who_may_only_read():
    with translation.override("en"):
        said = dict(WishForm(initial={"profile": "network", "strongest": "rate-limit", "longest_minutes": "", "most_rules": 0}).words)
        assert said == {
            "Profile": "as everybody in the network",
            "Strongest automatic step": "slowed down",
            "Longest automatic step, minutes": "as the profile says",
            "Most automatic rules at once": "0",
            "Known research scanners": "as the profile says",
        }
        assert dict(WishForm().words)["Profile"] == "stricter, as hSOC offers it"


def test_what_cannot_be_is_refused():
    assert set(WishForm({"strongest": "burn", "longest_minutes": "0"}).errors) == {"strongest", "longest_minutes"}
    assert "kind" in OtherForm({}).errors
    assert set(SpareForm({}).errors) == {"network", "lasts", "reason"}
    assert {"owner", "tier"} <= set(ExemptionForm({}).errors)
    assert "most_rules" in LimitForm({"organisation": "7", "most_rules": "9999", "most_cost": "5", "reason": "x"}).errors


def test_every_step_has_a_name():
    assert [code for code, _name in action_choices(*Action)] == ["", *(one.value for one in Action)]
