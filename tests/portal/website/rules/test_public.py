from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.website.rules.public import crowd, rounded


@pytest.mark.parametrize(("exact", "said"), [(81_964, 82_000), (5_343, 5_300), (7, 7), (0, 0), (99, 99), (995, 1000), (104, 100)])
def test_numbers_are_said_with_two_digits(exact, said):
    assert rounded(exact) == said


@given(st.integers(0, 10**9))
def test_rounding_is_near_and_hides_the_rest(exact):
    said = rounded(exact)
    assert abs(said - exact) <= max(0.5, 0.06 * exact)
    assert len(str(said).rstrip("0")) <= 2


def test_few_organisations_are_not_counted_aloud():
    assert [crowd(n) for n in (0, 9, 10, 19, 42)] == [None, None, 10, 10, 40]
