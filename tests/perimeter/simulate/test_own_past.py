from __future__ import annotations

from hsoc.journal import reader
from hsoc.perimeter.simulate import own_past, rhythm
from hsoc.records.flow import FLOW_SCHEMA, Direction

NOW = 1_773_140_400_000  # 2026-03-10 12:00 in Prague


def test_a_hospital_gets_its_days_once(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(own_past, "CONVERSATIONS", 300)
    written = own_past.live(root=tmp_path, now=NOW, seed=1, member=9, days=1)
    table = reader.arrow(tmp_path, "flows", schema=FLOW_SCHEMA)
    assert table.num_rows == written > 500
    assert reader.days(tmp_path, "flows") == ("2026-03-09", "2026-03-10")
    assert table.column("last").to_numpy().max() < NOW
    between = table.column("direction").to_numpy() == int(Direction.BETWEEN)
    assert set(table.column("member").to_numpy()[~between].tolist()) == {9}
    assert {int(Direction.INBOUND), int(Direction.OUTBOUND)} <= set(table.column("direction").to_pylist())
    assert set(table.column("forwarding").to_pylist()) > {64}  # some of the attacks were dropped
    assert own_past.live(root=tmp_path, now=NOW, seed=1, member=9, days=1) == 0


def test_a_day_is_always_the_same() -> None:
    day = rhythm.day_of(NOW)
    once, again = (own_past.of_day(day, seed=3, member=9, until=NOW) for _ in range(2))
    assert once.equals(again)
    assert 1_000 < once.num_rows < own_past.CONVERSATIONS * 4
