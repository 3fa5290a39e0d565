"""RPKI at the guard: origin validation (RFC 6811) and ASPA path verification. Never: fetching or reading them (wires, exchange/rpki)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from hsoc.perimeter.guard.labels import INVALID, NOT_FOUND, UNKNOWN, VALID
from hsoc.perimeter.guard.tree import Tree, find, of_texts, tree
from hsoc.records.address import V4_BITS, Int64s
from hsoc.records.route import Aspa, Vrp


class Validity(NamedTuple):
    """VRPs by prefix (entries first[i] … first[i + 1] - 1 of node i) and ASPA providers by customer, customers in order."""

    hi: Int64s
    lo: Int64s
    bits: Int64s
    parent: Int64s
    first: Int64s
    asn: Int64s
    most: Int64s  # longest length, mapped space
    customer: Int64s
    providers_at: Int64s
    provider: Int64s


def validity(vrps: Sequence[Vrp] = (), aspas: Sequence[Aspa] = ()) -> Validity:
    """Compiled. Raises ValueError for a prefix that is not canonical."""
    made, index = of_texts(one.prefix for one in vrps)
    asn = np.array([one.asn for one in vrps], np.int64)
    most = np.array([one.most_length + (0 if ":" in one.prefix else V4_BITS) for one in vrps], np.int64)
    return _compiled(made, index, asn, most, aspas)


def from_columns(hi: Int64s, lo: Int64s, bits: Int64s, most: Int64s, asn: Int64s, aspas: Sequence[Aspa] = ()) -> Validity:
    """The same from columns (n,), for the half million VRPs of the world."""
    made, index = tree(hi, lo, bits)
    return _compiled(made, index, asn, most, aspas)


def _compiled(made: Tree, index: Int64s, asn: Int64s, most: Int64s, aspas: Sequence[Aspa]) -> Validity:
    order = np.argsort(index, kind="stable")
    first = np.searchsorted(index[order], np.arange(len(made.hi) + 1))
    said = sorted(aspas, key=lambda one: one.customer)
    counts = [len(one.providers) for one in said]
    return Validity(
        *made,
        first=first.astype(np.int64),
        asn=asn[order].astype(np.int64),
        most=most[order].astype(np.int64),
        customer=np.array([one.customer for one in said], np.int64),
        providers_at=np.cumsum([0, *counts]).astype(np.int64),
        provider=np.array([asn for one in said for asn in one.providers], np.int64),
    )


@njit(cache=True, nogil=True)
def origin_validity(v: Validity, hi: int, lo: int, bits: int, origin: int) -> int:
    """RFC 6811, section 2.1. An origin of AS 0 or of an AS_SET (-1) matches no VRP, so AS 0 in a VRP makes everything invalid."""
    if len(v.hi) == 0:
        return UNKNOWN
    at = find(Tree(v.hi, v.lo, v.bits, v.parent), hi, lo, bits)
    covered = at >= 0
    while at >= 0:
        for i in range(v.first[at], v.first[at + 1]):
            if origin > 0 and v.asn[i] == origin and bits <= v.most[i]:
                return VALID
        at = v.parent[at]
    return INVALID if covered else NOT_FOUND


@njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _denied(v: Validity, customer: int, provider: int) -> bool:
    """True where the customer has named its providers and this is none of them."""
    at = np.searchsorted(v.customer, customer)
    if at >= len(v.customer) or v.customer[at] != customer:
        return False
    for i in range(v.providers_at[at], v.providers_at[at + 1]):
        if v.provider[i] == provider:
            return False
    return True


@njit(cache=True, nogil=True)
def unattested(v: Validity, path: Int64s, start: int, end: int) -> tuple[int, int]:
    """ASPA verification of a path heard from above (downstream paths): (hops from the origin, AS) of the first impossible step up.

    (0, -1) where the path may be. The path is path[start:end], origin last; repeated numbers count once.
    """
    if len(v.customer) == 0 or end - start < 3:
        return 0, -1
    # up: steps from the origin that may go to a provider; down: the same from the other end
    ups, place, culprit = np.int64(1), np.int64(0), np.int64(-1)
    i = end - 1
    while i > start:
        low, high = path[i], path[i - 1]
        if low != high:
            if _denied(v, low, high):
                place, culprit = ups, high
                break
            ups += 1
        i -= 1
    if place == 0:
        return 0, -1
    downs = np.int64(1)
    for k in range(start, end - 1):
        if path[k] != path[k + 1]:
            if _denied(v, path[k], path[k + 1]):
                break
            downs += 1
    hops = np.int64(1)
    for k in range(start, end - 1):
        hops += path[k] != path[k + 1]
    if ups + downs < hops:
        return place, culprit
    return 0, -1
