from __future__ import annotations

from hsoc.portal.memorandum.rules.course import digest_of, may_decide


def test_texts_cannot_be_shifted_between_languages():
    assert digest_of("ab", "c") != digest_of("a", "bc")
    assert len(digest_of("", "")) == 64


def test_nobody_decides_what_he_handed_in():
    assert may_decide(handed_by=1, decider=2)
    assert not may_decide(handed_by=1, decider=1)
    assert not may_decide(handed_by=0, decider=0)
