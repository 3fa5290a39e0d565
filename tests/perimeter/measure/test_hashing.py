"""Hashes of keys: the same for the same columns, different by seed, continued like one longer key."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.measure.hashing import continued, hashed, slots

A, B = np.array([1, 2, 3, 1]), np.array([5, 5, 6, 5])
ALL = np.arange(4)


def test_equal_keys_hash_equally_and_others_do_not():
    hashes = hashed([A, B], rows=ALL)
    assert hashes[0] == hashes[3]
    assert len(set(hashes.tolist())) == 3


def test_seed_changes_every_hash():
    assert not (hashed([A], rows=ALL, seed=1) == hashed([A], rows=ALL, seed=2)).any()


def test_continued_equals_hashing_all_columns_at_once():
    assert continued(hashed([A], rows=ALL), [B], rows=ALL).tolist() == hashed([A, B], rows=ALL).tolist()


def test_slots_stay_within_their_bits():
    found = slots(hashed([np.arange(10_000)], rows=np.arange(10_000)), bits=8)
    assert sorted(set(found.tolist())) == list(range(256))
