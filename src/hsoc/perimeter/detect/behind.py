"""The flows behind a finding, parted into the attack and what is ordinary. Never: which findings are looked into, or what follows.

Ordinary is what comes from partners to whom the victim itself sent something within the window; where a detector looks at one direction
only, nothing is known to be ordinary, and all of it counts as the attack.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hsoc.records.flow import Columns
from hsoc.records.sample import Sample

Mask = NDArray[np.bool_]
ONE = 128  # bits of a single address


def sample(columns: Columns, *, own: Mask, mirror: Mask | None, hi: int, lo: int, bits: int) -> Sample:
    """Flows of one victim (an address or prefix in the mapped space) among picked ones: `own` towards it, `mirror` sent by it."""
    toward = own & _within(columns["dst_hi"], columns["dst_lo"], hi, lo, bits)
    ordinary = np.zeros_like(toward)
    if mirror is not None:
        sent = mirror & _within(columns["src_hi"], columns["src_lo"], hi, lo, bits)
        ordinary = toward & _among(columns, toward, partners=sent)
    attack = toward & ~ordinary
    return Sample(*({name: values[mask] for name, values in columns.items()} for mask in (attack, ordinary)))


def _within(his: NDArray[np.int64], los: NDArray[np.int64], hi: int, lo: int, bits: int) -> Mask:
    upper, lower = (np.int64(-1 << (64 - n)) if n else np.int64(0) for n in (min(bits, 64), max(bits - 64, 0)))
    out: Mask = ((his & upper) == (hi & upper)) & ((los & lower) == (lo & lower))
    return out


def _among(columns: Columns, toward: Mask, *, partners: Mask) -> Mask:
    """Flows whose source is one of those that `partners` were sent to."""
    pair = np.dtype([("hi", np.int64), ("lo", np.int64)])
    asked, came = np.empty(int(partners.sum()), pair), np.empty(int(toward.sum()), pair)
    asked["hi"], asked["lo"] = columns["dst_hi"][partners], columns["dst_lo"][partners]
    came["hi"], came["lo"] = columns["src_hi"][toward], columns["src_lo"][toward]
    out = np.zeros_like(toward)
    out[toward] = np.isin(came, asked)
    return out
