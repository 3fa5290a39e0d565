"""Rows of a sample that fit: exactly those that plain NumPy finds, over more rows than one block, from any place to any place."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.perimeter.decide.sweep import BLOCK, Columns, Terms, swept

ROWS = 2 * BLOCK + 77
PARTNERS = 500
NEVER = (1 << 62, 1 << 62)


def many(seed=1):
    dice = np.random.default_rng(seed)
    most = {"kind": 16, "proto": 4, "flags": 64, "peer": PARTNERS, "host": 50, "icmp": 20, "length": 1500}
    dtypes = {
        "kind": np.uint8,
        "proto": np.uint8,
        "flags": np.uint8,
        "icmp": np.int16,
        "peer": np.int32,
        "host": np.int32,
        "size": np.int64,
    }
    made = {name: dice.integers(0, most.get(name, 65_536), ROWS).astype(dtypes.get(name, np.uint16)) for name in Columns.__struct_fields__}
    made["icmp"] -= 1
    return Columns(**made)


COLUMNS = many()
WEIGHTS = np.ones(PARTNERS, np.int64)


def ranges(*choices):
    return st.sampled_from(((), *choices))


TERMS = st.builds(
    Terms,
    kind=st.sampled_from(((0, 0), (3, 3), (8, 0))),
    flags=st.sampled_from(((0, 0), (0x12, 0x12), (0x12, 0x02))),
    proto=ranges(((1, 1),), ((0, 0), (3, 3))),
    sport=ranges(((0, 65_535),), ((53, 53),), ((50_000, 99_999), (0, 1023))),
    dport=ranges(((443, 443),), ((70_000, 80_000),)),
    icmp=ranges(((8, 8), (-1, -1))),
    length=ranges(((0, 100),)),
    peer=ranges(((17, 300),), ((1, 0),)),
    host=ranges(((7, 7),), ((1, 0),)),
)


def fitting(terms):
    """Which rows fit, by plain NumPy."""
    mask = ((COLUMNS.kind & terms.kind[0]) == terms.kind[1]) & ((COLUMNS.flags & terms.flags[0]) == terms.flags[1])
    for name in ("proto", "sport", "dport", "icmp", "length", "peer", "host"):
        values = getattr(COLUMNS, name)
        if spans := getattr(terms, name):
            mask = mask & np.logical_or.reduce([(values >= low) & (values <= high) for low, high in spans])
    return mask


@settings(max_examples=60, deadline=None)
@given(
    terms=TERMS,
    edges=st.lists(st.integers(0, ROWS), min_size=2, max_size=2),
)
def test_swept_finds_what_plain_numpy_finds(terms, edges):
    begin, end = sorted(edges)
    rows = np.arange(ROWS)
    mask = (rows >= begin) & (rows < end) & fitting(terms)
    hit = np.zeros(PARTNERS, np.uint8)
    found = swept(COLUMNS, terms, begin=begin, end=end, weights=WEIGHTS, hit=hit, most=NEVER)
    assert found == (mask.sum(), COLUMNS.size[mask].sum())
    assert np.flatnonzero(hit).tolist() == np.unique(COLUMNS.peer[mask]).tolist()


def test_swept_stops_after_the_block_in_which_it_is_enough():
    for most in ((10, 1 << 62), (1 << 62, 10)):
        rows, _ = swept(COLUMNS, Terms(), begin=0, end=ROWS, weights=WEIGHTS, hit=np.zeros(PARTNERS, np.uint8), most=most)
        assert rows == BLOCK
