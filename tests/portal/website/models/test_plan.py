from __future__ import annotations

from hsoc.portal.website.models import STATE_NAMES, Goal, Step, Version
from hsoc.portal.website.rules.plan import State


def test_every_state_has_its_words():
    assert set(STATE_NAMES) == set(State)
    assert Version(state="running").state_words == str(STATE_NAMES[State.RUNNING])
    assert (str(Goal(cs="Cíl")), str(Step(cs="Krok")), str(Version(step_id=3, state="done"))) == ("Cíl", "Krok", "3 done")
