"""What definitions of forged sources share: floods are set aside, by kind and only if seen."""

from __future__ import annotations

from tests.factories.flows import forged, mixed, with_columns

from hsoc.perimeter.detect.forged import at_victims
from hsoc.perimeter.measure.judge import Judge


def judged(table):
    judge = Judge()
    return judge.judge(judge.learn(lambda t: at_victims(t, member=t.member)), flows=table).to_pylist()


def test_a_kind_from_the_floor_on_is_set_aside_and_the_others_stay():
    many, few = forged(packets=5), forged(proto=17, tcp_flags=0)
    assert [row["n"] for row in judged(mixed(many, few))] == [200]
    assert [row["n"] for row in judged(mixed(with_columns(many, packets=4), few))] == [400]


def test_what_no_flood_detector_counts_is_never_set_aside():
    assert [row["packets"] for row in judged(forged(proto=47, tcp_flags=0, packets=1000))] == [200_000]


def test_few_sampled_packets_are_no_flood_yet():
    assert [row["packets"] for row in judged(forged(sampling=1000).slice(0, 9))] == [9000]
    assert judged(forged(sampling=1000).slice(0, 10)) == []


def test_examples_are_zero_where_there_are_fewer():
    [row] = judged(forged())
    assert (row["lo_1"] != 0, row["lo_2"], row["hi_3"], row["hosts"], row["owner"]) == (True, 0, 0, 200, 7)
