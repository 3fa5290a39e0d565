"""A match means on flows what RFC 8955 means on packets."""

import numpy as np
import pytest

from hsoc.exchange.flowspec.match import matches, within
from hsoc.records.address import pair
from hsoc.records.flow import DEFAULTS, FLOW_COLUMNS, Fragment
from hsoc.records.scope import ANYTHING, Match


def flows(*rows):
    out = {name: np.full(len(rows), DEFAULTS.get(name, 0), np.int64) for name in FLOW_COLUMNS}
    for index, given in enumerate(rows):
        for name, value in ({"src": "198.51.100.1", "dst": "192.0.2.1", "proto": 17, "packets": 1, "bytes": 100} | given).items():
            if name in {"src", "dst"}:
                out[f"{name}_hi"][index], out[f"{name}_lo"][index] = pair(value)
            else:
                out[name][index] = value
    return out


def hit(match, **given):
    return bool(matches(match, flows(given))[0])


def test_matches_anything_takes_every_flow():
    assert matches(ANYTHING, flows({}, {"proto": 6})).tolist() == [True, True]


@pytest.mark.parametrize(
    ("prefix", "address", "inside"),
    [
        ("192.0.2.0/25", "192.0.2.127", True),
        ("192.0.2.0/25", "192.0.2.128", False),
        ("0.0.0.0/0", "2001:db8::1", False),
        ("::/0", "192.0.2.1", False),
        ("::/0", "2001:db8::1", True),
        ("2001:db8::/32", "2001:db8:ffff::1", True),
        ("2001:db8::/32", "2001:db9::1", False),
        ("2001:db8::1/128", "2001:db8::1", True),
        ("8000::/1", "ffff::1", True),
    ],
)
def test_within_a_prefix_keeps_the_families_apart(prefix, address, inside):
    hi, lo = pair(address)
    assert bool(within(prefix, np.array([hi]), np.array([lo]))[0]) is inside


def test_matches_ports_not_on_later_fragments_nor_without_ports():
    dns = Match(dst="192.0.2.1/32", proto=(17,), sport=((53, 53),))
    assert hit(dns, sport=53)
    assert not hit(dns, sport=53, fragment=Fragment.LATER)
    assert not hit(Match(sport=((0, 0),)), proto=1, icmp=2048)


def test_matches_all_fragments_where_any_is_meant():
    fragments = Match(dst="192.0.2.1/32", fragment=True)
    assert [hit(fragments, fragment=kind) for kind in Fragment] == [False, True, True]


@pytest.mark.parametrize(("flags", "taken"), [(0x02, True), (0x12, False), (0x42, True), (0x10, False)])
def test_matches_syn_only_leaves_syn_ack_alone(flags, taken):
    assert hit(Match(proto=(6,), tcp_flags=(0x12, 0x02)), proto=6, tcp_flags=flags) is taken


def test_matches_length_by_the_average_packet():
    assert hit(Match(length=((400, 500),)), packets=2, bytes=900)
    assert not hit(Match(length=((400, 500),)), packets=3, bytes=900)


def test_matches_icmp_type_and_not_its_code():
    assert hit(Match(proto=(1,), icmp_type=(3,)), proto=1, icmp=3 * 256 + 13)
