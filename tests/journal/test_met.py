import random

import pyarrow as pa
import pytest
from tests.factories import traffic

from hsoc.journal import met
from hsoc.journal.contacts import contacts
from hsoc.records.address import pair
from hsoc.records.flow import Direction


def rows(*given: tuple[str, int, int, int]) -> pa.Table:
    """(address, member, first, last)."""
    halves = [pair(one[0]) for one in given]
    columns = {"hi": [hi for hi, _ in halves], "lo": [lo for _, lo in halves]}
    columns |= {name: [one[place] for one in given] for place, name in ((1, "member"), (2, "first"), (3, "last"))}
    return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})


def bounds(address: str) -> str:
    hi, lo = pair(address)
    return f"{hi % 2**64:016x}{lo % 2**64:016x}"


def test_merging_twice_changes_nothing() -> None:
    one, two = rows(("203.0.113.7", 1, 10, 20), ("fe80::1", 1, 5, 5)), rows(("203.0.113.7", 1, 15, 30), ("203.0.113.7", 2, 1, 1))
    once = met.merged([one, two], bucket=0)
    assert met.merged([once, one, once, two], bucket=0).equals(once)
    assert once.select(["member", "first", "last"]).to_pylist() == [
        {"member": 1, "first": 10, "last": 30}, {"member": 2, "first": 1, "last": 1}, {"member": 1, "first": 5, "last": 5}
    ]  # fmt: skip
    assert met.merged([], bucket=0).num_rows == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_search_finds_what_a_plain_loop_finds(seed: int) -> None:
    dice = random.Random(seed)

    def drawn() -> str:
        return (
            f"203.0.113.{dice.randrange(60)}"
            if dice.random() < 0.6
            else f"{dice.choice(('2001:db8', 'fe80'))}::{dice.choice(('', 'ffff:'))}{dice.randrange(9)}"
        )

    held = [(drawn(), dice.randrange(1, 4), dice.randrange(50), 50 + dice.randrange(50)) for _ in range(80)]
    table = met.merged([rows(*held)], bucket=0)
    asked = [sorted((bounds(drawn()), bounds(drawn()))) for _ in range(40)] + [[one, one] for one in (bounds(drawn()) for _ in range(40))]
    found = met.search(table, met.wanted_of((low, high) for low, high in asked), most=10_000)
    told: dict[tuple[int, int], list[int]] = {}
    for number, (low, high) in enumerate(asked):
        for address, member, first, last in held:
            if low <= bounds(address) <= high:
                old = told.setdefault((number, member), [first, last])
                told[number, member] = [min(old[0], first), max(old[1], last)]
    got = zip(found.wanted.tolist(), found.member.tolist(), found.first.tolist(), found.last.tolist(), strict=True)
    assert {(number, member): [first, last] for number, member, first, last in got} == told
    assert len(told) > 20


def test_a_search_is_bounded_and_may_find_nothing() -> None:
    table = met.merged([rows(*((f"203.0.113.{n}", 1, 1, 1) for n in range(100)))], bucket=0)
    whole = met.wanted_of([("0" * 32, "f" * 32), (bounds("203.0.113.5"), bounds("203.0.113.5"))])
    assert len(met.search(table, whole, most=10).member) == 1
    assert len(met.search(table, met.wanted_of([]), most=10).member) == 0
    assert len(met.search(table.slice(0, 0), whole, most=10).member) == 0


def test_flows_and_their_sums_tell_the_same() -> None:
    flows = traffic.many(2000)
    flows = flows.filter(pa.array(flows.column("direction").to_numpy() != int(Direction.BETWEEN)))
    sums = pa.concat_tables([table for _, table in contacts(flows)])
    told = met.merged([met.of_flows(flows)], bucket=7)
    assert told.equals(met.merged([met.of_contacts(sums)], bucket=7))
    c = {name: flows.column(name).to_pylist() for name in met.FLOW_COLUMNS}
    plain = set()
    for place, direction in enumerate(c["direction"]):
        side = "dst" if direction == int(Direction.OUTBOUND) else "src"
        plain.add((c[f"{side}_hi"][place], c[f"{side}_lo"][place], c["member"][place]))
    assert {(one["hi"], one["lo"], one["member"]) for one in told.to_pylist()} == plain
    assert told.column("bucket").unique().to_pylist() == [7]


def test_flows_of_nobody_are_left_out() -> None:
    one = traffic.flow("203.0.113.7", "198.18.2.10", member=0, direction=Direction.INBOUND)
    assert met.of_flows(traffic.table(one)).num_rows == 0


def test_a_number_too_large_for_the_short_way_is_merged_all_the_same() -> None:
    told = met.merged([rows(("203.0.113.7", 1 << 20, 5, 6), ("203.0.113.7", 1 << 20, 4, 4), ("203.0.113.7", 3, 1, 1))], bucket=0)
    assert [(one["member"], one["first"], one["last"]) for one in told.to_pylist()] == [(3, 1, 1), (1 << 20, 4, 6)]
