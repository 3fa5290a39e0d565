"""Whom an event concerns, from which end, and what of the other side it may know."""

from typing import Any

from tests.factories.events import row

from hsoc.journal.event_window import Arrived
from hsoc.portal.events.rules.places import Places
from hsoc.portal.reports.rules.classes import Kind
from hsoc.portal.reports.rules.concern import concerned

PLACES = Places([(2, "198.18.2.0/24"), (3, "198.18.3.0/24")])
HOUSE = frozenset({1})
LOGIN = {"category": "Attempt.Login", "detector": "login_attempts", "vector": "ssh", "port": 22, "severity": 3, "disposition": "passed"}


def of(named: tuple[str, ...], aimed: tuple[str, ...], **more: Any) -> list[tuple[int, Any]]:
    fields = LOGIN | {"member": 0, "members": 0, "source": "", "target": "", "tlp": "TLP:AMBER+STRICT", "org": 1} | more
    return list(concerned(Arrived(row(**fields), named, aimed, began=5), PLACES, HOUSE))


def test_the_attacker_and_the_attacked_are_told_each_their_own_side():
    found = of(("198.18.2.9",), ("198.18.3.7", "203.0.113.1"), targets=9)
    assert [(number, one.event_class.name, one.own, one.others, one.other_count) for number, one in found] == [
        (2, "attempt-login-ssh", "198.18.2.9", ("203.0.113.1",), 9),
        (3, "attempt-login-target", "198.18.3.7", (), 1),
    ]
    assert (found[0][1].service, found[0][1].began, found[0][1].severity) == ("22/tcp", 5, 3)


def test_one_address_of_each_organisation_stands_for_it():
    found = of(("203.0.113.1",), ("198.18.2.1", "198.18.3.1", "198.18.2.2"))
    assert [(number, one.own) for number, one in found] == [(2, "198.18.2.1"), (3, "198.18.3.1")]


def test_our_engine_may_mean_a_member_without_naming_an_address():
    found = of(("203.0.113.1",), (), member=2, members=1)
    assert [(number, one.event_class.kind, one.own) for number, one in found] == [(2, Kind.TARGET, "")]


def test_practice_and_strangers_concern_nobody():
    assert of(("198.18.2.9",), (), test=True) == []
    assert of(("203.0.113.1",), ("203.0.113.2",)) == []


def test_what_is_sealed():
    def sealed(**more: Any) -> bool:
        return of(("198.18.2.9",), (), **more)[0][1].sealed

    assert not sealed()  # what the house's engine says to a member is the member's own
    assert sealed(tlp="TLP:RED")
    assert sealed(org=3)  # a partner's AMBER+STRICT
    assert not sealed(org=2)
    assert not sealed(org=3, tlp="TLP:AMBER")


def test_services_and_severities():
    assert of(("198.18.2.9",), (), proto=1, port=-1)[0][1].service == "icmp"
    assert of(("198.18.2.9",), (), proto=-1, port=22)[0][1].service == "22"
    stopped = of((), ("198.18.2.9",), category="Availability.DDoS", disposition="reactive", severity=4)
    assert [(one.event_class.name, one.severity) for _number, one in stopped] == [("anomaly-traffic-target", 4)]
