from __future__ import annotations

from datetime import date

from hsoc.portal.meetings.forms import MeetingForm

GOOD = {"group": "tech", "title": "x", "first": "2026-10-12", "time": "09:30", "minutes": "60", "rhythm": "once", "times": "1"}


def test_a_time_is_read_as_the_actions_want_it():
    form = MeetingForm(GOOD, groups={"tech": "Tech"})
    assert form.is_valid(), form.errors
    assert form.when() == {"first": date(2026, 10, 12), "hour": 9, "minute": 30, "minutes": 60}


def test_only_groups_one_may_call_are_offered():
    assert not MeetingForm(GOOD, groups={"man": "Man"}).is_valid()
    assert not MeetingForm(GOOD | {"times": "61"}, groups={"tech": "Tech"}).is_valid()
