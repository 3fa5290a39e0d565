"""Masks of single flows, at the edges where an innocent looks like a probe."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.factories.flows import flows

from hsoc.perimeter.measure import probes
from hsoc.records.address import pair
from hsoc.records.flow import flow_columns


def holds(mask, **columns):
    return bool(mask(SimpleNamespace(**flow_columns(flows(1, sport=40000, dport=443, **columns))))[0])


@pytest.mark.parametrize(
    ("flags", "packets", "size", "expected"),
    [(0x02, 1, 40, True), (0xC2, 1, 60, True), (0x06, 2, 80, True), (0x00, 1, 40, True), (0x29, 1, 40, True), (0x10, 1, 40, True),
     (0x10, 1, 41, False), (0x10, 1, 52, False), (0x11, 1, 40, False), (0x04, 1, 40, False), (0x12, 1, 44, False), (0x1B, 9, 900, False),
     (0x16, 3, 132, True), (0x16, 3, 900, False)],
)  # fmt: skip
def test_tcp_probe_is_told_by_its_flags_and_size(flags, packets, size, expected):
    assert holds(probes.tcp, proto=6, tcp_flags=flags, packets=packets, bytes=size) is expected


def test_small_flows_are_no_probes_in_sampled_telemetry_but_syn_is():
    assert not holds(probes.tcp, proto=6, tcp_flags=16, sampling=1000)
    assert not holds(probes.udp, proto=17, sampling=1000)
    assert holds(probes.tcp, proto=6, tcp_flags=2, sampling=1000)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("198.51.100.7", True), ("224.0.0.251", False), ("255.255.255.255", False), ("2001:db8::1", True), ("ff02::fb", False)],
)
def test_groups_are_not_one_host(address, expected):
    hi, lo = pair(address)
    assert holds(probes.to_one, dst_hi=hi, dst_lo=lo) is expected


def test_a_shared_mask_is_computed_once_over_a_view_and_is_the_same():
    columns = flow_columns(flows(10, sport=40000, dport=443, tcp_flags=2, packets=1, bytes=40))
    view = probes.View(**columns)
    first = probes.tcp(view)
    assert probes.tcp(view) is first
    assert first.tolist() == probes.tcp(SimpleNamespace(**columns)).tolist()
