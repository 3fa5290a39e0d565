import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsoc.journal.event_filter import Filter, before, dayless, narrowed, networks, where, wider
from hsoc.journal.event_sharing import WIDTHS4


def test_empty_filter_asks_for_everything() -> None:
    assert where(Filter()) == ("", {})


def test_all_that_comes_from_outside_is_bound() -> None:
    poison = "x'; DROP TABLE stale; --"
    sql, params = where(Filter(text=poison, vector=poison, category=(poison,), why=poison, client=poison, first_day=poison))
    assert "DROP" not in sql
    assert sorted(set(map(str, params.values()))) == sorted({poison, poison.lower(), str([poison])})


def test_host_bits_of_a_prefix_are_masked_and_nonsense_is_refused() -> None:
    assert where(Filter(address="192.0.2.77/24")) == where(Filter(address="192.0.2.0/24"))
    with pytest.raises(ValueError, match=r"192\.0\.2\.300"):
        where(Filter(source="192.0.2.300"))


def test_networks_are_what_must_be_named() -> None:
    wanted = Filter(address="2001:DB8::0:1", source="203.0.113.7", target="198.18.2.9/24", text="scan")
    assert [(side, str(net)) for side, net in networks(wanted)] == [
        ("address", "2001:db8::1/128"), ("source", "203.0.113.7/32"), ("target", "198.18.2.0/24"),
    ]  # fmt: skip
    assert [side for side, _ in networks(Filter(text=" 192.0.2.1 "))] == ["text"]
    with pytest.raises(ValueError, match="somewhere"):
        networks(Filter(target="somewhere"))


def test_a_target_is_widened_as_far_as_one_told_so_can_lie() -> None:
    lengths = {
        "198.18.2.9": 32, "198.18.2.0": 24, "198.18.2.0/25": 24, "198.18.0.0": 16, "198.18.16.0/24": 20, "0.0.0.0/0": 0,
        "2001:db8::1": 128, "2001:db8::": 32, "2001:db8::/32": 32, "2001:db8::/48": 32,
    }  # fmt: skip
    nets = {one: ipaddress.ip_network(one, strict=False) for one in lengths}
    assert {one: wider(net).prefixlen for one, net in nets.items()} == lengths
    assert all(net.subnet_of(wider(net)) for net in nets.values())  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(0, 32), st.integers(0, 2**32 - 1), st.sampled_from(WIDTHS4))
def test_whatever_is_told_in_a_network_lies_in_the_wider_one(address: int, prefix: int, target: int, bits: int) -> None:
    net = ipaddress.IPv4Network((address, prefix), strict=False)
    near = (int(net.network_address) & ~0xFFFF) | (target & 0xFFFF)  # most targets are nowhere near
    for one in (target, near):
        told = ipaddress.IPv4Network((one, bits), strict=False).network_address  # a told target is compared by its first address
        assert told not in net or ipaddress.IPv4Address(one) in wider(net)


def test_only_addresses_are_asked_before_the_mask() -> None:
    assert narrowed(Filter(category=("Malware",), text="scan", member=3), shortened=False) == ("", {})
    plain, params = narrowed(Filter(target="198.18.2.0"), shortened=False)
    wide, more = narrowed(Filter(target="198.18.2.0"), shortened=True)
    assert plain[1:-1] in wide
    assert set(params) < set(more)


def test_before_the_mask_only_what_no_mask_touches_is_asked() -> None:
    masked = Filter(address="192.0.2.7", port=22, proto=6, member=2, party=2, sender=1, client="example.engine", tlp="TLP:GREEN", text="x")
    assert before(masked) == ("", {})
    free = Filter(severity=3, category=("Recon",), least=(("packets", 50),), test=False)
    assert f" WHERE {before(free)[0]}" == where(free)[0]
    assert before(free)[1] == where(free)[1]


def test_a_filter_without_its_days_asks_all_the_rest() -> None:
    assert dayless(Filter(first_day="2026-03-10", last_day="2026-03-11", severity=3)) == Filter(severity=3)
