"""The wire to GoBGP: its own description, its refusals told apart from its absence."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.lab import gobgp

from hsoc.perimeter.wires.gobgp import GoBGPWire, described
from hsoc.perimeter.wires.speaker import Down

GOOD = "ipv4-flowspec 0c0120c000020a03811106817b 40010100,400200,40030400000000,c010088006000000000000"
OTHER = "ipv4-flowspec 060120c000020b 40010100,400200,40030400000000,c010088006000000000000"
BAD = "ipv4-flowspec 0c01 40010100,400200,40030400000000"


@dataclass
class Say:
    line: str
    undo: str = ""
    name: str = "n"
    seconds: int = 1


def test_description_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Down, match="golang-github-osrg-gobgp-dev"):
        described(tmp_path)


@pytest.mark.gobgp
def test_description_of_the_installed_version_is_read() -> None:
    assert {"apipb.AddPathRequest", "apipb.ListPathResponse", "google.protobuf.Empty"} <= set(described(Path(gobgp.DESCRIPTION)))


@pytest.mark.gobgp
def test_one_bad_path_among_many_is_found_and_the_others_stand(tmp_path: Path) -> None:
    with gobgp.gobgp(tmp_path, neighbours=[]) as speaker:
        wire = GoBGPWire(speaker.api)
        wire.connect()
        answers = wire.send([Say(f"announce {GOOD}"), Say(""), Say(f"announce {BAD}"), Say(f"announce {OTHER}")])
        assert [bool(answer) for answer in answers] == [False, False, True, False]
        assert sorted(line.split(" ")[1] for line in wire.listing().splitlines()) == ["060120c000020b", "0c0120c000020a03811106817b"]
        assert wire.send([Say(f"withdraw {GOOD}"), Say(f"withdraw {OTHER}")]) == ["", ""]
        assert wire.listing() == ""
        speaker.process.kill()
        with pytest.raises(Down):
            wire.listing()
        wire.close()
