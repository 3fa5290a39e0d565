"""Recordings beside the peers, on one that is made here; what the detectors say of real ones is tried in tests/real_data."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.simulate.accuracy.captures import CAPTURES, Capture, heard, scored, words
from hsoc.perimeter.simulate.campaigns.base import SYN
from hsoc.perimeter.simulate.columns import table, whole
from hsoc.records import address
from hsoc.records.flow import no_flows

SCANNER = "198.51.100.9"
NOON = 1_795_000_000_000


def scan():
    at = NOON + np.arange(300) * 100
    hi, lo = address.pair(SCANNER)
    target = address.pair("198.18.3.0")[1] + np.arange(300) % 250
    return table(
        whole(300, first=at, last=at, src_hi=hi, src_lo=lo, dst_lo=target, proto=6, sport=40000, dport=22, tcp_flags=SYN, bytes=44)
    )


def test_a_scan_is_found_with_its_delay_and_beside_the_peers():
    one = heard(Capture(file="scan.pcap", who=SCANNER, by=("horizontal_scan",)), scan())
    assert one.found
    assert 0 < one.delay < 30
    assert one.peers["Zeek (former)"] == "found"
    assert "found" in words([one])


def test_who_is_named_falsely_counts_as_another():
    one = heard(Capture(file="scan.pcap"), scan())
    assert one.harmless
    assert one.others > 0
    assert one.peers["Zeek (former)"] == "false"


def test_nothing_is_said_of_an_empty_recording():
    one = heard(Capture(file="empty.pcap"), no_flows())
    assert (one.others, one.delay) == (0, -1.0)
    assert set(one.peers.values()) == {"clean"}


def test_recordings_that_are_not_there_are_left_out(tmp_path):
    assert list(scored(tmp_path)) == []
    assert len({one.file for one in CAPTURES}) == len(CAPTURES)
