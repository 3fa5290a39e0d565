"""Black holes and spared nets: nothing spared is ever announced, nothing else is left out, and it can be undone."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.network.rules.around import MOST_PIECES, TooMany, around


def net(bits, address, version=4):
    kind = ipaddress.IPv4Network if version == 4 else ipaddress.IPv6Network
    base = int(ipaddress.ip_address("198.18.0.0" if version == 4 else "2001:db8::"))
    width = 32 if version == 4 else 128
    whole = base + (address << (width - 26) if version == 6 else address)
    return kind(((whole >> (width - bits)) << (width - bits), bits))


nets = st.builds(net, st.integers(20, 32), st.integers(0, 4095))


def test_exafs_rules_by_name():
    assert around("198.18.7.10/32", ["198.18.7.0/24"]) == ()
    assert around("198.18.7.0/24", ["198.18.7.0/24"]) == ()
    assert around("198.18.7.0/30", ["198.18.7.1/32"]) == ("198.18.7.0/32", "198.18.7.2/31")
    assert around("198.18.7.0/24", []) == ("198.18.7.0/24",)
    assert around("198.18.7.0/24", ["198.18.8.0/24", "2001:db8::/32"]) == ("198.18.7.0/24",)
    assert around("2001:db8::/126", ["2001:db8::1/128"]) == ("2001:db8::/128", "2001:db8::2/127")


@given(nets, st.lists(nets, max_size=6))
def test_addresses_announced_are_exactly_the_rule_without_the_spared(hole, spared):
    pieces = [ipaddress.ip_network(one) for one in around(str(hole), [str(one) for one in spared])]
    announced = {int(address) for piece in pieces for address in piece}
    assert len(announced) == sum(piece.num_addresses for piece in pieces)  # no address twice
    kept = {int(address) for one in spared if one.overlaps(hole) for address in (one if one.subnet_of(hole) else hole)}
    assert announced == {int(address) for address in hole} - kept


@given(nets, st.lists(nets, max_size=6), st.randoms())
def test_order_and_doubles_of_the_spared_do_not_matter(hole, spared, random):
    texts = [str(one) for one in spared]
    shuffled = [*texts, *texts[:2]]
    random.shuffle(shuffled)
    assert around(str(hole), texts) == around(str(hole), shuffled)


@given(nets)
def test_it_is_undone_when_the_entry_goes(hole):
    assert around(str(hole), []) == (str(hole),)


def test_a_rule_never_falls_into_more_than_the_bound():
    with pytest.raises(TooMany, match=f"more than {MOST_PIECES}"):
        around("198.18.0.0/16", [f"198.18.{n}.1/32" for n in range(0, 256, 8)])


def test_host_bits_are_an_error():
    with pytest.raises(ValueError, match="host bits"):
        around("198.18.7.1/24", [])
