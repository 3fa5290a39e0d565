from __future__ import annotations

from hsoc.portal.members.rules.fates import Fate
from hsoc.portal.members.web.own import FATES, LOOKS


def test_every_fate_has_its_words_and_its_look():
    assert set(FATES) == set(LOOKS) == set(Fate)
