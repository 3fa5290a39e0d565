"""What a file of flows comes to, against the flows themselves."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories import traffic

from hsoc.journal.contacts import CONTACT_SCHEMA, Side, contacts
from hsoc.journal.manifest import settled
from hsoc.journal.verify import verify
from hsoc.journal.writer import Writer
from hsoc.records.flow import FLOW_SCHEMA, Direction


def own_flows():
    flows = traffic.many(2000)
    return flows.filter(np.not_equal(flows.column("direction").to_numpy(), int(Direction.BETWEEN)))


def test_both_sides_add_up_to_the_flows() -> None:
    flows = own_flows()
    table = contacts(flows)
    assert table.schema.equals(CONTACT_SCHEMA)
    side = table.column("side").to_numpy()
    scaled = (flows.column("bytes").to_numpy() * np.maximum(flows.column("sampling").to_numpy(), 1)).sum()
    for one in Side:
        mine = table.filter(side == int(one))
        assert mine.column("flows").to_numpy().sum() == flows.num_rows
        assert mine.column("bytes").to_numpy().sum() == scaled
    assert list(side) == sorted(side)


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        (1, {"sport": 443, "dport": 50_000, "tcp_flags": 18}),
        (1, {"sport": 443, "dport": 50_000, "tcp_flags": 24}),
        (0, {"sport": 443, "dport": 50_000, "tcp_flags": 20}),  # a refusal
        (0, {"sport": 50_000, "dport": 443, "tcp_flags": 27}),  # our client
        (1, {"sport": 53, "dport": 50_000, "proto": 17, "tcp_flags": 0}),
        (0, {"sport": 0, "dport": 50_000, "proto": 17, "tcp_flags": 0}),
        (0, {"sport": 123, "dport": 123, "proto": 17, "tcp_flags": 0}),  # nobody can tell who asked
    ],
)
def test_what_counts_as_an_answer(answers, more) -> None:
    flow = traffic.flow("198.18.2.1", "198.19.0.1", member=2, direction=Direction.OUTBOUND, **more)
    assert set(contacts(traffic.table(flow)).column("answers").to_pylist()) == {answers}
    asked = traffic.flow("198.19.0.1", "198.18.2.1", member=2, direction=Direction.INBOUND, **more)
    assert set(contacts(traffic.table(asked)).column("answers").to_pylist()) == {0}


def test_nothing_comes_to_nothing() -> None:
    assert contacts(FLOW_SCHEMA.empty_table()).num_rows == 0


def test_sums_live_and_die_with_their_flows(tmp_path) -> None:
    root = traffic.written(tmp_path, traffic.many(500), clustered=True)
    every = [one for day in settled(root, "flows")[1].values() for one in day]
    beside = [root / "flows" / one.contacts for one in every if one.contacts]
    assert beside
    assert all(path.exists() for path in beside)
    assert all(bool(one.contacts) != one.between for one in every)
    with Writer(root, kind="flows", schema=FLOW_SCHEMA) as writer:
        assert writer.removed == ()  # they are no strangers at the next opening
        beside[0].write_bytes(b"spoiled")
        assert [damage.place for damage in verify(root)] == [beside[0].relative_to(root).as_posix()]
        writer.drop(tuple(writer.manifest.days), now=traffic.NOON)
        writer.sweep(now=traffic.NOON + 480 * traffic.HOUR)
    assert list((root / "flows").rglob("*.parquet")) == []
