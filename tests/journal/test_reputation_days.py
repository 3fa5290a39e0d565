from pathlib import Path

import numpy as np
from tests.factories.busy_day import DAY, PLACES, START, drawn
from tests.factories.event_rows import row, write

from hsoc.journal import reputation_days as rep
from hsoc.journal.event_list import EVERYTHING, Scope
from hsoc.journal.networks import Entry, Networks
from hsoc.journal.reputation import Level
from hsoc.records.address import pair

SHARED = Scope(hidden=(4,), guarded=PLACES.guarded(set()))
OTHER = "2026-03-09"


def pairs(keys) -> list[tuple[int, int]]:
    return list(zip(*(half.tolist() for half in rep.unpacked(keys)), strict=True))


def key(address: str):
    hi, lo = pair(address)
    return rep.packed(np.array([hi]), np.array([lo]))


def sums(root: Path, level: Level = Level.ADDRESS, networks: Networks | None = None, scope: Scope = SHARED) -> dict[tuple[int, int], tuple]:
    (one,) = rep.counts(root, (DAY,), level, scope=scope, networks=networks)
    assert one.keys.tolist() == sorted(one.keys.tolist())
    return dict(zip(pairs(one.keys), zip(one.events.tolist(), one.nodes.tolist(), strict=True), strict=True))


def test_events_and_nodes_are_counted_as_a_plain_loop_does(tmp_path: Path) -> None:
    rows = drawn(5, serial=1, count=400)
    write(tmp_path, *rows)
    newest: dict[str, dict] = {}
    for one in rows:
        if one["id"] not in newest or (one["revision"], one["serial"]) > (newest[one["id"]]["revision"], newest[one["id"]]["serial"]):
            newest[one["id"]] = one
    told: dict[tuple[int, int], list] = {}
    for one in newest.values():
        seen = one["tlp"] != "TLP:RED" and not one["test"] and one["member"] != 4 and one["org"] != 4
        if seen and one["src_bits"] == 128 and not one["source_list"][0].startswith("198.18."):
            told.setdefault((one["src_hi"], one["src_lo"]), []).append((one["org"], one["detector"]))
    assert sums(tmp_path) == {key: (len(nodes), len(set(nodes))) for key, nodes in told.items()}
    assert len(told) > 5


def test_hidden_members_and_own_ranges_do_not_count(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START, source="203.0.113.1", member=4),  # opted out
        row(2, START, source="198.18.3.9", member=2),  # a member's own address
        row(3, START, source="203.0.113.2", member=2, tlp="TLP:RED"),
        row(4, START, source="203.0.113.3", member=2, test=True),
        row(5, START, source="203.0.113.4", member=2, src_bits=120),  # a prefix
        row(6, START, source="203.0.113.5", member=2),
    )
    assert sums(tmp_path) == {pair("203.0.113.5"): (1, 1)}
    assert len(sums(tmp_path, scope=EVERYTHING)) == 5


def test_prefixes_and_networks_add_their_addresses_up(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START, source="203.0.113.1"),
        row(2, START, source="203.0.113.200", detector="syn_flood"),
        row(3, START, source="2001:db8:5:1::1", detector="syn_flood"),
        row(4, START, source="2001:db8:5:2::1", org=3, detector="syn_flood"),
    )
    assert sums(tmp_path, Level.PREFIX) == {pair("203.0.113.0"): (2, 2), pair("2001:db8:5::"): (2, 2)}
    networks = Networks([("203.0.113.0/24", Entry(64500, "CZ", "one")), ("2001:db8:5:1::/64", Entry(64500, "CZ", "one"))])
    assert sums(tmp_path, Level.NETWORK, networks) == {(0, 64500): (3, 2), (0, 0): (1, 1)}


def test_days_are_laid_side_by_side(tmp_path: Path) -> None:
    write(tmp_path, row(1, START, source="203.0.113.1"), row(2, START - 1000, source="203.0.113.2"), row(3, START - 999, id="x"))
    wanted = (DAY, OTHER, "2026-03-08")
    found = rep.days(tmp_path, wanted, scope=SHARED)
    keys, events, nodes = rep.aligned(tuple(map(rep.counted, found)))
    assert pairs(keys) == sorted([pair("203.0.113.1"), pair("203.0.113.2"), pair("203.0.113.7")])
    assert events.tolist() == nodes.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 0]]
    assert [len(one) for one in rep.aligned(())] == [0, 0, 0]
    of_days = rep.counts(tmp_path, wanted, scope=SHARED)
    asked = np.concatenate([key("203.0.113.2"), key("203.0.113.99"), key("203.0.113.1")])
    assert rep.looked_up(of_days, asked)[0].tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0]]


def test_reasons_name_detectors_and_nobody(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(1, START, detector="slow_scan"),
        row(2, START, detector="slow_scan", org=3),
        row(3, START, detector="", category="Fraud"),
    )
    wanted = (DAY, OTHER)
    one, quiet = rep.reasons(wanted, rep.days(tmp_path, wanted, scope=SHARED), key("203.0.113.7"), Level.ADDRESS)
    assert one == rep.Reason(day=DAY, events=3, nodes=3, detectors=("slow_scan",), categories=("Fraud", "Recon.Scanning"))
    assert quiet == rep.Reason(day=OTHER, events=0, nodes=0, detectors=(), categories=())


def test_a_day_that_grew_is_counted_anew(tmp_path: Path) -> None:
    write(tmp_path, row(1, START))
    assert sums(tmp_path) == {pair("203.0.113.7"): (1, 1)}
    write(tmp_path, row(2, START + 1))
    assert sums(tmp_path) == {pair("203.0.113.7"): (2, 1)}
    assert np.array_equal(rep.days(tmp_path, ("2026-01-01",), scope=SHARED)[0].hi, rep.EMPTY.hi)


def test_keys_sort_as_addresses_do_and_come_back() -> None:
    rows = np.array([pair(one) for one in ("2001:db8::", "fe80::1", "203.0.113.0", "0.0.0.1", "2001:db8::8000:0:0:0")])
    keys = rep.packed(np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1]))
    assert np.argsort(keys).tolist() == [3, 2, 0, 4, 1]
    assert np.array_equal(np.stack(rep.unpacked(keys), axis=1), rows)
