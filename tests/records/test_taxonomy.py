"""Vocabularies keep their order and their spelling."""

from hsoc.records.taxonomy import Category, Severity, Trust


def test_severity_rises() -> None:
    assert [s.name for s in sorted(Severity)] == ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]


def test_trust_rises() -> None:
    assert [t.name for t in sorted(Trust)] == ["SPOOFABLE", "PLAUSIBLE", "PROVEN"]


def test_categories_are_spelt_as_warden_spells_them() -> None:
    assert (Category.SCANNING, Category.DDOS) == ("Recon.Scanning", "Availability.DDoS")
