"""What the definitions of floods share: who walks over the ports, and the heaviest door."""

from __future__ import annotations

from tests.factories.flows import FAR, flood, mixed, ports

from hsoc.perimeter.detect.victims import counted, per_door, per_victim, without_walks
from hsoc.perimeter.measure.judge import Judge


def judged(table, *, short=0):
    judge = Judge()
    found = judge.learn(lambda t: per_victim(without_walks(per_door(counted(t, t.proto == 6)), short=short)))
    return judge.judge(found, flows=table).to_pylist()


def test_fourteen_ports_are_no_walk_and_fifteen_are():
    assert [row["doors"] for row in judged(ports(14))] == [14]
    assert judged(ports(15)) == []


def test_a_walk_of_long_packets_is_one_only_where_length_does_not_count():
    long = ports(300, bytes=500)
    assert judged(long) == []
    assert [row["packets"] for row in judged(long, short=120)] == [300]


def test_the_heaviest_door_is_counted_in_hostile_packets_only():
    other = flood(500, proto=17, dport=53)
    [row] = judged(mixed(flood(300, dport=25), flood(200, dport=80, src_lo=FAR + 1), other))
    assert (row["door"], row["door_packets"], row["counted"], row["packets"], row["hosts"]) == (25, 300, 500, 1000, 301)
