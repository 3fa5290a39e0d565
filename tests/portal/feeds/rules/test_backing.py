"""Ranges and who stands behind them, compared with a plain loop."""

import random
from collections import defaultdict

import numpy as np

from hsoc.portal.feeds.rules.backing import among, backed, hexed, is_four, keys, tails

FOUR = 0xFFFF << 32


def texts(pairs):
    return [(f"{low:032x}", f"{high:032x}") for low, high in pairs]


def test_ranges_are_told_as_a_plain_loop_tells_them() -> None:
    dice = random.Random(4)
    starts = [FOUR + dice.randrange(40) for _ in range(300)] + [(0x2001_0DB8 << 96) + (dice.randrange(9) << 64) for _ in range(100)]
    rows = [(low, low + dice.choice((0, 0, 3)), dice.randrange(1, 6), dice.randrange(5)) for low in starts]
    dice.shuffle(rows)
    behind: defaultdict = defaultdict(set)
    for low, high, who, label in rows:
        behind[low, high].add((who, label))
    who, label = (np.array([row[place] for row in rows], np.int64) for place in (2, 3))
    found = backed(keys(texts(row[:2] for row in rows)), who, label, who == 4)
    told = {
        tuple(int(end.hex().ljust(32, "0"), 16) for end in pair): (int(voices), bool(trusted), int(label))
        for pair, voices, trusted, label in zip(found.bounds.tolist(), *found[1:], strict=True)
    }
    assert told == {
        pair: (len({one for one, _ in those}), any(one == 4 for one, _ in those), max(narrow for _, narrow in those))
        for pair, those in behind.items()
    }
    assert found.those(found.voices > 99).bounds.shape == (0, 2)


def test_addresses_keep_their_last_bytes_though_they_are_zeros() -> None:
    bounds = keys(texts([(FOUR + 0xC633_6400, FOUR + 0xC633_64FF), (0x2001_0DB8 << 96, (0x2001_0DB8 << 96) + 255)]))
    assert is_four(bounds).tolist() == [True, False]
    assert tails(bounds[:1]).tolist() == [[0xC633_6400, 0xC633_64FF]]
    assert hexed(bounds[:, 0]).tolist()[1] == b"20010db8" + b"0" * 24
    assert among(bounds, bounds[1:]).tolist() == [False, True]
    assert among(bounds, keys([])).tolist() == [False, False]


def test_nothing_is_backed_by_nobody() -> None:
    empty = np.empty(0, np.int64)
    assert [len(column) for column in backed(keys([]), empty, empty, empty.astype(bool))] == [0] * 4
