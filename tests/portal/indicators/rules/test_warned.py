"""Lists are read with their faults named, and match by the longest prefix or suffix, many values at once."""

import ipaddress
import random

import numpy as np
import pytest

from hsoc.portal.indicators.rules.warned import MOST_ENTRIES, NONE, Matcher, Unusable, read

MAPPED = 0xFFFF << 32


def span(text: str) -> tuple[str, str]:
    net = ipaddress.ip_network(text)
    offset = MAPPED if net.version == 4 else 0
    return f"{int(net.network_address) | offset:032x}", f"{int(net.broadcast_address) | offset:032x}"


def matcher(*nets: str, domains: tuple[str, ...] = ()) -> Matcher:
    return Matcher([(*span(one), number) for number, one in enumerate(nets)], [(one, number) for number, one in enumerate(domains)])


def matched(made: Matcher, *values: str) -> list[int]:
    spans = [span(one) for one in values]
    return made.nets([low for low, _ in spans], [high for _, high in spans]).tolist()


def test_text_and_json_are_read() -> None:
    head = b"\xef\xbb\xbf# name: resolvers\n# reason: everybody asks them\n"
    text = head + b"192.0.2.0/24 # ours\n198.18.0.7\n*.Example.net\nlocalhost\n192.0.2.7/24\n<b>\n"
    found = read(text)
    assert found.nets == ("192.0.2.0/24", "198.18.0.7/32")
    assert found.domains == ("example.net", "localhost")
    assert found.about == {"name": "resolvers", "reason": "everybody asks them"}
    assert (found.faults, found.faulty) == (((7, "192.0.2.7/24"), (8, "<b>")), 2)
    misp = read(b'{"name": "cdn", "version": 3, "description": "why", "type": "cidr", "list": ["2001:db8::/32", "cdn.example"]}')
    assert (misp.nets, misp.domains, misp.about) == (("2001:db8::/32",), ("cdn.example",), {"name": "cdn", "version": "3", "reason": "why"})


@pytest.mark.parametrize("body", [b"\xff", b"{", b'{"list": 3}', b"x" * 9_000_000])
def test_what_is_no_list_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(Unusable, match=r".{5}"):
        read(body)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(Unusable, match="more than"):
        read("\n".join(f"n{number}.example" for number in range(MOST_ENTRIES + 1)).encode())


def test_narrowest_prefix_wins_and_a_prefix_around_one_is_hit_too() -> None:
    made = matcher("198.18.0.0/16", "198.18.4.0/22", "198.18.4.4/32", "2001:db8::/33")
    asked = ("198.18.4.4", "198.18.4.5", "198.18.9.9", "198.19.0.1", "198.18.4.0/23", "198.18.0.0/15", "2001:db8:7::1", "2001:db8:8000::1")
    assert matched(made, *asked) == [2, 1, 0, NONE, 1, 0, 3, NONE]
    assert matched(matcher(), "198.18.4.4") == [NONE]


def test_matching_agrees_with_ipaddress_on_random_prefixes() -> None:
    dice = random.Random(7)
    nets = sorted({str(ipaddress.ip_network((dice.randrange(1 << 32), dice.randrange(8, 33)), strict=False)) for _ in range(60)})
    values = [str(ipaddress.ip_address(dice.randrange(1 << 32))) for _ in range(300)]
    values += [str(ipaddress.ip_network(one).network_address) for one in nets]
    known = [ipaddress.ip_network(one) for one in nets]
    for value, number in zip(values, matched(matcher(*nets), *values), strict=True):
        holding = [one for one in known if ipaddress.ip_address(value) in one]
        assert (str(max(holding, key=lambda one: one.prefixlen)) if holding else None) == (nets[number] if number != NONE else None)


def test_names_match_by_whole_labels() -> None:
    made = matcher(domains=("example.net", "shared.example.net", "example"))
    asked = [
        "example.net",
        "www.example.net",
        "a.shared.example.net",
        "notexample.net",
        "https://u@www.example.net:8080/x@y",
        "a@b.example",
        "test.org",
    ]
    assert made.named(asked).tolist() == [0, 0, 1, NONE, 0, 2, NONE]
    assert np.array_equal(matcher("192.0.2.0/24").named(asked), np.full(len(asked), NONE))
