"""A question is open until it is answered, failed or cancelled."""

from hsoc.portal.network.models import Question


def test_open_until_it_is_over():
    states = {state: Question(state=state).is_open for state in Question.State}
    assert [state for state, is_open in states.items() if is_open] == [Question.State.WAITING, Question.State.RUNNING]
