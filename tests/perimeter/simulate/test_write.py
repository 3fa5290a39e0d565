from __future__ import annotations

import io
import struct

import numpy as np
import pytest

from hsoc.perimeter.simulate import attacks, day, scenarios, strikes, truth, write


def _file(name: str, *, seed: int, flows: int) -> bytes:
    out = io.BytesIO()
    scenario = scenarios.SCENARIOS[name]
    write.ipfix_file(day.slices(scenario, scenarios.plan(scenario, seed=seed), seed=seed, flows=flows), out)
    return out.getvalue()


def test_a_file_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert _file("horizontal", seed=3, flows=2_000) == _file("horizontal", seed=3, flows=2_000)
    assert _file("horizontal", seed=3, flows=2_000) != _file("horizontal", seed=4, flows=2_000)


def test_messages_fill_the_file_exactly_and_sequences_count_data_records_per_domain() -> None:
    data = _file("reflection", seed=1, flows=3_000)
    sizes = {256: 4 + 4, 257: 16 + 16}
    common = 2 + 2 + 1 + 1 + 1 + 1 + 4 + 4 + 2 + 8 + 8 + 8 + 8 + 2
    expected: dict[int, int] = {}
    place = 0
    while place < len(data):
        version, length, _export, sequence, domain = struct.unpack_from(">HHIII", data, place)
        assert version == 10
        assert sequence == expected.setdefault(domain, 0)
        inner = place + 16
        while inner < place + length:
            number, size = struct.unpack_from(">HH", data, inner)
            if number in sizes:
                records, rest = divmod(size - 4, sizes[number] + common)
                assert rest == 0
                expected[domain] += records
            elif number == 258:
                expected[domain] += 1
            inner += size
        assert inner == place + length
        place += length
    assert sorted(expected) == [1, 2]


@pytest.mark.parametrize("name", ["horizontal", "vertical", "reflection", "mixed"])
def test_the_truth_counts_the_very_flows_that_are_streamed(name: str) -> None:
    scenario = scenarios.SCENARIOS[name]
    plan = scenarios.plan(scenario, seed=5)
    streamed = sum(len(part["first"]) for part in day.slices(scenario, plan, seed=5, flows=0))
    packets = sum(int(part["packets"].sum()) for part in day.slices(scenario, plan, seed=5, flows=0))
    truths = truth.read(b"".join(truth.lines(plan)))
    assert [t.id for t in truths] == plan["id"].tolist()
    assert sum(t.flows for t in truths) == streamed
    assert sum(t.packets for t in truths) == packets


def test_a_horizontal_scan_touches_as_many_targets_and_hospitals_as_the_truth_says() -> None:
    plan = scenarios.plan(scenarios.SCENARIOS["horizontal"], seed=2)
    for row in range(attacks.rows(plan)):
        one = attacks.taken(plan, np.array([row]))
        flows = strikes.flows_of(one)
        said = next(iter(truth.truths(one)))
        pairs = set(zip(flows["dst_hi"].tolist(), flows["dst_lo"].tolist(), strict=True))
        assert len(pairs) == said.targets
        assert (int(flows["first"].min()), int(flows["last"].max())) == (said.first, said.last)
        if not one["v6"][0]:
            assert sorted({low >> 8 & 0xFF for _, low in pairs}) == list(said.members)
