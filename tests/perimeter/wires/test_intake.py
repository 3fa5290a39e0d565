"""The intake: nothing waits unseen, what does not fit is counted."""

import threading

import pytest

from hsoc.perimeter.wires import intake
from hsoc.perimeter.wires.intake import Intake
from hsoc.records.packets import Datagrams, Exporter, datagrams


class Script:
    """A source that plays its batches, then says that it is done and stays silent."""

    def __init__(self, *batches: Datagrams | Exception) -> None:
        self._batches = list(batches)
        self.done = threading.Event()

    def receive(self, *, wait_ms: int) -> Datagrams | None:
        if not self._batches:
            self.done.set()
            threading.Event().wait(wait_ms / 1000)
            return None
        batch = self._batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return batch


def batch(*payloads: bytes) -> Datagrams:
    return datagrams(list(payloads), exporter=Exporter("192.0.2.1"), received=1)


def test_take_merges_what_waits() -> None:
    source = Script(batch(b"a", b"b"), batch(b"c"))
    waiting = Intake(source)
    source.done.wait(5)
    taken = waiting.take(wait_ms=0)
    waiting.stop()
    assert taken is not None
    assert (taken.buffer.tobytes(), waiting.overflowed) == (b"abc", 0)


def test_take_of_nothing_is_none() -> None:
    waiting = Intake(Script())
    assert waiting.take(wait_ms=1) is None
    waiting.stop()


def test_what_does_not_fit_is_counted() -> None:
    big = batch(bytes(intake.MOST_WAITING // 2 + 1))
    source = Script(big, big)
    waiting = Intake(source)
    source.done.wait(20)
    waiting.stop()
    assert waiting.overflowed == 1


def take_until_it_fails(waiting: Intake) -> None:
    for _ in range(50):
        waiting.take(wait_ms=20)


def test_failure_of_the_source_reaches_the_engine() -> None:
    waiting = Intake(Script(OSError("network is down")))
    with pytest.raises(OSError, match="network is down"):
        take_until_it_fails(waiting)
    waiting.stop()
