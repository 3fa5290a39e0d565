from __future__ import annotations

from hsoc.portal.meetings.models import COMING_NAMES
from hsoc.portal.meetings.rules.coming import Coming
from hsoc.portal.meetings.web.words import ANSWERS


def test_whatever_can_be_answered_has_words_of_its_own() -> None:
    assert set(ANSWERS) == {one.value for one in Coming} - {Coming.WAITING.value}
    assert not {str(words) for words in ANSWERS.values()} & {str(words) for words in COMING_NAMES.values()}
