from __future__ import annotations

from hsoc.portal.meetings.models import COMING_NAMES, RHYTHM_NAMES
from hsoc.portal.meetings.rules.coming import ANSWERS, Coming, tally
from hsoc.portal.meetings.rules.dates import Rhythm


def test_everything_has_its_words():
    assert (set(COMING_NAMES), set(RHYTHM_NAMES)) == (set(Coming), set(Rhythm))


def test_waiting_is_no_answer():
    assert set(ANSWERS.values()) == set(Coming) - {Coming.WAITING}
    assert tally([Coming.YES, Coming.YES, Coming.NO])[Coming.YES] == 2
