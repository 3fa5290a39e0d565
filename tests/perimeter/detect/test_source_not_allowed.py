"""Forged sources leaving a member: how few, and whose mistake."""

from __future__ import annotations

import pytest
from tests.factories.flows import FAR, OUTSIDE, forged, mixed

from hsoc.perimeter.detect.source_not_allowed import DETECTOR, detect
from hsoc.perimeter.measure.judge import Judge

JUDGE = Judge()
KNOWN = JUDGE.learn(lambda flows: detect(flows, DETECTOR.settings))


def judged(table):
    return JUDGE.judge(KNOWN, flows=table).to_pylist()


LEAVING = {"dst_lo": FAR + 1, "role": 3, "direction": 4}


@pytest.mark.parametrize(("packets", "found"), [(19, 0), (20, 1)])
def test_source_not_allowed_fires_at_its_packets(packets, found):
    assert [(r["member"], r["vector"]) for r in judged(forged(**LEAVING, bogon=17).slice(0, packets))] == [(7, "private")] * found


def test_the_vector_says_which_mistake_prevails():
    leak, spoof = forged(**LEAVING, bogon=17), forged(**LEAVING, bogon=16, src_lo=OUTSIDE + 1)
    assert [r["vector"] for r in judged(mixed(leak.slice(0, 90), spoof))] == ["foreign"]


def test_each_member_has_its_own_story():
    assert sorted(r["member"] for r in judged(mixed(forged(**LEAVING, bogon=16), forged(**LEAVING, bogon=16, member=9)))) == [7, 9]
