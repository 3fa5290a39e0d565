import ipaddress

import pytest

from hsoc.journal.event_filter import SHORTEST4, SHORTEST6, Filter, narrowed, networks, where, wider
from hsoc.journal.event_sharing import WIDTHS4, WIDTHS6


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


def test_a_target_is_widened_as_far_as_rules_shorten_it() -> None:
    assert (min(WIDTHS4), min(WIDTHS6)) == (SHORTEST4, SHORTEST6)
    given = {"198.18.2.9": 8, "0.0.0.0/0": 0, "2001:db8::/32": 16}
    nets = {one: ipaddress.ip_network(one) for one in given}
    assert {one: wider(net).prefixlen for one, net in nets.items()} == given
    assert all(net.subnet_of(wider(net)) for net in nets.values())  # type: ignore[arg-type]


def test_only_addresses_are_asked_before_the_mask() -> None:
    assert narrowed(Filter(category=("Malware",), text="scan", member=3), shortened=False) == ("", {})
    plain, params = narrowed(Filter(target="198.18.2.9"), shortened=False)
    wide, more = narrowed(Filter(target="198.18.2.9"), shortened=True)
    assert plain[1:-1] in wide
    assert set(params) < set(more)
