import numpy as np
import pytest

from hsoc.journal import reputation
from hsoc.journal.reputation import DAYS, Level, course, daily, decayed, total, vouched


def test_a_days_score_is_nerds() -> None:
    events, nodes = np.array([0, 10, 10, 1000]), np.array([0, 1, 2, 20])
    assert daily(events, nodes) == pytest.approx([0, 0.5 * (1 - 0.5**0.5), 0.25, 1], abs=1e-2)
    assert daily(np.array([50]), np.array([2]), Level.PREFIX) == pytest.approx([0.25])


def test_days_fade_by_a_line() -> None:
    sums = DAYS * (DAYS + 1) / 2
    for back in range(DAYS):
        scores = np.zeros((DAYS, 1))
        scores[back] = 1.0
        assert decayed(scores) == pytest.approx([(DAYS - back) / sums])
    assert decayed(np.ones((DAYS, 3))) == pytest.approx([1, 1, 1])
    assert decayed(np.ones((2, 1))) == pytest.approx([27 / sums])  # a young journal: the days before were quiet


def test_the_course_ends_with_todays_value() -> None:
    scores = np.random.default_rng(4).random((40, 3))
    found = course(scores)
    assert found.shape == scores.shape
    for last in (13, 20, 39):
        assert found[last] == pytest.approx(decayed(scores[last - DAYS + 1 : last + 1][::-1]))


def test_sources_of_knowledge_join_and_none_takes_away() -> None:
    assert total([(np.array([0.5, 0.0]), 1.0), (np.array([0.5, 0.5]), 0.5)]) == pytest.approx([1 - 0.5 * 0.75, 0.25])
    assert total([]) == pytest.approx([0])


def test_indicators_alone_list_an_address_from_four_organisations_on() -> None:
    alone = total([(vouched(np.arange(6)), reputation.INDICATORS_TRUST)])
    assert (alone > reputation.LISTED).tolist() == [False, False, False, False, True, True]
