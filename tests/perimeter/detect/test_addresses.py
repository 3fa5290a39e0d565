"""Which flows show that an address lives, and which calls are kept."""

from __future__ import annotations

import numpy as np
from tests.factories.flows import FULL, INSIDE, OUTSIDE, S
from tests.factories.kept import moments, rows

from hsoc.records.flow import Direction

OUT = {"src_lo": INSIDE + 40, "dst_lo": OUTSIDE, "member": 2, "direction": Direction.OUTBOUND}


def test_an_address_that_speaks_is_one_bit_of_its_block():
    scene = moments([0, 1, 2], proto=6, tcp_flags=FULL, **OUT | {"src_lo": INSIDE + np.array([32, 40, 63])})
    [row] = rows(scene)["replies"].to_pylist()
    assert (row["member"], row["block"], row["answered"]) == (2, INSIDE + 32, 1 | 1 << 8 | 1 << 31)


def test_resets_and_errors_are_no_life():
    for silent in ({"proto": 6, "tcp_flags": 4 | 16}, {"proto": 1, "icmp": 3 * 256}):
        assert rows(moments([0], **silent, **OUT))["replies"].num_rows == 0
    assert rows(moments([0], proto=1, icmp=0, **OUT))["replies"].num_rows == 1


def test_calls_of_one_source_into_one_block_are_one_row():
    scene = moments([0, 1, 2], src_lo=OUTSIDE, member=2, dst_lo=INSIDE + np.array([1, 1, 5]), proto=6, tcp_flags=S, dport=22)
    [row] = rows(scene)["calls"].to_pylist()
    assert (row["n"], row["tcp"], row["called"], row["port_low"], row["port_high"]) == (3, 3, 0b100010, 22, 22)


def test_what_belongs_to_no_member_is_no_call():
    assert rows(moments([0], src_lo=OUTSIDE, dst_lo=INSIDE, proto=6, tcp_flags=S, dport=22))["calls"].num_rows == 0
