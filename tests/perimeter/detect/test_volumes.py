"""Kinds, what is worth keeping, and that networks are made of all hosts."""

from __future__ import annotations

import numpy as np
from tests.factories.flows import INSIDE, OUTSIDE
from tests.factories.kept import moments, rows

from hsoc.perimeter.detect.volumes import ANY_PORT, KIND_FRAGMENTS, KIND_PROTO
from hsoc.records.flow import Direction

TO = {"src_lo": OUTSIDE, "dst_lo": INSIDE + 3, "member": 2, "packets": 100, "bytes": 5_000_000}


def kinds(**columns):
    return [row["kind"] for row in rows(moments([0], **TO | columns))["hosts"].to_pylist()]


def test_kinds_are_protocol_and_port_of_services_or_fragments():
    udp = 17 * KIND_PROTO
    assert kinds(proto=17, sport=53) == [udp + 53]
    assert kinds(proto=17, sport=11211) == [udp + 11211]
    assert kinds(proto=17, sport=40_000) == [udp + ANY_PORT]
    assert kinds(proto=17, fragment=2) == [udp + KIND_FRAGMENTS]
    assert kinds(proto=1) == [KIND_PROTO + ANY_PORT]


def test_what_goes_out_is_not_counted():
    assert kinds(proto=17, direction=Direction.OUTBOUND) == []


def test_small_hosts_are_kept_in_the_sum_only():
    scene = moments(np.zeros(40), **TO | {"dst_lo": INSIDE + np.arange(40), "bytes": 900_000}, proto=17, sport=53)
    held = rows(scene)
    assert held["hosts"].num_rows == 0
    [row] = held["networks"].to_pylist()
    assert (row["dst_lo"], row["bytes"], row["targets"].bit_count()) == (INSIDE, 36_000_000, 40)
