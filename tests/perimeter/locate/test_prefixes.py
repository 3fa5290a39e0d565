import ipaddress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.perimeter.locate.prefixes import Prefixes, segments
from hsoc.records.address import pair

NESTED = [
    ("198.18.0.0/15", 1),
    ("198.18.4.0/24", 2),
    ("198.18.4.7/32", 3),
    ("2001:db8::/32", 4),
    ("2001:db8:5::/48", 5),
    ("2001:db8:5::9/128", 6),
]


def look(table: Prefixes, *addresses: str) -> list[int]:
    pairs = [pair(a) for a in addresses]
    return table.values(np.array([h for h, _ in pairs], np.int64), np.array([low for _, low in pairs], np.int64)).tolist()


def test_longest_prefix_wins() -> None:
    table = Prefixes(NESTED)
    assert look(table, "198.18.0.1", "198.18.4.6", "198.18.4.7", "198.18.4.8", "198.19.255.255", "203.0.113.1") == [1, 2, 3, 2, 1, 0]
    assert look(table, "2001:db8::1", "2001:db8:5::8", "2001:db8:5::9", "2001:db8:5::a", "2001:db9::", "::") == [4, 5, 6, 5, 0, 0]


def test_families_may_be_mixed() -> None:
    assert look(Prefixes(NESTED), "2001:db8::1", "198.18.4.7", "fe80::1", "0.0.0.0", "255.255.255.255") == [4, 3, 0, 0, 0]


def test_edges_of_the_space() -> None:
    table = Prefixes([("0.0.0.0/0", 1), ("::/0", 2), ("ffff::/16", 3), ("255.255.255.255/32", 4)])
    assert look(table, "0.0.0.0", "255.255.255.254", "255.255.255.255") == [1, 1, 4]
    assert look(table, "0.0.0.1", "::", "fffe::", "ffff::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == [1, 2, 2, 3, 3]


def test_empty_table_knows_nothing() -> None:
    assert look(Prefixes([]), "192.0.2.1") == [0]
    assert look(Prefixes([]), "192.0.2.1", "2001:db8::1") == [0, 0]


def test_later_of_equal_prefixes_wins() -> None:
    assert look(Prefixes([("192.0.2.0/24", 1), ("192.0.2.0/24", 2)]), "192.0.2.1") == [2]


def test_host_bits_are_refused() -> None:
    with pytest.raises(ValueError, match=r"192\.0\.2\.9/24"):
        segments([("192.0.2.9/24", 1)])


addresses = st.integers(0, 0xFFFF).map(lambda n: ipaddress.IPv4Address(0xC0000000 | n << 4))


@settings(deadline=None)
@given(st.lists(st.tuples(addresses, st.integers(20, 32)), max_size=12), st.lists(addresses, min_size=1, max_size=20))
def test_answer_is_that_of_a_plain_search(prefixes: list[tuple[ipaddress.IPv4Address, int]], queries: list[ipaddress.IPv4Address]) -> None:
    nets = [(str(ipaddress.ip_network((a, bits), strict=False)), i + 1) for i, (a, bits) in enumerate(prefixes)]
    unique = dict(nets)

    def plain(address: ipaddress.IPv4Address) -> int:
        holding = [(ipaddress.ip_network(n).prefixlen, v) for n, v in unique.items() if address in ipaddress.ip_network(n)]
        return max(holding)[1] if holding else 0

    table = Prefixes(nets)
    assert look(table, *map(str, queries)) == [plain(a) for a in queries]
    assert look(table, "2001:db8::1", *map(str, queries))[1:] == [plain(a) for a in queries]
