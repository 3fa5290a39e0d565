"""Lines for people: the same source, kind and network in an hour is one; high severity is never under another; masks hold."""

import numpy as np
import pytest
from tests.factories.event_rows import row, write

from hsoc.journal.event_filter import Filter
from hsoc.journal.event_groups import Grouped, groups
from hsoc.journal.event_list import EVERYTHING, NOTHING, Scope

NOON = 1_773_140_400_000  # 2026-03-10 12:00 in Prague
MINUTE, HOUR = 60_000, 3_600_000


def lines(root, scope: Scope = EVERYTHING, **filters):
    return groups(root, scope=scope, wanted=Filter(**filters)).groups


def test_the_same_in_an_hour_is_one_line(tmp_path) -> None:
    write(
        tmp_path,
        row(1, NOON, target="198.18.2.10", targets=2, disposition="preventive"),
        row(2, NOON + MINUTE, target="198.18.2.77", disposition="passed", severity=3),
        row(3, NOON + 2 * MINUTE, target="198.18.3.1"),
        row(4, NOON + 3 * MINUTE, category="Attempt.Login"),
        row(5, NOON + 4 * MINUTE, source="203.0.113.8"),
        row(6, NOON + HOUR),
    )
    found = groups(tmp_path, scope=EVERYTHING, wanted=Filter())
    assert (found.lines, found.events) == (5, 6)
    one = next(line for line in found.groups if line.events == 2)
    assert (one.source, one.network, one.category, one.severity) == ("203.0.113.7", "198.18.2.0/24", "Recon.Scanning", 3)
    assert (one.id, one.first, one.last, one.targets, one.fates) == ("e-2", NOON, NOON + MINUTE, 3, (1, 0, 1))
    assert [line.detected for line in found.groups] == sorted((line.detected for line in found.groups), reverse=True)


def test_ipv6_goes_by_its_48(tmp_path) -> None:
    write(tmp_path, row(1, NOON, target="2001:db8:7::1"), row(2, NOON, target="2001:db8:7:9::1"), row(3, NOON, target="2001:db8:8::1"))
    assert sorted((line.network, line.events) for line in lines(tmp_path)) == [("2001:db8:7::/48", 2), ("2001:db8:8::/48", 1)]


def test_what_is_grave_is_never_under_a_line(tmp_path) -> None:
    write(tmp_path, *(row(number, NOON, severity=severity) for number, severity in enumerate((2, 3, 4, 5, 4, 1), 1)))
    assert sorted((line.severity, line.events) for line in lines(tmp_path)) == [(3, 3), (4, 1), (4, 1), (5, 1)]


def test_masks_stand_below_the_grouping(tmp_path) -> None:
    write(
        tmp_path,
        row(1, NOON, member=2, org=1, target="198.18.2.10"),
        row(2, NOON, member=3, org=1, target="198.18.3.10"),
        row(3, NOON, member=3, org=1, target="198.18.3.11"),
        row(4, NOON, member=3, org=3, tlp="TLP:RED", target="198.18.3.12"),
    )
    found = {line.network: (line.events, line.member, line.whole) for line in lines(tmp_path, Scope(own=(2,)))}
    assert found == {"198.18.2.0/24": (1, 2, True), "": (2, 0, False)}
    assert lines(tmp_path, NOTHING) == ()


def test_a_mask_that_hides_nothing_makes_the_same_lines(tmp_path) -> None:
    write(
        tmp_path, *(row(n, NOON + n * 13 * MINUTE, source=f"203.0.113.{n % 4}", severity=1 + n % 5, member=1 + n % 2) for n in range(1, 40))
    )
    for page in (1, 2, 3):
        every, masked = (groups(tmp_path, scope=scope, wanted=Filter(), page=page, size=7) for scope in (EVERYTHING, Scope(own=(1, 2))))
        assert every == masked
        assert len(every.groups) == 7
    assert groups(tmp_path, scope=Scope(own=(1, 2)), wanted=Filter(category=("Malware",))) == Grouped(groups=(), lines=0, events=0)


def test_filters_and_pages(tmp_path) -> None:
    write(tmp_path, *(row(number, NOON + number, source=f"203.0.113.{number}") for number in range(1, 8)))
    assert [line.source for line in lines(tmp_path, source="203.0.113.3")] == ["203.0.113.3"]
    pages = [groups(tmp_path, scope=EVERYTHING, wanted=Filter(), page=page, size=3) for page in (1, 2, 3, 4)]
    assert [line.source for page in pages for line in page.groups] == [f"203.0.113.{number}" for number in range(7, 0, -1)]
    assert [(page.lines, page.events) for page in pages[:3]] == [(7, 7)] * 3
    with pytest.raises(ValueError, match="filter instead"):
        groups(tmp_path, scope=EVERYTHING, wanted=Filter(), page=9999, size=200)
    assert groups(tmp_path / "empty", scope=EVERYTHING, wanted=Filter()).lines == 0


def test_sensors_that_tell_every_probe_become_a_few_lines(tmp_path) -> None:
    """A day of a thousand scanners, heavy-tailed as real ones (cesnet.md 11), each probe one event; one in a thousand is grave."""
    rng = np.random.default_rng(11)
    many = 4000
    sources = rng.zipf(1.6, many) % 1000
    hours = rng.integers(0, 24, 1000)[sources]
    nets = rng.integers(0, 42, 1000)[sources]
    grave = rng.random(many) < 0.001
    write(
        tmp_path,
        *(
            row(
                number + 1, NOON - 12 * HOUR + int(hours[number]) * HOUR + number % 3600 * 1000, severity=4 if grave[number] else 2,
                source=f"198.18.{200 + sources[number] // 250}.{sources[number] % 250}", target=f"198.18.{nets[number]}.{number % 250}",
            )
            for number in range(many)
        ),
    )  # fmt: skip
    found = groups(tmp_path, scope=EVERYTHING, wanted=Filter(severity=4))
    assert found.lines == found.events == grave.sum()
    every = groups(tmp_path, scope=EVERYTHING, wanted=Filter())
    assert every.events == many
    assert every.lines <= 0.15 * many
