"""Reading ahead changes neither the order nor the failure, and ends with whoever reads."""

from __future__ import annotations

import threading

import pytest

from hsoc.perimeter.wires.ahead import ahead


def test_items_come_in_their_order():
    assert list(ahead(iter(range(1000)))) == list(range(1000))


def test_failure_is_raised_after_what_came_before_it():
    def failing():
        yield 1
        raise OSError("torn")

    seen = []
    with pytest.raises(OSError, match="torn"):
        seen.extend(ahead(failing()))
    reader = ahead(failing())
    assert next(reader) == 1


def test_thread_ends_when_nobody_reads_on():
    before = threading.active_count()
    reader = ahead(iter(range(1000)), most=2)
    assert next(reader) == 0
    reader.close()
    assert threading.active_count() == before
