"""How a process is told to end: SIGTERM and Ctrl-C as an event. Belongs here: hearing them. Never: what is done about it."""

from __future__ import annotations

import queue
import signal
import threading
from typing import Final

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


def asked_to_end() -> threading.Event:
    """An event that is set once SIGTERM or SIGINT came, however often it comes; outside of the main thread one that nothing sets.

    A handler runs in the main thread between any two of its instructions, also while that thread holds the lock within the event,
    or sets it for the signal before. Setting the event in the handler can therefore wait for itself for ever: `make` passes a
    SIGTERM on that its whole group got already, and people press Ctrl-C twice; of 300 such processes three never ended. The handler
    only puts into a queue whose `put` may interrupt itself (Python's library, queue.SimpleQueue), and a thread sets the event.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        return asked
    heard: queue.SimpleQueue[int] = queue.SimpleQueue()

    def listen() -> None:
        heard.get()
        asked.set()

    threading.Thread(target=listen, name="asked to end", daemon=True).start()
    for one in SIGNALS:
        signal.signal(one, lambda number, _: heard.put(number))
    return asked
