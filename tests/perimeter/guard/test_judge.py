"""Hijack labels and valleys, through the guard."""

import pytest
from tests.factories.routes import OTHER, OURS, OWN, UPSTREAM, found, guard, labels, told

from hsoc.perimeter.guard.validity import validity
from hsoc.records.policy import Announcement
from hsoc.records.route import Aspa, Vrp

SQUATTED = Announcement(prefix="198.19.0.0/16", origins=())
ANYBODY = Announcement(prefix="198.19.0.0/16", origins=(), any_origin=True)
PATTERN = Announcement(prefix="198.19.0.0/16", origins=(OURS,), paths=((64505, UPSTREAM, OURS), (64506, OURS)))
QUIET = Announcement(prefix="198.19.0.0/16", origins=(OURS,), no_export=True)


@pytest.mark.parametrize(
    ("rule", "prefix", "path", "wanted"),
    [
        (OWN, "198.18.0.0/16", (64509, UPSTREAM, OURS), []),
        (OWN, "198.18.0.0/16", (64509, UPSTREAM, OURS, OURS, OURS), []),  # prepending
        (OWN, "198.18.0.0/16", (64509, UPSTREAM, OTHER), ["prefix_hijack E|0|-|-"]),
        (OWN, "198.18.0.0/16", (64509, OTHER, OURS), ["prefix_hijack E|1|-|-"]),
        (OWN, "198.18.7.0/24", (64509, UPSTREAM, OTHER), ["prefix_hijack S|0|-|-"]),
        (OWN, "198.18.7.0/24", (64509, OTHER, OURS), ["prefix_hijack S|1|-|-"]),
        (OWN, "198.18.7.0/24", (64509, UPSTREAM, OURS), ["prefix_hijack S|U|-|-"]),
        (OWN, "198.18.0.0/15", (64509, OTHER), []),  # wider than ours: somebody's aggregate
        (OWN, "198.19.0.0/16", (64509, OTHER), []),
        (SQUATTED, "198.19.0.0/16", (64509, OTHER), ["prefix_hijack Q|0|-|-"]),
        (SQUATTED, "198.19.7.0/24", (64509, OTHER), ["prefix_hijack Q|0|-|-"]),
        (ANYBODY, "198.19.0.0/16", (64509, OTHER), []),
        (PATTERN, "198.19.0.0/16", (64509, 64505, UPSTREAM, OURS), []),
        (PATTERN, "198.19.0.0/16", (64509, 64506, OURS), []),
        (PATTERN, "198.19.0.0/16", (UPSTREAM, OURS), []),  # seen nearer than the pattern is long
        (PATTERN, "198.19.0.0/16", (64509, UPSTREAM, OURS), ["prefix_hijack E|P|-|-"]),
        (QUIET, "198.19.0.0/16", (UPSTREAM, OURS), []),
        (QUIET, "198.19.0.0/16", (64509, UPSTREAM, OURS), ["route_leak E|-|-|L"]),
    ],
)
def test_labels(rule, prefix, path, wanted):
    assert labels(found(guard(rule), told(*path, prefix=prefix))) == wanted


def test_more_specifics_within_the_length_are_permitted():
    rule = Announcement(prefix="198.18.0.0/16", origins=(OURS,), most_length=24)
    assert found(guard(rule), told(64509, OURS, prefix="198.18.7.0/24")) == []
    assert labels(found(guard(rule), told(64509, OURS, prefix="198.18.7.0/25"))) == ["prefix_hijack S|U|-|-"]


def test_an_origin_with_a_roa_is_no_hijack_but_a_first_hop_still_is():
    watch = guard()
    watch.attest(validity([Vrp("198.18.0.0/16", 24, OTHER), Vrp("198.18.0.0/16", 16, OURS)]))
    assert found(watch, told(64509, UPSTREAM, OTHER)) == []
    [row] = found(watch, told(64509, OTHER, OURS))
    assert (row["vector"], row["evidence"]["rpki"]) == ("E|1|-|-", "valid")


def test_any_of_several_rules_may_permit():
    other = Announcement(prefix="198.18.0.0/16", origins=(OTHER,))
    assert found(guard(OWN, other), told(64509, OTHER), told(64509, UPSTREAM, OURS)) == []
    [row] = found(guard(OWN, other), told(64509, 64508, OURS))
    assert row["vector"] == "E|1|-|-"


def test_what_defends_adds_to_what_is_around_it_and_does_not_alarm():
    scrubbing = Announcement(prefix="198.18.7.0/24", origins=(64507,), purpose="scrubbing")
    hole = Announcement(prefix="198.18.9.9/32", origins=(OURS,), neighbours=(UPSTREAM,), purpose="blackhole")
    inside = Announcement(prefix="198.18.0.0/16", origins=(OURS,), most_length=24)
    watch = guard(inside, scrubbing, hole)
    mine = [
        told(64509, 64507, prefix="198.18.7.0/24"),
        told(64509, OURS, prefix="198.18.7.0/24"),
        told(UPSTREAM, OURS, prefix="198.18.9.9/32"),
    ]
    assert found(watch, *mine) == []
    assert labels(found(watch, told(64509, OTHER, prefix="198.18.7.0/24"))) == ["prefix_hijack E|0|-|-"]


def test_an_as_set_is_nobody():
    [row] = found(guard(), told(64509, UPSTREAM, OURS, as_set=True))
    assert (row["vector"], row["evidence"]["as"]) == ("E|0|-|-", -1)


def test_a_link_that_its_end_denies_is_further_on():
    rule = Announcement(prefix="198.18.0.0/16", origins=(OURS,), neighbours=(UPSTREAM,))
    watch = guard(rule)
    watch.attest(validity((), [Aspa(UPSTREAM, (64505,)), Aspa(64509, (64505,))]))
    assert found(watch, told(64509, 64505, UPSTREAM, OURS)) == []
    [row] = found(watch, told(64509, 64508, OTHER, UPSTREAM, OURS))
    assert (row["vector"], row["evidence"]["as"]) == ("E|N|-|-", OTHER)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ((64509, 3356, 1299, UPSTREAM, OURS), []),
        ((64509, 3356, OTHER, 1299, UPSTREAM, OURS), ["route_leak type_1"]),
        ((64509, 3356, 1299, 174, UPSTREAM, OURS), ["route_leak type_2"]),
        ((3356, 3356, 1299, UPSTREAM, OURS), []),
    ],
)
def test_valleys_between_those_who_buy_from_nobody(path, wanted):
    rows = found(guard(), told(*path))
    assert labels(rows) == wanted
    assert [row["evidence"]["as"] for row in rows] == ([OTHER] if wanted == ["route_leak type_1"] else [1299] if wanted else [])
