"""Fan-out: what sets of Python say, whatever the batches, also where tables grow and addresses of both families stand in one source."""

from collections import defaultdict

import numpy as np
import pytest

from hsoc.perimeter.measure import fan
from hsoc.perimeter.measure.fan import Fan, Numbers, TooMany


def flows(count, *, seed=1, hosts=50):
    dice = np.random.default_rng(seed)
    return {
        "src_hi": dice.integers(0, 2, count), "src_lo": dice.integers(-hosts, hosts, count),
        "dst_hi": dice.integers(-1, 1, count), "dst_lo": dice.integers(0, hosts, count), "dport": dice.integers(0, 65_536, count),
    }  # fmt: skip


def counted(columns):
    seen = defaultdict(lambda: ([], set(), set()))
    for hi, lo, dst_hi, dst_lo, port in zip(*(columns[name].tolist() for name in columns), strict=True):
        held = seen[hi, lo]
        held[0].append(1)
        held[1].add((dst_hi, dst_lo))
        held[2].add(port)
    return {key: (len(held[0]), len(held[1]), len(held[2])) for key, held in seen.items()}


def told(batches):
    one = Fan()
    for batch in batches:
        one.add(batch)
    found = one.told()
    rows = zip(*(found[name].tolist() for name in ("src_hi", "src_lo", "flows", "targets", "ports")), strict=True)
    return {(hi, lo): rest for hi, lo, *rest in rows}


@pytest.mark.parametrize("size", [1, 70, 1000])
def test_fan_is_what_sets_say(size):
    whole = flows(1000)
    batches = [{name: values[at : at + size] for name, values in whole.items()} for at in range(0, 1000, size)]
    assert told(batches) == {key: list(one) for key, one in counted(whole).items()}
    assert told([]) == {}


def test_numbers_grow_and_stay(monkeypatch):
    monkeypatch.setattr(fan, "_FIRST", 4)
    numbers = Numbers()
    lo = np.random.default_rng(3).integers(0, 500, 2000)
    first = numbers.of(np.zeros(2000, np.int64), lo)
    assert numbers.count == len(np.unique(lo))
    assert (numbers.addresses[1][first] == lo).all()
    assert (numbers.of(np.zeros(2000, np.int64), lo) == first).all()


def test_what_is_too_much_or_no_port_is_said(monkeypatch):
    with pytest.raises(TooMany, match="70000"):
        Fan().add(flows(1) | {"dport": np.array([70_000])})
    monkeypatch.setattr(fan, "MOST", 9)
    with pytest.raises(TooMany, match="more than 9 flows"):
        Fan().add(flows(10))
