"""Who was reached by others, and when: written by the engine, read for a stretch of time."""

from hsoc.perimeter import elsewhere
from hsoc.perimeter.elsewhere import SEEN_ELSEWHERE, Elsewhere, Word, course


def test_what_held_is_told_from_its_beginning_on(tmp_path):
    log = Elsewhere(tmp_path, now=1000)
    for now, members in ((2000, {7}), (2500, {7}), (3000, {7, 9}), (9000, set())):
        log.keep(frozenset(members), now=now)
    assert course(tmp_path, begin=2200, end=9000) == (Word(2200, (7,)), Word(3000, (7, 9)))
    assert course(tmp_path, begin=0, end=2000) == (Word(0), Word(1000))
    assert len((tmp_path / SEEN_ELSEWHERE).read_text().splitlines()) == 4  # the same again is not said again


def test_a_new_engine_knows_nothing_and_a_torn_line_is_passed_over(tmp_path):
    Elsewhere(tmp_path, now=1000).keep(frozenset({7}), now=1100)
    with (tmp_path / SEEN_ELSEWHERE).open("ab") as file:
        file.write(b'{"at":12\n\xff\n')
    Elsewhere(tmp_path, now=2000)
    assert course(tmp_path, begin=1500, end=5000) == (Word(1500, (7,)), Word(2000))
    assert course(tmp_path / "none", begin=5, end=9) == (Word(5),)


def test_the_older_half_goes_when_the_file_is_large(tmp_path, monkeypatch):
    monkeypatch.setattr(elsewhere, "LARGEST", 400)
    log = Elsewhere(tmp_path, now=0)
    for now in range(1, 60):
        log.keep(frozenset({now % 2}), now=now)
    assert (tmp_path / SEEN_ELSEWHERE).stat().st_size <= 500
    assert course(tmp_path, begin=58, end=99) == (Word(58, (0,)), Word(59, (1,)))
