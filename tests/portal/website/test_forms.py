from __future__ import annotations

from hsoc.portal.website.forms import Answer, GoalForm, Joining, StepForm

GIVEN = {"organisation": "N", "kind": "town", "person": "P", "mail": "p@n.example"}


def test_the_form_is_bounded_and_has_a_trap():
    assert Joining(GIVEN).is_valid()
    assert Joining(GIVEN | {"website": "x"}).trapped
    assert not Joining(GIVEN).trapped
    assert list(Joining(GIVEN | {"message": "x" * 2001, "mail": "no", "kind": "operator"}).errors) == ["kind", "mail", "message"]


def test_a_step_may_have_no_day_and_a_goal_needs_a_reason():
    step = StepForm({"cs": "K", "en": "S", "owner": "hSOC-Tech", "state": "running", "due": "", "reason": "because"})
    assert step.is_valid(), step.errors
    assert step.cleaned_data["due"] is None
    assert list(GoalForm({"cs": "C", "en": "G"}).errors) == ["reason"]
    assert not Answer({"deed": "deleted"}).is_valid()
