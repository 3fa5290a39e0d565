"""The last word of an engine, a line a minute, and tallies that outlive the engine's restarts."""

import msgspec
import pytest

from hsoc.journal import engines
from hsoc.records.decision import Action
from hsoc.records.engine_status import EngineStatus, Own, OwnState, Standing, encoded
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match

NAME = "cz.example.engine"
ENTRY = Mitigation(key="k", action=Action.FLOWSPEC, match=Match(dst="198.18.7.0/24"), since=1, until=2, story="own:1")


def status(at, *, flows=0, packets=0):
    standing = (Standing(entry=ENTRY, flows=flows, packets=packets, bytes=packets * 100, last=at),)
    return EngineStatus(at=at, standing=standing, own=(Own(id="1", state=OwnState.STANDING, key="k"),))


def told(root, one, *, now=None, name=NAME):
    engines.keep(root, name=name, status=one, body=encoded(one), now=now or one.at)


def test_the_newest_status_is_kept_as_it_came(tmp_path):
    told(tmp_path, status(1_000), now=5_000)
    told(tmp_path, status(2_000, flows=3), now=6_000)
    found = engines.last(tmp_path, NAME)
    assert (found.status, found.received, engines.engines(tmp_path)) == (status(2_000, flows=3), 6_000, (NAME,))
    assert engines.last(tmp_path, "cz.example.other") is None


def test_a_line_of_history_a_minute(tmp_path):
    for at in range(0, 300_000, 20_000):
        told(tmp_path, status(at + 1))
    assert [one.at for one in engines.history(tmp_path, NAME)] == [1, 60_001, 120_001, 180_001, 240_001]


def test_a_tally_goes_on_over_a_restart_and_adds_engines_up(tmp_path):
    for at, flows in ((1, 10), (2, 15), (3, 4), (4, 6)):  # after 15 the engine began anew
        told(tmp_path, status(at, flows=flows, packets=flows * 2))
    told(tmp_path, status(5, flows=100, packets=100), name="cz.example.second")
    found = engines.tallies(tmp_path)["1"]
    assert (found.total, found.last) == ((121, 142, 14_200), 5)


def test_a_rule_that_is_over_keeps_its_tally(tmp_path):
    told(tmp_path, status(1, flows=10))
    told(tmp_path, EngineStatus(at=2))
    assert engines.tallies(tmp_path)["1"].total[0] == 10


def test_broken_files_are_nothing(tmp_path):
    told(tmp_path, status(1))
    for name in ("status.json", "tally.json", "history.jsonl"):
        (tmp_path / NAME / name).write_bytes(b"{")
    assert (engines.last(tmp_path, NAME), engines.tallies(tmp_path), engines.history(tmp_path, NAME)) == (None, {}, ())


@pytest.mark.parametrize("name", ["../x", "", "A", "x" * 80, "a/b"])
def test_a_name_cannot_lead_elsewhere(tmp_path, name):
    with pytest.raises(ValueError, match="no name of an engine"):
        told(tmp_path, status(1), name=name)


def test_no_folder_means_no_engine(tmp_path):
    assert (engines.engines(tmp_path / "absent"), engines.tallies(tmp_path / "absent")) == ((), {})
    assert msgspec.json.encode(engines.Moment(at=1, entries=0, flows=0, step_ms=0, matched_packets=0, matched_bytes=0))


def test_never_block_lists_of_all_engines_hold_whenever_they_spoke(tmp_path):
    assert engines.never_block(tmp_path) == ()
    told(tmp_path, EngineStatus(at=1, never_block=("192.0.2.0/24", "2001:db8::/48")))
    told(tmp_path, EngineStatus(at=2, never_block=("198.18.0.0/24",)), name="cz.example.second")
    assert engines.never_block(tmp_path) == ("192.0.2.0/24", "198.18.0.0/24", "2001:db8::/48")
    told(tmp_path, EngineStatus(at=3))
    assert engines.never_block(tmp_path) == ("198.18.0.0/24",)
