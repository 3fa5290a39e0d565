"""Documents are found in the bytes by place, and no more of them than there is room for."""

import numpy as np

from hsoc.exchange.idea import keys, scan

TABLE = keys.table()
TABLE.setflags(write=False)


def found(body: bytes, *, room: int = 3) -> tuple[int, list[bytes]]:
    begins, ends, plain = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room, np.bool_)
    text, name = np.frombuffer(body, np.uint8), np.frombuffer(b"cz.example", np.uint8)
    count = int(scan.documents(text, TABLE, name, False, begins, ends, plain))
    assert not plain.any()
    return count, [body[begin:end] for begin, end in zip(begins[: max(count, 0)], ends, strict=False)]


def test_places_of_what_is_not_plain() -> None:
    assert found(b' [ {} , {"a":"}]\\""},{"b":[{}]}]\n') == (3, [b"{}", b'{"a":"}]\\""}', b'{"b":[{}]}'])


def test_no_more_than_there_is_room_for() -> None:
    assert found(b"[{},{},{},{}]") == (-1, [])
    assert found(b"[{},{},{}]", room=2) == (-1, [])


def test_a_quote_that_never_closes_and_brackets_without_end() -> None:
    assert found(b'[{"a":"]}') == (-1, [])
    assert found(b"[" + b'{"a":' * 100) == (-1, [])
