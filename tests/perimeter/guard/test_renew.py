"""Another policy while alarms stand."""

from tests.factories.routes import OTHER, OURS, OWN, UPSTREAM, found, gone, guard, labels, told

from hsoc.records.policy import Announcement, Policy


def test_what_the_new_policy_permits_is_over_and_the_rest_stands():
    watch = guard()
    found(watch, told(64509, UPSTREAM, OTHER), told(64508, 64507, OURS, peer=2, prefix="198.18.7.0/24"))
    other = Announcement(prefix="198.18.0.0/16", origins=(OTHER,))
    watch.under(Policy(announcements=(OWN, other)))
    rows = found(watch, now=2000)
    assert [(row["vector"], row["evidence"]["state"]) for row in rows] == [("E|0|-|-", "ended"), ("S|1|-|-", "active")]
    [row] = found(watch, gone(asn=64508, peer=2, at=3000, prefix="198.18.7.0/24"))
    assert row["evidence"]["state"] == "ended"


def test_the_same_policy_changes_nothing():
    watch = guard()
    found(watch, told(64509, UPSTREAM, OTHER))
    watch.under(Policy(announcements=(OWN,)))
    assert found(watch, now=2000) == []


def test_views_are_learned_anew():
    watch = guard()
    found(watch, *(told(64500 + n, UPSTREAM, OURS, peer=n) for n in (1, 2, 3)))
    found(watch, *(gone(asn=64500 + n, peer=n, at=2000) for n in (1, 2, 3)))
    watch.under(Policy(announcements=(Announcement(prefix="198.18.0.0/16", origins=(OURS,)),)))
    rows = found(watch, now=3000)
    assert (labels(rows), rows[0]["evidence"]["state"]) == (["route_visibility gone"], "ended")


def test_what_defends_comes_and_goes_without_a_loss_of_what_is_known():
    watch = guard()
    found(watch, *(told(64500 + n, UPSTREAM, OURS, peer=n) for n in (1, 2, 3)))
    hole = Announcement(prefix="198.18.7.9/32", origins=(OURS,), member=7, purpose="blackhole")
    watch.defend((hole,))
    assert found(watch, told(64501, UPSTREAM, OURS, prefix="198.18.7.9/32"), now=1500) == []
    [loss] = found(watch, *(gone(asn=64500 + n, peer=n, at=2000) for n in (1, 2, 3)))
    assert (loss["vector"], loss["evidence"]["peers_withdrawn"]) == ("gone", 3)
    watch.defend(())
    [loss] = found(watch, now=2500)
    assert (loss["vector"], loss["evidence"]["state"], loss["member"]) == ("gone", "active", 7)
    [back] = found(watch, *(told(64500 + n, UPSTREAM, OURS, peer=n, at=3000) for n in (1, 2, 3)))
    assert back["evidence"]["state"] == "ended"
    [slip] = found(watch, told(64501, UPSTREAM, OURS, prefix="198.18.7.9/32", at=4000))
    assert slip["vector"] == "S|U|-|-"  # no longer ours to announce
