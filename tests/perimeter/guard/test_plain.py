"""What is plainly as agreed: never more than judge permits, and told or not makes no difference to what is found."""

import random

import numpy as np
import pytest
from tests.factories.routes import OTHER, OURS, UPSTREAM, down, gone, guard, told

from hsoc.perimeter.guard import watch as stage
from hsoc.perimeter.guard.plain import plain
from hsoc.perimeter.guard.tree import Tree, find
from hsoc.records.policy import Announcement
from hsoc.records.route import Route, routes

ANNOUNCED = (
    Announcement(prefix="198.18.0.0/16", origins=(OURS,), neighbours=(UPSTREAM,), most_length=20, member=1),
    Announcement(prefix="198.18.64.0/18", origins=(OURS, OTHER), no_export=True),
    Announcement(prefix="198.18.128.0/18", origins=(OURS,), paths=((UPSTREAM, OURS),)),
    Announcement(prefix="198.18.192.0/18", origins=(OURS,), purpose="scrubbing"),
    Announcement(prefix="198.19.0.0/16", origins=()),
    Announcement(prefix="198.19.0.0/17", origins=(), any_origin=True),
    Announcement(prefix="2001:db8::/32", origins=(OTHER,)),
    Announcement(prefix="2001:db8::/32", origins=(OURS,)),
)
TIER1 = (64504, 64505)
PREFIXES = (
    "198.18.0.0/16", "198.18.16.0/20", "198.18.16.0/21", "198.18.64.0/18", "198.18.128.0/18", "198.18.192.0/18", "198.19.0.0/16",
    "198.19.0.0/17", "198.19.128.0/17", "2001:db8::/32", "2001:db8:7::/48", "192.0.2.0/24",
)  # fmt: skip


def updates(seed: int, count: int = 600) -> list[Route]:
    """Anything, in order of time."""
    rng, out = random.Random(seed), []
    for at in range(count):
        peer, prefix = rng.randrange(1, 9), rng.choice(PREFIXES)
        kind = rng.random()
        if kind < 0.02:
            out.append(down(asn=64480 + peer, peer=peer, at=at))
        elif kind < 0.3:
            out.append(gone(asn=64480 + peer, peer=peer, prefix=prefix, at=at))
        else:
            hops = [rng.choice((*TIER1, 64506, UPSTREAM)) for _ in range(rng.randrange(3))]
            end = [rng.choice((UPSTREAM, UPSTREAM, 64507)), *[rng.choice((OURS, OURS, OURS, OTHER, 64508))] * rng.randrange(1, 3)]
            out.append(told(64480 + peer, *hops, *end, peer=peer, prefix=prefix, at=at))
    return out


def test_the_prefix_is_the_one_that_the_tree_finds_and_much_is_plain() -> None:
    own, batch = guard(*ANNOUNCED, tier1=TIER1), routes(updates(1))
    r = own._rules
    node, fine = plain(batch.rows, batch.told, batch.path, r=r, n=own._neighbours, v=own._validity)
    assert node.tolist() == [find(Tree(r.hi, r.lo, r.bits, r.parent), *row) for row in batch.rows[5:8].T.tolist()]
    assert 30 < fine.sum() < len(fine) / 2


@pytest.mark.parametrize("seed", range(3))
def test_passing_over_what_is_plain_changes_nothing_that_is_found(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    own, slow = guard(*ANNOUNCED, tier1=TIER1), guard(*ANNOUNCED, tier1=TIER1)
    parts = [updates(seed)[at : at + 100] for at in range(0, 600, 100)]
    found = [own.step(routes(part), now=part[-1].time).to_pylist() for part in parts]
    monkeypatch.setattr(stage, "plain", lambda *a, **b: (plain(*a, **b)[0], np.zeros(len(a[0][0]), np.uint8)))
    assert [slow.step(routes(part), now=part[-1].time).to_pylist() for part in parts] == found
    assert slow.health() == own.health()
    assert (slow._memory.views == own._memory.views).all()
    assert (slow._memory.view_counts == own._memory.view_counts).all()


def test_without_anything_registered_nothing_is_plain() -> None:
    own = stage.Guard(stage.Policy())
    batch = routes(updates(1, 20))
    node, fine = plain(batch.rows, batch.told, batch.path, r=own._rules, n=own._neighbours, v=own._validity)
    assert (set(node.tolist()), set(fine.tolist())) == ({-1}, {0})
