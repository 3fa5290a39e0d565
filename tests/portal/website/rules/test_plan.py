from __future__ import annotations

from datetime import date

from hsoc.portal.website.rules.plan import Progress, State, is_late, progress

TODAY = date(2026, 11, 27)
BEFORE, AFTER = date(2026, 11, 26), date(2026, 11, 28)


def test_late_is_what_should_have_been_done_by_now_and_is_not():
    asked = [(state, due) for state in State for due in (BEFORE, TODAY, AFTER, None)]
    late = {(state, due) for state, due in asked if is_late(state, due, TODAY)}
    assert late == {(State.PLANNED, BEFORE), (State.RUNNING, BEFORE)}


def test_the_sum_of_the_plan_leaves_out_what_was_given_up():
    steps = [("done", BEFORE), ("running", BEFORE), ("running", AFTER), ("planned", None), ("stopped", BEFORE)]
    found = progress(steps, TODAY)
    assert (found, found.all) == (Progress(done=1, running=2, planned=1, late=1), 4)
    assert progress([], TODAY).all == 0
