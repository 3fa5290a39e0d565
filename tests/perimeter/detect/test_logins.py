"""Attempts and sessions by their size, per service."""

from __future__ import annotations

import ibis
import numpy as np
import pytest
from tests.factories.flows import login

from hsoc.perimeter.detect import logins
from hsoc.perimeter.measure.judge import Judge


def sized(port, packets, size):
    judge = Judge()
    table = login(1, dport=port, packets=packets, bytes=size, answered=False)
    learnt = judge.learn(
        lambda t: t.select(a=logins.attempt(t), s=logins.session(t).cast("int64"), n=logins.service(t.dport), one=ibis.literal(1))
    )
    [row] = judge.judge(learnt, flows=table).to_pylist()
    return row["a"], row["s"], row["n"]


@pytest.mark.parametrize("name", logins.SERVICES)
def test_sizes_at_their_bounds(name):
    (port, *_), (few, many), (small, big) = logins.SERVICES[name]
    assert [sized(port, few, small), sized(port, many, big)] == [(1, 0, name), (1, 0, name)]
    assert [sized(port, few - 1, small)[0], sized(port, few, small - 1)[0], sized(port, many, big + 1)[0]] == [0, 0, 0]
    assert [sized(port, many + 1, big + 1)[:2], sized(port, many + 1, big)[:2]] == [(0, 1), (0, 0)]


def test_every_port_has_one_service():
    ports = [port for ports, _, _ in logins.SERVICES.values() for port in ports]
    assert len(ports) == len(set(ports)) == len(np.unique(ports))
