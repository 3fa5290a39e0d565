"""Reading ahead: an iterator worked off by a thread of its own, a few items before they are asked for. Never: what the items are.

Decoding and judging spend their time outside Python's lock, so two cores read a recording nearly twice as fast as one.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Final, Generic, TypeVar

import msgspec

MOST_AHEAD: Final = 3  # items; one being made, one waiting, one to spare, each some megabytes
LOOK_S: Final = 0.1  # s; how soon the thread notices that nobody wants more


T = TypeVar("T")


class _Item(msgspec.Struct, Generic[T], frozen=True):
    """One item, or the end with what ended it."""

    value: T | None = None
    failure: BaseException | None = None
    last: bool = False


def ahead(items: Iterator[T], *, most: int = MOST_AHEAD) -> Iterator[T]:
    """The same items in the same order; what `items` raises is raised here. The thread ends with the iterator."""
    waiting: queue.Queue[_Item[T]] = queue.Queue(most)
    unwanted = threading.Event()

    def offer(item: _Item[T]) -> bool:
        while not unwanted.is_set():
            try:
                waiting.put(item, timeout=LOOK_S)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for value in items:
                if not offer(_Item(value)):
                    return
        except BaseException as error:  # noqa: BLE001 - handed over to whoever reads
            offer(_Item(failure=error, last=True))
            return
        offer(_Item(last=True))

    thread = threading.Thread(target=work, name="ahead", daemon=True)
    thread.start()
    try:
        while not (item := waiting.get()).last:
            yield item.value  # type: ignore[misc]
        if item.failure is not None:
            raise item.failure
    finally:
        unwanted.set()
        thread.join()
