"""The thresholds of others, each just reached and just not."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate.accuracy import peers
from hsoc.perimeter.simulate.columns import joined, whole
from hsoc.records.address import pair

WHO = "198.19.50.1"
SRC, DST = pair(WHO)[1], pair("198.18.3.0")[1]


def probes(count, *, ports=False, every=1000, packets=1):
    n = np.arange(count)
    where = {"dport": 1 + n, "dst_lo": DST} if ports else {"dport": 22, "dst_lo": DST + n}
    return whole(count, src_lo=SRC, proto=6, tcp_flags=2, packets=packets, first=n * every, last=n * every, **where)


def test_nemea_asks_for_fifty_hosts_without_five_minutes_of_silence():
    assert peers.nemea_horizontal(probes(50)) == {WHO}
    assert peers.nemea_horizontal(probes(49)) == set()
    assert peers.nemea_horizontal(probes(60, every=300_001)) == set()
    assert peers.nemea_horizontal(probes(50, packets=2)) == set()


def test_nemea_forgets_a_port_that_comes_again():
    assert peers.nemea_vertical(probes(50, ports=True)) == {WHO}
    assert peers.nemea_vertical(joined([probes(50, ports=True), probes(1, ports=True)])) == set()


def test_zeek_asks_for_twenty_five_hosts_or_fifteen_ports_in_five_minutes():
    assert peers.zeek_scan(probes(25)) == {WHO}
    assert peers.zeek_scan(probes(24)) == set()
    assert peers.zeek_scan(probes(15, ports=True)) == {WHO}
    assert peers.zeek_scan(probes(60, every=30_000)) == set()


def test_crowdsecs_bucket_leaks():
    assert peers.crowdsec_scan(probes(17, ports=True, every=100)) == {WHO}
    assert peers.crowdsec_scan(probes(100, ports=True, every=6_000)) == set()


def test_nemea_wants_thirty_attempts_of_fifty_flows():
    n = np.arange(40)
    attempts = whole(40, src_lo=SRC, dst_lo=DST, proto=6, dport=22, packets=15, bytes=2_000, first=n * 1000, last=n * 1000)
    assert peers.nemea_logins(attempts) == {WHO}
    assert peers.nemea_logins({name: values[:29] for name, values in attempts.items()}) == set()


def test_a_minute_of_many_networks_out_of_nothing_is_a_ddos_to_nemea():
    n = np.arange(600)
    flood = whole(600, src_lo=SRC + n * 256, dst_lo=DST, proto=17, sport=53, packets=20, bytes=20_000, first=n * 90, last=n * 90)
    assert peers.nemea_ddos(flood) == {"198.18.3.0"}
    assert peers.named(flood)["CrowdSec"] == set()
