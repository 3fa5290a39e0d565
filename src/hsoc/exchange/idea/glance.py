"""A Warden call taken apart at a glance: its documents, and which of them need no second look. Never: what is wrong with the others.

Compiled code (scan) reads the bytes once, without Python's lock. For whatever it does not split the answer is None and the caller goes the
long way, which comes to the same.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hsoc.exchange.idea import keys

MOST_DOCUMENTS: Final = 500  # of one call


class Seen(NamedTuple):
    """The documents as received, and for each whether it is right as it stands."""

    documents: list[bytes]
    plain: list[bool]


class Glance:
    """Looks at calls. Making one compiles, or loads what was compiled before: ten seconds of a core the first time on a machine."""

    def __init__(self) -> None:
        from hsoc.exchange.idea import scan  # noqa: PLC0415  (Numba is not for everybody who reads IDEA)

        self._documents, self._table = scan.documents, keys.table()
        self._table.setflags(write=False)

    def seen(self, body: bytes, *, name: str, test: bool) -> Seen | None:
        """The documents of a JSON list; None where it must be looked at the long way.

        body: valid UTF-8; name: what the first node must be called, in lower case; test: only the category Test is right. What is plain is
        valid JSON and right by `columns.typed`; of the others nobody knows even that they are JSON, only where they begin and end if they
        are.
        """
        if not name.isascii():
            return None
        begins, ends = np.zeros(MOST_DOCUMENTS, np.int64), np.zeros(MOST_DOCUMENTS, np.int64)
        plain = np.zeros(MOST_DOCUMENTS, np.bool_)
        count = self._documents(_bytes(body), self._table, _bytes(name.encode()), test, begins, ends, plain)
        if count < 0:
            return None
        places = zip(begins[:count].tolist(), ends[:count].tolist(), strict=True)
        return Seen([body[begin:end] for begin, end in places], plain[:count].tolist())


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, np.uint8)
