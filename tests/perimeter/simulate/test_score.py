from __future__ import annotations

from hsoc.perimeter.simulate.score import Line, scored, table
from hsoc.perimeter.simulate.truth import Truth
from hsoc.records.event import Endpoint, Event

SCAN = Truth(
    id=1, kind="horizontal", category="Recon.Scanning", detector="horizontal_scan", src="198.19.20.1", sources=1, dst="", targets=60,
    members=(1, 2), proto=6, port=445, vector="", first=100_000, last=160_000, flows=60, packets=60, bytes=2_640, detections=7,
    disposition="passed", forwarding=64, expected="observe",
)  # fmt: skip


def _story(source: str, port: int = 445, *, first: int = 105_000) -> Event:
    return Event(
        id=f"{source}-{port}-{first}", category=("Recon.Scanning",), detected=first + 5_000, first=first, last=first + 50_000,
        detector="horizontal_scan", sources=(Endpoint(addresses=(source,)),), targets=(Endpoint(ports=(port,)),),
    )  # fmt: skip


def test_a_story_of_the_threats_key_and_time_finds_it() -> None:
    (line,) = scored("x", (_story("198.19.20.1"),), (SCAN,))
    assert (line.threats, line.found, line.stories, line.right, line.false, line.delay) == (1, 1, 1, 1, 0, 10.0)


def test_another_port_names_the_attacker_but_does_not_find_the_threat() -> None:
    (line,) = scored("x", (_story("198.19.20.1", port=22),), (SCAN,))
    assert (line.found, line.right, line.other, line.false) == (0, 0, 1, 0)


def test_a_story_at_another_time_or_of_an_innocent_is_false_and_our_scanner_is_exempt() -> None:
    told = (_story("198.19.20.1", first=900_000), _story("198.19.1.1"), _story("198.18.0.10"))
    (line,) = scored("x", told, (SCAN,))
    assert (line.found, line.false, line.exempt) == (0, 2, 1)
    assert line.precision == 1 - 2 / 3


def test_detectors_without_threat_and_story_have_no_line() -> None:
    assert scored("x", (), ()) == ()
    assert table([Line(scenario="x", detector="reflection")]).splitlines()[1].split() == [
        "x", "reflection", "0", "0", "-", "0", "0", "0", "0", "0", "-", "-",
    ]  # fmt: skip
