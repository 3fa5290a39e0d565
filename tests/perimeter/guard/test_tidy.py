"""Room is made: what is over goes, what stands stays."""

from tests.factories.routes import OTHER, UPSTREAM, found, gone, guard, told

from hsoc.perimeter.guard import memory as mem
from hsoc.perimeter.guard.settings import Session
from hsoc.perimeter.guard.tidy import tidy


def test_alarms_that_are_over_are_freed_and_others_found_again():
    watch = guard()
    for n in range(20):
        prefix = f"198.18.{n}.0/24"
        found(watch, told(64509, UPSTREAM, OTHER, prefix=prefix, at=1000 * n))
        found(watch, gone(asn=64509, prefix=prefix, at=1000 * n + 1))
    found(watch, told(64509, UPSTREAM, OTHER, at=50_000))
    assert (watch._memory.alarms[mem.USED] > 0).sum() == 1
    [row] = found(watch, told(64508, UPSTREAM, OTHER, at=51_000, peer=2))
    assert row["evidence"]["peers_seen"] == 2


def test_sightings_that_stand_for_nothing_are_cleared():
    watch = guard()
    m = watch._memory
    found(watch, told(64509, UPSTREAM, OTHER), told(64508, UPSTREAM, OTHER, peer=2, prefix="198.18.7.0/24"))
    found(watch, gone(asn=64509, at=2000))
    m.counts[mem.SIGHTINGS] = len(m.sightings)  # as if it were full
    tidy(m, seed=watch._seed)
    assert m.counts[mem.SIGHTINGS] == 1
    [row] = found(watch, gone(asn=64508, peer=2, at=3000, prefix="198.18.7.0/24"))
    assert row["evidence"]["state"] == "ended"


def test_prefixes_of_ended_sessions_are_cleared():
    watch = guard(session=(Session("192.0.2.1", 3000, most_prefixes=10),))
    m = watch._memory
    found(watch, *(told(3000, 5000, prefix=f"198.19.{n}.0/24") for n in range(5)), gone(asn=3000, prefix="198.19.0.0/24"))
    m.counts[mem.HELDS] = len(m.held)
    tidy(m, seed=watch._seed)
    assert (m.counts[mem.HELDS], m.peers[5, 0]) == (4, 4)
