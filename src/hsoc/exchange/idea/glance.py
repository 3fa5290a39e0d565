"""A Warden call taken apart at a glance: its documents, and which of them need no second look. Never: what is wrong with the others.

Compiled code (scan) reads the bytes once, without Python's lock. Until it is compiled, which takes some seconds in another thread, and for
whatever it does not split, the answer is None and the caller goes the long way, which comes to the same.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.idea import keys

MOST_DOCUMENTS: Final = 500  # of one call

_compiled: list[Any] = []  # the function, once there is one
_once: Final = threading.Lock()


class Seen(NamedTuple):
    """The documents as received, and for each whether it is right as it stands."""

    documents: list[bytes]
    plain: list[bool]


def ready() -> None:
    """Compile, or load what was compiled before; some seconds the first time on a machine."""
    with _once:
        if _compiled:
            return
        from hsoc.exchange.idea import scan  # noqa: PLC0415  (Numba is not for everybody who reads IDEA)

        scan.documents(_bytes(b"[]"), _table(), _bytes(b"x"), False, *_room())
        _compiled.append(scan.documents)


def glanced(body: bytes, *, name: str, test: bool) -> Seen | None:
    """The documents of a JSON list; None where it must be looked at the long way.

    body: valid UTF-8; name: what the first node must be called, in lower case; test: only the category Test is right. What is plain is
    valid JSON and right by `columns.typed`; of the others nobody knows even that they are JSON, only where they begin and end if they are.
    """
    if not _compiled or not name.isascii():
        return None
    begins, ends, plain = _room()
    count = _compiled[0](_bytes(body), _table(), _bytes(name.encode()), test, begins, ends, plain)
    if count < 0:
        return None
    places = zip(begins[:count].tolist(), ends[:count].tolist(), strict=True)
    return Seen([body[begin:end] for begin, end in places], plain[:count].tolist())


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, np.uint8)


def _room() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    return np.zeros(MOST_DOCUMENTS, np.int64), np.zeros(MOST_DOCUMENTS, np.int64), np.zeros(MOST_DOCUMENTS, np.bool_)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.int64]:
    made = keys.table()
    made.setflags(write=False)
    return made
