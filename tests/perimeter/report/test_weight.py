"""Category, severity and confidence."""

import pytest

from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.report.weight import category, confidence, severity
from hsoc.records.taxonomy import Category, Disposition, Severity, Trust


@pytest.mark.parametrize(
    ("detector", "sources", "wanted"),
    [
        ("horizontal_scan", 1, Category.SCANNING),
        ("reflection", 400, Category.DDOS),
        ("reflection", 2, Category.DOS),
        ("something_new", 1, Category.TRAFFIC),
    ],
)
def test_category_of_a_detector(detector, sources, wanted):
    assert category(detector, sources=sources) is wanted


@pytest.mark.parametrize("one", DETECTORS, ids=lambda one: one.name)
def test_category_of_every_detector_is_its_own(one):
    assert category(one.name, sources=1000) is one.category


@pytest.mark.parametrize(
    ("targets", "medical", "wanted"), [(249, True, Severity.LOW), (250, True, Severity.MEDIUM), (999, False, Severity.LOW)]
)
def test_a_probe_at_a_medical_door_weighs_four_times(targets, medical, wanted):
    given = {"packets": 1, "volume": 1, "lasted": 0, "disposition": Disposition.PASSED}
    assert severity(Category.SCANNING, targets=targets, medical=medical, **given) is wanted


@pytest.mark.parametrize(
    ("kind", "wanted"), [(Category.COMPROMISE, Severity.CRITICAL), (Category.BOTNET, Severity.HIGH), (Category.LOGIN, Severity.MEDIUM)]
)
def test_a_break_in_weighs_by_what_it_is(kind, wanted):
    assert severity(kind, packets=1, volume=1, lasted=0, targets=1, disposition=Disposition.PASSED) is wanted


@pytest.mark.parametrize(
    ("packets", "volume", "wanted"),
    [
        (1000, 1_000_000, Severity.MEDIUM),
        (1_000_000, 0, Severity.HIGH),  # 100,000 packets a second
        (1, 1_250_000_000, Severity.HIGH),  # 1 Gb/s
        (10_000_000, 0, Severity.CRITICAL),
    ],
)
def test_a_flood_weighs_by_its_rate(packets, volume, wanted):
    assert severity(Category.DDOS, packets=packets, volume=volume, lasted=10_000, targets=1, disposition=Disposition.PASSED) is wanted


def test_what_was_dropped_weighs_one_step_less_but_never_nothing():
    def weight(disposition, targets):
        return severity(Category.SCANNING, packets=1, volume=1, lasted=0, targets=targets, disposition=disposition)

    assert [weight(Disposition.PASSED, 50), weight(Disposition.PASSED, 5000)] == [Severity.LOW, Severity.MEDIUM]
    assert [weight(Disposition.PREVENTIVE, 50), weight(Disposition.REACTIVE, 5000)] == [Severity.INFO, Severity.LOW]


def test_confidence_of_a_scan_follows_its_source_and_of_a_flood_does_not():
    assert [confidence(Category.SCANNING, trust=one) for one in Trust] == [0.5, 0.8, 0.95]
    assert confidence(Category.DDOS, trust=Trust.SPOOFABLE) == 0.9
