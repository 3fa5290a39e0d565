"""The operator's table of networks: the longest prefix wins, unknown stays unknown, faults are named by line."""

from __future__ import annotations

import ipaddress

import numpy as np
import pytest

from hsoc.journal.networks import UNKNOWN, Entry, Faulty, Networks, read
from hsoc.records.address import pair

TABLE = """prefix,asn,country,name
198.19.0.0/16,65536,cz,Wide
198.19.4.0/24,65537,DE,"Narrow, quoted"
198.19.4.7/32,0,,Host
2001:db8:fe00::/40,65538,NL,Six
"""


@pytest.fixture
def networks(tmp_path):
    path = tmp_path / "networks.csv"
    path.write_text(TABLE, encoding="utf-8")
    return read(path)


def of(networks, *addresses):
    pairs = np.array([pair(one) for one in addresses], np.int64)
    return [networks.entry(int(one)) for one in networks.index(pairs[:, 0], pairs[:, 1])]


def test_longest_prefix_wins(networks) -> None:
    found = of(networks, "198.19.1.1", "198.19.4.1", "198.19.4.7", "2001:db8:fe12::1", "192.0.2.1", "2001:db8:1::1")
    assert [one and (one.asn, one.country, one.name) for one in found] == [
        (65536, "CZ", "Wide"), (65537, "DE", "Narrow, quoted"), (0, "", "Host"), (65538, "NL", "Six"), None, None,
    ]  # fmt: skip


def test_against_a_plain_search() -> None:
    rng = np.random.default_rng(3)
    lines = []
    for number in range(200):
        length = int(rng.integers(9, 33))
        net = ipaddress.ip_network((int(rng.integers(0, 1 << 17)) + (198 << 24) + (18 << 16), length), strict=False)
        lines.append((str(net), Entry(number, "CZ", "")))
    table = dict(lines)  # the later of equals
    addresses = [str(ipaddress.ip_address((198 << 24) + (18 << 16) + int(one))) for one in rng.integers(0, 1 << 17, 300)]
    for address, found in zip(addresses, of(Networks(table.items()), *addresses), strict=True):
        holding = [net for net in map(ipaddress.ip_network, table) if ipaddress.ip_address(address) in net]
        expected = table[str(max(holding, key=lambda net: net.prefixlen))] if holding else None
        assert found == expected


def test_no_file_is_an_empty_table(tmp_path) -> None:
    assert of(read(tmp_path / "none.csv"), "198.19.0.1") == [None]
    assert Networks().index(np.zeros(2, np.int64), np.zeros(2, np.int64)).tolist() == [UNKNOWN] * 2


@pytest.mark.parametrize(
    ("line", "said"),
    [("198.19.0.1/16,1,CZ,x", "line 2"), ("2001:db8::/96,1,CZ,x", "/64"), ("198.19.0.0/16,x,CZ,x", "line 2"),
     ("198.19.0.0/16,-1,CZ,x", "autonomous"),     ("198.19.0.0/16,1", "line 2"), ("nobody,1,CZ,x", "line 2")],
)  # fmt: skip
def test_faults_are_named(tmp_path, line, said) -> None:
    path = tmp_path / "networks.csv"
    path.write_text(f"prefix,asn,country,name\n{line}\n", encoding="utf-8")
    with pytest.raises(Faulty, match=said):
        read(path)
    path.write_text("net,as\n", encoding="utf-8")
    with pytest.raises(Faulty, match="line 1"):
        read(path)
    path.write_bytes(b"prefix,asn,country,name\n\xff\xfe\n")
    with pytest.raises(Faulty):
        read(path)
