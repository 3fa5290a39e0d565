import numpy as np

from hsoc.perimeter.collect.sequence import Gaps, gaps


def run(numbers: list[int], steps: list[int], expected: int | None = None) -> Gaps:
    return gaps(np.array(numbers, np.int64), np.array(steps, np.int64), expected=expected)


def test_no_gap() -> None:
    assert run([10, 13, 15], [3, 2, 5], expected=10) == Gaps(20)


def test_gap_counts_what_is_missing() -> None:
    assert run([10, 20], [3, 1], expected=5) == Gaps(21, gaps=2, lost=12)


def test_step_back_is_a_reset_and_no_loss() -> None:
    assert run([1000, 0, 1], [1, 1, 1]) == Gaps(2, resets=1)


def test_circle_closes() -> None:
    assert run([(1 << 32) - 1, 1], [2, 1]) == Gaps(2)


def test_unknown_step_is_not_judged() -> None:
    assert run([10, 99, 100], [-1, 1, -1]) == Gaps(None)
    assert run([], [], expected=4) == Gaps(4)
