"""Vocabularies keep their order and their spelling."""

from hsoc.records.taxonomy import Category, Severity, Trust, severity_of


def test_severity_rises() -> None:
    assert [s.name for s in sorted(Severity)] == ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]


def test_trust_rises() -> None:
    assert [t.name for t in sorted(Trust)] == ["SPOOFABLE", "PLAUSIBLE", "PROVEN"]


def test_categories_are_spelt_as_warden_spells_them() -> None:
    assert (Category.SCANNING, Category.DDOS) == ("Recon.Scanning", "Availability.DDoS")


def test_a_category_weighs_what_it_or_its_top_level_weighs() -> None:
    assert [severity_of(one) for one in ("Attempt.Exploit", "Attempt.Login", "Malware.Virus")] == [
        Severity.MEDIUM,
        Severity.LOW,
        Severity.HIGH,
    ]
