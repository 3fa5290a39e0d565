"""The most specific registered prefix, against a search through all of them."""

import ipaddress
import random

import numpy as np

from hsoc.perimeter.guard.tree import find, inside, of_texts, tree
from hsoc.records.route import place


def test_against_a_plain_search():
    rng = random.Random(1)
    nets = [
        ipaddress.ip_network((rng.getrandbits(32) >> (32 - n) << (32 - n) if n else 0, n)) for n in [rng.randint(0, 32) for _ in range(400)]
    ]
    nets += [
        ipaddress.ip_network((rng.getrandbits(128) >> (128 - n) << (128 - n) if n else 0, n))
        for n in [rng.randint(1, 128) for _ in range(200)]
    ]
    made, index = of_texts(str(net) for net in nets)
    at = {int(index[n]): net for n, net in enumerate(nets)}
    asked = [net for net in nets for net in (net, next(iter(net.subnets())) if net.prefixlen < net.max_prefixlen else net)]
    asked += [ipaddress.ip_network((rng.getrandbits(32), 32)) for _ in range(500)]
    for one in asked:
        holders = [net for net in nets if net.version == one.version and one.subnet_of(net)]
        wanted = max(holders, key=lambda net: net.prefixlen, default=None)
        got = find(made, *place(str(one)))
        assert (at[int(got)] if got >= 0 else None) == wanted


def test_a_wider_announcement_is_not_inside():
    made, _ = of_texts(["198.18.0.0/16"])
    assert find(made, *place("198.18.0.0/15")) == -1
    assert find(made, *place("::/0")) == -1


def test_nothing_and_twice_the_same():
    nothing, index = tree(*(np.empty(0, np.int64),) * 3)
    assert (find(nothing, 0, 0, 1), len(index)) == (-1, 0)
    made, index = of_texts(["198.18.0.0/16", "198.18.0.0/16"])
    assert (len(made.hi), index.tolist()) == (1, [0, 0])


def test_everything_is_inside_a_prefix_of_length_nought():
    assert inside(-1, 5, 7, 7, 0)
