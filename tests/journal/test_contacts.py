"""What a file of flows comes to, against the flows themselves."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories import traffic

from hsoc.journal.contacts import CONTACT_SCHEMA, Grain, contacts, grain
from hsoc.journal.manifest import settled
from hsoc.journal.verify import verify
from hsoc.journal.writer import Writer
from hsoc.records.flow import FLOW_SCHEMA, Direction


def own_flows():
    flows = traffic.many(2000)
    return flows.filter(np.not_equal(flows.column("direction").to_numpy(), int(Direction.BETWEEN)))


def test_every_grain_adds_up_to_the_flows() -> None:
    flows = own_flows()
    scaled = (flows.column("bytes").to_numpy() * np.maximum(flows.column("sampling").to_numpy(), 1)).sum()
    seen = {}
    for one, table in contacts(flows):
        assert table.schema.equals(CONTACT_SCHEMA)
        assert set(table.column("grain").to_pylist()) == {int(one)}
        assert table.column("flows").to_numpy().sum() == flows.num_rows
        assert table.column("bytes").to_numpy().sum() == scaled
        assert table.column("first").to_numpy().min() == flows.column("first").to_numpy().min()
        assert list(table.column("member").to_numpy()) == sorted(table.column("member").to_numpy())
        seen[one] = table
    assert list(seen) == list(Grain)
    assert seen[Grain.PARTNER_SERVICE].num_rows > seen[Grain.PARTNER].num_rows > seen[Grain.WHOLE].num_rows


def test_a_grain_tells_apart_what_it_says() -> None:
    flows = own_flows()
    told = {one: table.to_pylist() for one, table in contacts(flows)}
    keys = {
        Grain.PARTNER_SERVICE: ("hi", "lo", "service", "serves"), Grain.OWN_SERVICE: ("hi", "lo", "service", "serves"),
        Grain.PARTNER: ("hi", "lo"), Grain.OWN: ("hi", "lo"), Grain.SERVICE: ("service", "serves"), Grain.WHOLE: (),
    }  # fmt: skip
    for one, rows in told.items():
        names = ("member", "inward", "proto", "forwarding", *keys[one])
        assert len({tuple(row[name] for name in names) for row in rows}) == len(rows)
        for name in {"hi", "lo", "service", "serves"} - set(keys[one]):
            assert {row[name] for row in rows} == {0}
    assert {row["forwarding"] for row in told[Grain.WHOLE]} == {-1, 0, 64, 128, 130}
    assert {row["member"] for row in told[Grain.SERVICE]} == {2, 3, 4}


def test_the_coarsest_grain_that_tells_it_apart() -> None:
    assert grain("partner", address=False, service=False) is grain("own", address=False, service=False) is Grain.WHOLE
    assert grain("own", address=False, service=True) is Grain.SERVICE
    assert grain("partner", address=True, service=False) is Grain.PARTNER
    assert grain("own", address=True, service=True) is Grain.OWN_SERVICE


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
    assert {tuple(table.column("answers").to_pylist()) for _, table in contacts(traffic.table(flow))} == {(answers,)}
    asked = traffic.flow("198.19.0.1", "198.18.2.1", member=2, direction=Direction.INBOUND, **more)
    assert {tuple(table.column("answers").to_pylist()) for _, table in contacts(traffic.table(asked))} == {(0,)}


def test_nothing_comes_to_nothing() -> None:
    assert [table.num_rows for _, table in contacts(FLOW_SCHEMA.empty_table())] == [0] * len(Grain)


def test_sums_live_and_die_with_their_flows(tmp_path) -> None:
    root = traffic.written(tmp_path, traffic.many(500), clustered=True)
    every = [one for day in settled(root, "flows")[1].values() for one in day]
    beside = [root / "flows" / one.contacts for one in every if one.contacts]
    assert beside
    assert all(path.exists() for path in beside)
    assert all(bool(one.contacts) != one.between == bool(one.senders) for one in every)
    senders = [root / "flows" / one.senders for one in every if one.senders]
    with Writer(root, kind="flows", schema=FLOW_SCHEMA) as writer:
        assert writer.removed == ()  # they are no strangers at the next opening
        for spoiled in (beside[0], senders[0]):
            spoiled.write_bytes(b"spoiled")
        places = {path.relative_to(root).as_posix() for path in (beside[0], senders[0])}
        assert {damage.place for damage in verify(root)} == places
        writer.drop(tuple(writer.manifest.days), now=traffic.NOON)
        writer.sweep(now=traffic.NOON + 480 * traffic.HOUR)
    assert list((root / "flows").rglob("*.parquet")) == []
