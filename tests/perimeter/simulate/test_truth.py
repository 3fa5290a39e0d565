from __future__ import annotations

import msgspec
import pytest

from hsoc.perimeter.simulate import scenarios, truth

PLAN = scenarios.plan(scenarios.SCENARIOS["mixed"], seed=3)
TRUTHS = truth.read(b"".join(truth.lines(PLAN)))


def test_what_is_written_is_read_back() -> None:
    assert tuple(truth.truths(PLAN)) == TRUTHS


def test_disposition_forwarding_and_expected_action_agree() -> None:
    for one in TRUTHS:
        assert (one.forwarding == 130) == (one.disposition == "preventive")
        if one.disposition == "reactive":
            assert one.expected != "observe"


def test_members_are_numbers_of_hospitals_and_never_more_than_targets() -> None:
    for one in TRUTHS:
        assert set(one.members) <= set(range(1, 43))
        assert 1 <= len(one.members) <= max(1, one.targets)


def test_a_line_that_is_no_truth_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        truth.read(b'{"id": "one"}\n')
