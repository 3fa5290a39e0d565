"""What of flows becomes a contact, and what is kept of it."""

from __future__ import annotations

import numpy as np
from tests.factories.flows import FULL, INSIDE, OUTSIDE, S
from tests.factories.kept import MIDNIGHT, moments, rows

from hsoc.perimeter.detect.rollup import DAY_MS, HOUR_MS
from hsoc.records.flow import Direction


def test_a_day_of_probes_is_one_row():
    times = np.array([0, HOUR_MS, 5 * HOUR_MS, 5 * HOUR_MS + 1])
    scene = moments(
        times, src_lo=OUTSIDE, member=3, dst_lo=INSIDE + np.array([9, 4, 4, 7]), proto=6, tcp_flags=S, dport=22, sport=9, ingress_if=2
    )
    [row] = rows(scene)["contacts"].to_pylist()
    assert (row["bucket"], row["n"], row["syn"], row["first"], row["last"]) == (MIDNIGHT, 4, 4, MIDNIGHT, MIDNIGHT + times[3])
    assert (row["hours"], row["dst_low"], row["dst_high"]) == (0b100011, INSIDE + 4, INSIDE + 9)
    assert row["way_low"] == row["way_high"] > 0
    assert row["marks"].bit_count() == 3
    [source] = rows(scene)["sources"].to_pylist()
    asked = {"member", "proto", "dport"}  # what the source's row does not know
    assert source == {name: value for name, value in row.items() if name not in asked} | {"medical": 0}


def test_conversations_invited_questions_and_what_goes_out_are_no_contacts():
    given = {"src_lo": OUTSIDE, "dst_lo": INSIDE, "member": 1, "sport": 40_000}
    talk = moments([0], proto=6, tcp_flags=FULL, dport=443, **given | {"packets": 20, "bytes": 9000})
    asked = moments([0], proto=17, dport=53, **given)
    out = moments([0], proto=6, tcp_flags=S, dport=22, **given | {"direction": Direction.OUTBOUND})
    for scene in (talk, asked, out):
        assert rows(scene)["contacts"].num_rows == 0


def test_medical_services_are_counted_apart():
    scene = moments([0, DAY_MS], src_lo=OUTSIDE, dst_lo=INSIDE, member=1, proto=6, tcp_flags=S, dport=np.array([11112, 80]), sport=9)
    assert rows(scene)["sources"]["medical"].to_pylist() == [1, 0]
