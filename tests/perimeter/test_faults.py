"""A part beside the defence may fail: it is counted, told, and its trace is written once a minute."""

import logging

import pytest

from hsoc.perimeter.faults import LOGGED_EVERY, TEXT, Faults

NOW = 1_760_000_000_000


def fail(faults: Faults, *, now: int, text: str = "no such name") -> None:
    with faults.beside("reasons", now=now):
        raise KeyError(text)


def test_it_is_counted_and_the_last_one_is_told(caplog: pytest.LogCaptureFixture) -> None:
    faults = Faults()
    with faults.beside("status", now=NOW):
        pass
    with caplog.at_level(logging.ERROR, logger="hsoc.perimeter"):
        for late in (0, 1, LOGGED_EVERY - 1, LOGGED_EVERY):
            fail(faults, now=NOW + late)
    assert faults.told() == ("reasons: KeyError: 'no such name' (4 times)",)
    assert len(caplog.records) == 2


def test_what_is_told_is_bounded() -> None:
    faults = Faults()
    fail(faults, now=NOW, text="x" * 10_000)
    assert len(faults.told()[0]) < TEXT + 50


def test_who_tells_it_to_end_is_obeyed() -> None:
    with pytest.raises(KeyboardInterrupt), Faults().beside("status", now=NOW):
        raise KeyboardInterrupt
