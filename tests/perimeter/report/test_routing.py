"""Sentences of the routing guard."""

from tests.factories.routes import OTHER, OURS, UPSTREAM, gone, guard, told

from hsoc.perimeter.guard.settings import Session
from hsoc.perimeter.report.routing import culprits, is_routing, said
from hsoc.records.detection import detections
from hsoc.records.route import routes


def told_by(watch, *updates):
    return detections(watch.step(routes(updates), now=2000))


def test_a_hijack_in_one_sentence():
    [one] = told_by(guard(), told(64509, UPSTREAM, OTHER))
    assert said(one) == "Hijacked prefix (E|0|-|-): 198.18.0.0/16 by AS 64510, seen by 1 peers, path 64509 64501 64510."
    assert (is_routing(one), culprits(one)) == (True, (OTHER,))


def test_a_peer_and_a_loss():
    [one] = told_by(guard(session=(Session("192.0.2.1", 3000),)), told(3000, 64999, prefix="198.19.7.0/24"))
    assert said(one).startswith(
        "Peer announces what it may not (bogon_asn): 198.19.7.0/24 at the session with AS 3000 192.0.2.1, path 3000"
    )
    watch = guard()
    told_by(watch, *(told(64500 + n, UPSTREAM, OURS, peer=n) for n in (1, 2, 3)))
    [one] = told_by(watch, *(gone(asn=64500 + n, peer=n) for n in (1, 2, 3)))
    assert said(one) == "Prefix lost from view (gone): 198.18.0.0/16, 3 of 3 peers lost it."
    assert culprits(one) == ()
