from hsoc.journal.days import HOUR_MS, day_bounds
from hsoc.journal.manifest import Segment
from hsoc.journal.tidy import MIDDLE_MOST, REST_MS, SMALL_MOST, due

DAY = "2026-03-10"
START, END = day_bounds(DAY)


def segments(*rows: int) -> tuple[Segment, ...]:
    return tuple(Segment(path=f"{n}", day=DAY, rows=count, low=0, high=0, size=1, sha256="") for n, count in enumerate(rows))


def chosen(found: tuple[Segment, ...], now: int, since: int = 0, *, whole: bool = False) -> tuple[int, bool]:
    part, final = due(found, day=DAY, now=now, since=since, whole=whole)
    return len(part), final


def test_small_segments_of_a_running_day_are_merged_without_the_large_ones() -> None:
    now = START + HOUR_MS
    assert chosen(segments(*[5] * (SMALL_MOST - 1), 50_000), now) == (0, False)
    assert chosen(segments(*[5] * SMALL_MOST, 50_000), now) == (SMALL_MOST, False)
    assert chosen(segments(*[5_000] * MIDDLE_MOST, 50_000, 3), now) == (MIDDLE_MOST, False)


def test_finished_day_is_cut_down_once_and_again_for_latecomers_after_a_rest() -> None:
    two = segments(70_000, 3)
    assert chosen(two, END + HOUR_MS) == (0, False)
    late = END + 3 * HOUR_MS
    assert chosen(two, late) == (2, True)
    assert chosen(segments(70_000), late, whole=True) == (0, False)
    assert chosen(two, late + 1, since=late) == (0, False)
    assert chosen(two, late + REST_MS, since=late) == (2, True)
