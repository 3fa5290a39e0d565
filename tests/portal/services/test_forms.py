from __future__ import annotations

from hsoc.portal.services.forms import QuestionForm, ServiceForm
from hsoc.portal.services.rules.questions import LONGEST_ANSWER, VRF


def test_a_half_filled_questionnaire_is_fine_and_a_novel_is_not():
    assert QuestionForm({"sites": "2"}, answers={}).is_valid()
    assert not QuestionForm({"sites": "x" * (LONGEST_ANSWER + 1)}, answers={}).is_valid()
    assert set(QuestionForm(None, answers={}).fields) == {one.code for one in VRF}


def test_a_service_needs_both_languages():
    form = ServiceForm({"code": "x", "name_cs": "x"}, names={1: "One"})
    assert {"name_en", "summary_cs", "summary_en", "owner"} <= set(form.errors)
