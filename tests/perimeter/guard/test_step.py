"""Who sees a registered prefix, and leaks that look like hijacks."""

from tests.factories.routes import OURS, UPSTREAM, down, found, gone, guard, labels, told


def seen(*peers: int, at: int = 1000):
    return [told(64500 + n, UPSTREAM, OURS, peer=n, at=at) for n in peers]


def lost(*peers: int, at: int = 2000):
    return [gone(asn=64500 + n, peer=n, at=at) for n in peers]


def test_a_prefix_that_enough_peers_lost():
    watch = guard()
    assert found(watch, *seen(1, 2, 3, 4, 5, 6)) == []
    assert found(watch, *lost(1, 2)) == []
    [row] = found(watch, *lost(3))
    assert (labels([row]), row["member"]) == (["route_visibility lost"], 7)
    assert (row["evidence"]["peers_withdrawn"], row["evidence"]["peers_seen"]) == (3, 6)
    assert labels(found(watch, *lost(4, 5, 6))) == ["route_visibility gone"]
    rows = found(watch, *seen(1, 2, 3, 4, at=3000))
    assert (labels(rows), rows[0]["evidence"]["state"]) == (["route_visibility lost"], "ended")


def test_few_peers_or_a_small_share_are_their_own_trouble():
    watch = guard()
    found(watch, *seen(*range(1, 11)))
    assert found(watch, *lost(1, 2, 3, 4)) == []


def test_sessions_that_end_are_no_loss():
    watch = guard()
    found(watch, *seen(1, 2, 3, 4))
    assert found(watch, *(down(asn=64500 + n, peer=n) for n in (1, 2, 3, 4))) == []
    assert found(watch, *lost(1, 2, 3, 4)) == []


def test_hijacks_that_look_like_leaks_say_so():
    [row] = found(guard(), told(64509, UPSTREAM))
    assert (row["vector"], row["evidence"]["rfc7908"]) == ("E|0|-|-", 5)
    [row] = found(guard(), told(64509, UPSTREAM, OURS, prefix="198.18.7.0/24"))
    assert (row["vector"], row["evidence"]["rfc7908"]) == ("S|U|-|-", 6)


def test_an_empty_path_is_our_own_routers_word():
    assert found(guard(), told()) == []
