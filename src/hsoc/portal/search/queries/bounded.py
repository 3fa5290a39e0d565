"""A bound of time on what the database is asked, on SQLite and PostgreSQL. Belongs here: that bound. Never: what is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError, connection, transaction

STEPS: Final = 20_000  # virtual machine steps of SQLite between two looks at the clock, about 2 ms


class TooLong(Exception):
    """The time is over."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is read inside ends after so many seconds. Raises TooLong; the transaction around stays usable."""
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(int(seconds * 1000))])
                yield
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', '0', true)")
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
