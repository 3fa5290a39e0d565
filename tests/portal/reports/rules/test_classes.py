"""Events find their class; what is forged accuses nobody; every class has a kind, a severity and words."""

import pytest

from hsoc.portal.reports.rules.classes import CLASSES, FORGED, NAMES, Kind, State, class_of, quiet
from hsoc.portal.reports.share import words


def name(kind: Kind, category: str, *, detector: str = "", vector: str = "", port: int = 0, disposition: str = "passed") -> str:
    found = class_of(kind, category=category, detector=detector, vector=vector, port=port, disposition=disposition)
    return found.name if found else ""


@pytest.mark.parametrize(
    ("category", "given", "expected"),
    [
        ("Attempt.Login", {"port": 22}, "attempt-login-ssh"),
        ("Attempt.Login", {"vector": "rdp", "port": 4000}, "attempt-login-rdp"),
        ("Attempt.Login", {"port": 8443}, "attempt-login"),
        ("Attempt.Exploit", {"port": 443}, "attempt-exploit-http"),
        ("Intrusion.Botnet", {}, "intrusion-botnet-bot"),
        ("Intrusion.Botnet", {"vector": "cc"}, "intrusion-botnet-cc"),
        ("Malware.Trojan", {}, "malware"),
        ("Vulnerable.Config", {"port": 123}, "vulnerable-config-ntp"),
        ("Vulnerable.Open", {"port": 123}, "vulnerable-config-ntp"),
        ("Vulnerable.Open", {"port": 3389}, "vulnerable-open-rdp"),
        ("Vulnerable.Open", {"port": 9999}, "vulnerable-open"),
        ("Recon.Scanning", {"detector": "own_scan"}, "recon-scanning"),
        ("Other", {}, ""),
    ],
)
def test_own_machines(category, given, expected):
    assert name(Kind.SOURCE, category, **given) == expected


@pytest.mark.parametrize(
    ("category", "disposition", "expected"),
    [
        ("Availability.DDoS", "reactive", "anomaly-traffic-target"),
        ("Availability.DDoS", "passed", "avail-ddos-target"),
        ("Anomaly.Traffic", "preventive", "anomaly-traffic-target"),
        ("Anomaly.Traffic", "passed", ""),
        ("Attempt.Login", "passed", "attempt-login-target"),
        ("Attempt.Login", "preventive", ""),
        ("Intrusion.UserCompromise", "preventive", "intrusion-compromise-target"),
        ("Fraud.Masquerade", "passed", "routing-target"),
        ("Recon.Scanning", "passed", "recon-scanning-target"),
    ],
)
def test_attacked_ones(category, disposition, expected):
    assert name(Kind.TARGET, category, disposition=disposition) == expected


@pytest.mark.parametrize("detector", sorted(FORGED))
def test_whose_addresses_are_forged_is_accused_of_nothing(detector):
    assert name(Kind.SOURCE, "Anomaly.Traffic", detector=detector) == ""


def test_quiet_are_those_that_the_attacked_are_not_told():
    assert ("Recon.Scanning", "preventive") in quiet()
    assert ("Recon.Scanning", "passed") not in quiet()
    assert [pair for pair in quiet() if name(Kind.TARGET, pair[0], disposition=pair[1])] == []


def test_every_class_is_whole():
    assert sorted(NAMES) == sorted(words.CLASSES)
    assert [one for one in NAMES if not words.advice(one)] == []
    assert [one.name for one in CLASSES if not one.categories] == []
    states = {one.name: {other.state for other in CLASSES if other.name == one.name} for one in CLASSES}
    assert all(len(found) == 1 for found in states.values())
    assert {one.state for one in CLASSES} == {State.ENABLED, State.SHADOW}
