from __future__ import annotations

from hsoc.portal.aid.models import ANSWER_NAMES, CALL_NAMES, KIND_NAMES
from hsoc.portal.aid.rules import AnswerState, CallState, Kind


def test_everything_has_its_words():
    assert (set(KIND_NAMES), set(CALL_NAMES), set(ANSWER_NAMES)) == (set(Kind), set(CallState), set(AnswerState))
