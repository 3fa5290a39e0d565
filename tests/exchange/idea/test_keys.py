"""The tables hold every key of the shape, and find it where compiled code will look."""

import msgspec
import numpy as np
import pytest

from hsoc.exchange.idea import keys
from hsoc.exchange.idea.shape import Document, Node, Own, Side

TABLE = keys.table()


def row_of(word: str, context: int) -> np.ndarray | None:
    pieces = keys.pieces_of(word.encode())
    slot = keys.slot_of(pieces)
    signed = np.array(pieces, np.uint64).view(np.int64)
    while (row := TABLE[context * keys.SLOTS + slot])[keys.LENGTH]:
        if (row[: keys.LENGTH] == signed).all() and row[keys.LENGTH] == len(word):
            return row
        slot = (slot + 1) % keys.SLOTS
    return None


@pytest.mark.parametrize(
    ("context", "struct"),
    [(keys.DOCUMENT, Document), (keys.SIDE, Side), (keys.NODE, Node), (keys.OWN, Own)],
    ids=lambda one: str(one)[-20:],
)
def test_every_key_is_found_with_its_own_bit(context, struct):
    fields = msgspec.structs.fields(struct)
    rows = [row_of(field.encode_name, context) for field in fields]
    assert [row[keys.BIT] for row in rows] == list(range(len(fields)))
    assert row_of("Nobody", context) is None


def test_words_stand_only_under_their_keys():
    bits = {field.name: bit for bit, field in enumerate(msgspec.structs.fields(Own))}
    assert row_of("closed", keys.WORDS)[keys.UNDER] == 1 << bits["state"]
    assert row_of("none", keys.WORDS)[keys.UNDER] == 1 << bits["basis"]
    assert row_of("divert", keys.WORDS)[keys.UNDER] == 1 << bits["action"]
    assert row_of("IDEA0", keys.WORDS)[keys.KIND] == keys.FORMATTED
    assert tuple(row_of("Severity", keys.OWN)[keys.LEAST : keys.COLUMNS]) == (1, 5)


def test_a_table_is_at_most_a_third_full():
    used = (TABLE[:, keys.LENGTH] > 0).reshape(-1, keys.SLOTS).sum(axis=1)
    assert used.max() * 3 <= keys.SLOTS
