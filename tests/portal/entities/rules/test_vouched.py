import ipaddress
import random

import numpy as np

from hsoc.portal.entities.rules.vouched import Ranges, voices


def packed(*addresses: int) -> np.ndarray:
    return np.frombuffer(b"".join(address.to_bytes(16, "big") for address in addresses), "S16")


def ranges_of(*pairs: tuple[int, int]) -> Ranges:
    return Ranges(packed(*(address for pair in pairs for address in pair)).reshape(-1, 2))


def test_voices_are_counted_as_a_plain_loop_does() -> None:
    dice = random.Random(7)
    held = {}
    for organisation in range(1, 5):
        starts = [dice.randrange(1 << 12) for _ in range(30)]
        held[organisation] = [(low, low + (0 if dice.random() < 0.5 else dice.randrange(64))) for low in starts]
    ranges = {number: ranges_of(*pairs) for number, pairs in held.items()}
    asked = [dice.randrange(1 << 12) for _ in range(500)]
    told = voices(packed(*asked), ranges, {2: 2})
    for address, count in zip(asked, told.tolist(), strict=True):
        having = {number for number, pairs in held.items() if any(low <= address <= high for low, high in pairs)}
        assert count == len(having) + (2 in having)
    assert told.max() > 1


def test_upper_halves_count_too() -> None:
    net = ipaddress.ip_network("2001:db8:5::/48")
    ranges = {1: ranges_of((int(net[0]), int(net[-1])))}
    inside, outside = int(net[-1]), int(net[-1]) + 1
    assert voices(packed(outside, inside), ranges, {}).tolist() == [0, 1]


def test_nobody_knows_anything_of_nothing() -> None:
    assert voices(packed(), {1: ranges_of()}, {}).tolist() == []
    assert voices(packed(1), {1: ranges_of()}, {}).tolist() == [0]
    assert np.array_equal(voices(packed(1), {}, {}), [0])
