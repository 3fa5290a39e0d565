import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hsoc.journal.revisions import Revisions


def taken(*parts: list[tuple[int, int, int]]) -> Revisions:
    found = Revisions()
    for part in parts:
        keys, revisions, serials = (np.array(column) for column in zip(*part, strict=True))
        found.take(keys.astype(np.uint64), revisions.astype(np.int64), serials.astype(np.int64))
    return found


def test_later_revision_supersedes_whether_it_comes_in_the_same_part_or_later() -> None:
    assert taken([(7, 1, 1), (7, 2, 2), (8, 1, 3)]).stale.tolist() == [1]
    assert taken([(7, 1, 1), (8, 1, 2)], [(7, 2, 3)]).stale.tolist() == [1]


def test_older_revision_that_arrives_late_is_superseded_at_once() -> None:
    assert taken([(7, 2, 1)], [(7, 1, 2)]).stale.tolist() == [2]


def test_of_equal_revisions_the_later_serial_stays() -> None:
    assert taken([(7, 1, 1)], [(7, 1, 2)]).stale.tolist() == [1]


def test_rows_and_highest_serial_are_told() -> None:
    found = taken([(7, 1, 1), (7, 2, 2)], [(9, 1, 5)])
    assert (found.rows, found.highest) == (3, 5)


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), min_size=1, max_size=8), min_size=1, max_size=6))
def test_however_the_rows_are_cut_the_same_are_superseded(parts: list[list[tuple[int, int]]]) -> None:
    serial = 0
    numbered: list[list[tuple[int, int, int]]] = []
    for part in parts:
        numbered.append([(*one, serial + place) for place, one in enumerate(part)])
        serial += len(part)
    every = [one for part in numbered for one in part]
    newest = {key: max((r, s) for k, r, s in every if k == key)[1] for key, _, _ in every}
    assert taken(*numbered).stale.tolist() == sorted(s for k, _, s in every if s != newest[k])
