"""What makes a carpet: many hosts, none of them much, mostly one kind."""

from __future__ import annotations

import msgspec
from tests.factories.flows import INSIDE, mixed
from tests.factories.kept import END, rows, sent, usual

from hsoc.perimeter.detect.carpet_bombing import BITS_V4, DETECTOR
from hsoc.perimeter.history import look_back


def found(*scenes, **settings):
    detector = msgspec.structs.replace(DETECTOR, settings=msgspec.structs.replace(DETECTOR.settings, **settings))
    return look_back(detector, rows(mixed(usual(), *scenes)), at=END).to_pylist()


def test_the_network_is_the_target():
    [row] = found(sent(250, hosts=100, sport=53))
    assert (row["dst_lo"], row["dst_bits"], row["port"], row["member"]) == (INSIDE, BITS_V4, 53, 6)
    assert row["targets"] >= 60


def test_one_heavy_host_or_few_hosts_are_no_carpet():
    assert found(sent(250, hosts=100, sport=53), sent(120, sport=53)) == []
    assert found(sent(250, hosts=19, sport=53)) == []


def test_many_kinds_are_no_carpet():
    assert found(*(sent(80, hosts=100, sport=port) for port in (53, 123, 80))) == []
