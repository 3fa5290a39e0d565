"""Who waits for neighbours, and what is told when they come."""

from __future__ import annotations

import pyarrow as pa

from hsoc.perimeter.detect.beside import Waiting
from hsoc.records import address
from hsoc.records.detection import DETECTION_SCHEMA

AT = 1_795_000_000_000
ALONE, MANY, LASTS = 1000, 4, 31_000


def found(hosts, *, network="198.18.7.0", packets=400, port=53):
    hi, lo = address.pair(network)
    quiet = {field.name: "" if pa.types.is_string(field.type) else 0 for field in DETECTION_SCHEMA}
    same = {"dst_hi": hi, "dst_bits": 128, "proto": 17, "port": port, "packets": packets}
    return pa.Table.from_pylist([quiet | same | {"dst_lo": lo + host} for host in hosts], schema=DETECTION_SCHEMA)


def waiting(**given):
    return Waiting(**{"alone": ALONE, "many": MANY, "lasts": LASTS} | given)


def hosts(table):
    return [lo & 0xFF for lo in table["dst_lo"].to_pylist()]


def test_what_is_enough_by_itself_does_not_wait():
    assert hosts(waiting().told(found([1], packets=ALONE), at=AT)) == [1]


def test_those_who_waited_are_told_with_the_neighbour_that_was_missing():
    one = waiting()
    assert hosts(one.told(found([1, 2]), at=AT)) == hosts(one.told(found([3]), at=AT + 10_000)) == []
    assert hosts(one.told(found([4]), at=AT + 30_000)) == [1, 2, 3, 4]


def test_nothing_is_told_twice_unless_it_is_judged_again():
    one = waiting()
    one.told(found([1, 2, 3, 4]), at=AT)
    assert hosts(one.told(found([2]), at=AT + 1000)) == [2]
    assert hosts(one.told(found([5]), at=AT + 2000)) == [5]


def test_who_was_not_judged_again_in_time_is_forgotten():
    one = waiting()
    one.told(found([1, 2, 3]), at=AT)
    assert hosts(one.told(found([4]), at=AT + LASTS)) == []


def test_a_host_judged_often_is_one_neighbour():
    one = waiting()
    assert [hosts(one.told(found([1, 2]), at=AT + second * 1000)) for second in range(4)] == [[]] * 4


def test_other_kinds_and_other_networks_are_no_neighbours():
    one = waiting()
    step = pa.concat_tables([found([1, 2]), found([3, 4], port=123), found([5, 6], network="198.18.8.0")])
    assert hosts(one.told(step, at=AT)) == []


def test_a_heavy_host_counts_as_a_neighbour():
    step = pa.concat_tables([found([1], packets=5 * ALONE), found([2, 3, 4])])
    assert hosts(waiting().told(step, at=AT)) == [1, 2, 3, 4]


def test_ipv6_neighbours_live_in_one_64():
    assert waiting().told(found(range(1, 5), network="2001:db8:7:1::"), at=AT).num_rows == 4
    step = pa.concat_tables([found([1, 2], network="2001:db8:7:1::"), found([3, 4], network="2001:db8:7:2::")])
    assert waiting().told(step, at=AT).num_rows == 0


def test_memory_is_bounded():
    one = waiting(most=3)
    assert one.told(found([1, 2]), at=AT).num_rows == 0
    assert one.told(found([3, 4]), at=AT).num_rows == 0
