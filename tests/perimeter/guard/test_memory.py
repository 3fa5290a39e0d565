"""Who saw what: withdrawals, replaced routes, order, sessions that end, tables that are full."""

from tests.factories.routes import OTHER, OURS, UPSTREAM, down, found, gone, guard, told

from hsoc.perimeter.guard import memory as mem


def states(rows):
    return [(row["evidence"]["as"], row["evidence"]["state"]) for row in rows]


def test_an_alarm_ends_when_enough_have_withdrawn():
    watch = guard()
    found(watch, *(told(64500 + n, UPSTREAM, OTHER, peer=n, prefix="198.18.0.0/16") for n in range(5, 10)))
    last = []
    for n in range(5, 9):
        last = found(watch, gone(asn=64500 + n, peer=n, at=2000))
    assert states(last) == [(OTHER, "ended")]
    assert found(watch, gone(asn=64509, peer=9, at=3000)) == []


def test_a_sound_route_replaces_a_hijacked_one():
    watch = guard()
    assert states(found(watch, told(64509, UPSTREAM, OTHER))) == [(OTHER, "active")]
    assert states(found(watch, told(64509, UPSTREAM, OURS, at=2000))) == [(OTHER, "ended")]


def test_older_news_than_what_is_known_ends_nothing():
    watch = guard()
    found(watch, told(64509, UPSTREAM, OTHER, at=5000))
    assert found(watch, gone(asn=64509, at=4000)) == []
    assert found(watch, told(64509, UPSTREAM, OURS, at=4500)) == []
    assert states(found(watch, gone(asn=64509, at=5000))) == [(OTHER, "ended")]


def test_a_late_announcement_does_not_undo_a_withdrawal():
    watch = guard()
    found(watch, told(64508, UPSTREAM, OTHER, at=1000, peer=8), told(64509, UPSTREAM, OTHER, at=1000, peer=9))
    found(watch, gone(asn=64509, at=5000, peer=9))
    [row] = found(watch, told(64509, UPSTREAM, OTHER, at=4000, peer=9))
    assert row["evidence"]["withdrawn_by"] == ["AS64509 192.0.2.9"]


def test_the_end_of_a_session_ends_what_it_saw():
    watch = guard()
    found(watch, told(64509, UPSTREAM, OTHER), told(64509, UPSTREAM, OTHER, prefix="198.18.7.0/24"))
    assert states(found(watch, down(asn=64509, at=2000))) == [(OTHER, "ended"), (OTHER, "ended")]
    assert states(found(watch, told(64509, UPSTREAM, OTHER, at=3000))) == [(OTHER, "active")]


def test_full_tables_are_counted_and_nothing_breaks():
    watch = guard()
    updates = [told(64509, UPSTREAM, OTHER, prefix=f"198.18.{n % 250}.{n // 250 * 8}/29") for n in range(mem.MOST_ALARMS + 100)]
    assert len(found(watch, *updates)) == 500
    health = watch.health()
    assert (health.alarms, health.passed_over) == (mem.MOST_ALARMS, 100)
    told_so_far = 500
    while more := len(found(watch, now=2000)):
        told_so_far += more
    assert told_so_far == mem.MOST_ALARMS


def test_more_peers_than_fit_are_counted():
    watch = guard()
    updates = [told(70_000 + n, UPSTREAM, OTHER) for n in range(mem.MOST_PEERS + 3)]
    [row] = found(watch, *updates)
    assert (row["evidence"]["peers_seen"], watch.health().passed_over) == (mem.MOST_PEERS, 3)
