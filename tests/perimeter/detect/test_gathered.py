"""Hosts of a network that are flooded alike, and those that are not."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from hsoc.perimeter.detect import gathered
from hsoc.perimeter.detect.gathered import MANY, Gathered
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.records import address
from hsoc.records.detection import DETECTION_SCHEMA, NOBODY, endpoint

NOW = 1_795_000_000_000


def flooded(hosts, *, network="198.18.7.0", detector="reflection", vector="ntp", port=123, size=1_000, **given):
    hi, lo = address.pair(network)
    quiet = {field.name: "" if pa.types.is_string(field.type) else 0 for field in DETECTION_SCHEMA}
    same = {
        "detector": detector, "vector": vector, "port": port, "proto": 17, "src_bits": NOBODY, "dst_bits": 128, "dst_hi": hi, "first": NOW,
        "last": NOW, "flows": 2, "packets": 10, "bytes": size, "targets": 1, "evidence": '{"share":90}', "member": 7,
    }  # fmt: skip
    return pa.Table.from_pylist([quiet | same | {"dst_lo": lo + host} | given for host in hosts], schema=DETECTION_SCHEMA)


def targets(table):
    return [endpoint(row["dst_hi"], row["dst_lo"], row["dst_bits"]) for row in table.to_pylist()]


def test_many_hosts_of_a_network_become_one_finding_with_their_sums():
    [row] = Gathered().told(flooded(range(1, MANY + 1)), now=NOW).to_pylist()
    assert endpoint(row["dst_hi"], row["dst_lo"], row["dst_bits"]) == "198.18.7.0/24"
    assert (row["targets"], row["flows"], row["packets"], row["bytes"], row["member"]) == (MANY, 2 * MANY, 10 * MANY, 1_000 * MANY, 7)
    assert json.loads(row["evidence"]) == {"share": 90, "hosts": MANY}


def test_fewer_stay_what_they_are():
    some = flooded(range(1, MANY))
    assert Gathered().told(some, now=NOW).equals(some)


def test_hosts_judged_one_after_the_other_within_a_minute_are_put_together():
    one = Gathered()
    one.told(flooded(range(1, 11)), now=NOW)
    assert targets(one.told(flooded(range(11, MANY + 1)), now=NOW + 59_000)) == ["198.18.7.0/24"]


def test_a_minute_later_they_are_forgotten():
    one = Gathered()
    one.told(flooded(range(1, 11)), now=NOW)
    assert len(targets(one.told(flooded(range(11, MANY + 1)), now=NOW + 60_000))) == MANY - 10


@pytest.mark.parametrize("other", [{"vector": "dns", "port": 53}, {"detector": "udp_flood"}, {"network": "198.18.8.0"}])
def test_what_differs_is_not_put_together(other):
    step = pa.concat_tables([flooded(range(1, 9)), flooded(range(9, MANY + 1), **other)])
    assert Gathered().told(step, now=NOW).equals(step)


def test_a_host_judged_twice_is_one():
    one = Gathered()
    for late in range(3):
        told = one.told(flooded(range(1, 9)), now=NOW + late * 10_000)
        assert len(targets(told)) == 8


def test_the_host_that_is_meant_stays_a_finding_of_its_own():
    step = pa.concat_tables([flooded(range(1, MANY + 1)), flooded([200], size=100_000)])
    assert sorted(targets(Gathered().told(step, now=NOW))) == ["198.18.7.0/24", "198.18.7.200"]


def test_ipv6_is_put_together_by_its_64():
    told = Gathered().told(flooded(range(1, 40), network="2001:db8:7:1::"), now=NOW)
    assert targets(told) == ["2001:db8:7:1::/64"]


def test_other_findings_pass():
    scan = flooded([1], detector="horizontal_scan")
    assert Gathered().told(scan, now=NOW).equals(scan)
    both = Gathered().told(pa.concat_tables([scan, flooded(range(1, 40))]), now=NOW)
    assert both["detector"].to_pylist() == ["horizontal_scan", "reflection"]


def test_memory_is_bounded():
    one = Gathered(most=5)
    assert len(targets(one.told(flooded(range(1, 40)), now=NOW))) == 39


def test_it_names_detectors_that_there_are():
    assert set(gathered.FLOODS) <= {one.name for one in DETECTORS}
