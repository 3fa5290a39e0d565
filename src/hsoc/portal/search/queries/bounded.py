"""A bound of time on what the database is asked, on SQLite and PostgreSQL. Belongs here: that bound. Never: what is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError, connection, transaction

_bound = threading.local()  # `on` while this thread's connection has its time
STEPS: Final = 20_000  # virtual machine steps of SQLite between two looks at the clock, about 2 ms


class TooLong(Exception):
    """The time is over."""


@contextmanager
def each_within(seconds: float) -> Iterator[None]:
    """Around several `within` of the same time: PostgreSQL is told the time once, not twice a question. SQLite needs nothing."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with _told(seconds, local=False):
        yield


@contextmanager
def _told(seconds: float, *, local: bool) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, %s)", [str(int(seconds * 1000)), local])
    _bound.on, over = True, False
    try:
        yield
        over = True
    finally:
        _bound.on = False
        if over or not local:  # a savepoint that is rolled back takes its time with it
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', '0', %s)", [local])


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is read inside ends after so many seconds. Raises TooLong; the transaction around stays usable."""
    if connection.vendor == "postgresql":
        try:
            if getattr(_bound, "on", False):
                yield
            elif connection.in_atomic_block:
                with transaction.atomic(), _told(seconds, local=True):
                    yield
            else:
                with _told(seconds, local=False):
                    yield
        except OperationalError as error:
            raise TooLong from error
        return
    connection.ensure_connection()
    raw = connection.connection
    until = time.monotonic() + seconds
    raw.set_progress_handler(lambda: int(time.monotonic() > until), STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error):
            raise TooLong from error
        raise
    finally:
        raw.set_progress_handler(None, 0)
