"""What our own neighbours may not announce, and what they leak."""

import pytest
from tests.factories.routes import OTHER, OURS, OWN, UPSTREAM, down, found, gone, guard, labels, told

from hsoc.perimeter.guard.settings import Role, Session, Settings
from hsoc.perimeter.guard.validity import validity
from hsoc.perimeter.guard.watch import Guard
from hsoc.records.policy import Announcement, Policy
from hsoc.records.route import BLACKHOLE, Vrp

FOREIGN = "198.19.7.0/24"
PEER, PROVIDER, CUSTOMER = 3000, 3001, 3002  # numbers that are no bogons
SESSIONS = (
    Session("192.0.2.1", PEER, Role.PEER),
    Session("192.0.2.2", PROVIDER, Role.PROVIDER),
    Session("192.0.2.3", CUSTOMER, Role.CUSTOMER, prefixes=("198.19.0.0/16", "2001:db8::/32")),
)


def watch(*rules: Announcement, sessions: tuple[Session, ...] = SESSIONS) -> Guard:
    settings = Settings(own_asns=(4000,), providers=(PROVIDER,), peers=(PEER,), session=sessions)
    return Guard(Policy(announcements=rules or (OWN,), bogons=("10.0.0.0/8",)), settings)


@pytest.mark.parametrize(
    ("update", "wanted"),
    [
        (told(PEER, 5000, prefix=FOREIGN), []),
        (told(PEER, OURS, prefix="198.18.0.0/16"), ["prefix_hijack E|1|-|-", "peer_guard own_prefix"]),
        (told(PEER, 4000, 5000, prefix=FOREIGN), ["peer_guard own_asn_in_path"]),
        (told(PEER, 5000, prefix="10.7.0.0/16"), ["peer_guard bogon_prefix"]),
        (told(PEER, 64999, prefix=FOREIGN), ["peer_guard bogon_asn"]),
        (told(PEER, 5000, prefix="198.19.7.0/25"), ["peer_guard too_long"]),
        (told(PEER, 5000, prefix="2001:db8:7:1::/64"), ["peer_guard too_long"]),
        (told(PEER, 5000, prefix="198.19.7.9/32", communities=(BLACKHOLE,)), []),
        (told(PEER, 5000, prefix="240.0.0.0/4"), ["peer_guard too_short"]),
        (told(PEER, 3356, 5000, prefix=FOREIGN), ["peer_guard tier1_in_path"]),
        (told(3356, 5000, prefix=FOREIGN, peer=1), []),  # another AS at that address is no session of ours
        (told(PEER, PROVIDER, 5000, prefix=FOREIGN), ["route_leak type_3"]),
        (told(PROVIDER, 3356, 5000, prefix=FOREIGN, peer=2), []),
        (told(CUSTOMER, prefix=FOREIGN, peer=3), []),
        (told(CUSTOMER, prefix="192.0.2.0/24", peer=3), ["peer_guard unexpected_prefix"]),
        (told(CUSTOMER, PROVIDER, 5000, prefix=FOREIGN, peer=3), ["route_leak type_1"]),
        (told(CUSTOMER, 3356, 5000, prefix=FOREIGN, peer=3), ["route_leak type_1"]),
        (told(CUSTOMER, PEER, 5000, prefix=FOREIGN, peer=3), ["route_leak type_4"]),
        (told(CUSTOMER, 5000, prefix=FOREIGN, peer=3, otc=5000), ["route_leak otc"]),
        (told(PEER, 5000, prefix=FOREIGN, otc=PEER), []),
        (told(PEER, 5000, prefix=FOREIGN, otc=5000), ["route_leak otc"]),
    ],
)
def test_one_announcement(update, wanted):
    rows = found(watch(), update)
    assert labels(rows) == wanted
    assert {row["src_bits"] for row in rows if row["detector"] != "prefix_hijack"} <= {128}


def test_a_member_that_names_the_peer_may_be_reached_over_it():
    rule = Announcement(prefix="198.18.0.0/16", origins=(5000,), neighbours=(PEER,))
    assert found(watch(rule), told(PEER, 5000)) == []
    assert labels(found(watch(rule), told(PEER, PEER, 5001))) == ["prefix_hijack E|0|-|-", "peer_guard own_prefix"]


def test_a_route_that_a_roa_denies():
    guarded = watch()
    guarded.attest(validity([Vrp("198.19.0.0/16", 16, 5000)]))
    assert labels(found(guarded, told(PEER, 5000, prefix=FOREIGN))) == ["peer_guard rpki_invalid"]


def test_many_offences_of_one_session_are_one_alarm_that_ends_with_the_last():
    guarded = watch()
    updates = [told(PEER, 64999, prefix=f"198.19.{n}.0/24") for n in range(50)]
    [row] = found(guarded, *updates)
    assert (row["flows"], row["targets"], row["evidence"]["held"]) == (50, 50, 50)
    assert [r["evidence"]["state"] for r in found(guarded, *(gone(asn=PEER, prefix=f"198.19.{n}.0/24", at=2000) for n in range(49)))] == [
        "active"
    ]
    assert [r["evidence"]["state"] for r in found(guarded, told(PEER, 5000, prefix="198.19.49.0/24", at=3000))] == ["ended"]


def test_more_prefixes_than_agreed():
    guarded = watch(sessions=(Session("192.0.2.1", PEER, most_prefixes=10),))
    updates = [told(PEER, 5000, prefix=f"198.19.{n}.0/24") for n in range(10)]
    assert found(guarded, *updates, *updates) == []
    [row] = found(guarded, told(PEER, 5000, prefix="198.19.10.0/24"))
    assert (row["vector"], row["evidence"]["held"]) == ("max_prefix", 11)
    [row] = found(guarded, gone(asn=PEER, prefix="198.19.3.0/24", at=2000))
    assert (row["evidence"]["state"], row["evidence"]["held"]) == ("ended", 10)


def test_a_session_that_came_anew_counts_anew():
    guarded = watch(sessions=(Session("192.0.2.1", PEER, most_prefixes=10),))
    updates = [told(PEER, 5000, prefix=f"198.19.{n}.0/24") for n in range(10)]
    again = [told(PEER, 5000, prefix=f"198.19.{n}.0/24") for n in range(20, 30)]
    assert found(guarded, *updates, down(asn=PEER), *again) == []


def test_a_collectors_peer_is_only_a_witness():
    assert found(guard(), told(UPSTREAM, OTHER, prefix="10.0.0.0/8"), told(UPSTREAM, 64999, prefix="198.19.7.0/25")) == []
