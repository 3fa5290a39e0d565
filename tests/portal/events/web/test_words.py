"""Every code of ours has a word, and an unknown one is shown as it is."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from hsoc.portal.events.web import words
from hsoc.records.decision import Action
from hsoc.records.event import State
from hsoc.records.taxonomy import Basis, Category, Disposition, Severity, Trust


@pytest.mark.parametrize(
    ("codes", "known"),
    [(Category, words.CATEGORIES), (Disposition, words.FATES), (Basis, words.BASES), (Severity, words.SEVERITIES), (Trust, words.TRUSTS),
     (State, words.STATES), (Action, words.ACTIONS)],
)  # fmt: skip
def test_every_code_of_the_records_has_a_word(codes, known):
    assert {code.value for code in codes} == set(known)


def test_an_unknown_code_is_shown_as_it_is():
    assert (words.category("New.Thing"), words.why("new"), words.detector("new_one"), words.severity(9)) == (
        "New.Thing",
        "new",
        "new_one",
        "9",
    )


def test_a_new_guard_reads_as_its_family():
    with override("en"):
        assert words.why("guard.invented_tomorrow") == "a guard protected uninvolved traffic"


@pytest.mark.parametrize(
    ("name", "told"),
    [("Recon.Scanning", "Reconnaissance"), ("reflection/dns", "Reflection (DNS)"), ("reflection/fragments", "Reflection (fragments)"),
     ("Attempt.Login/", "Password guessing"), ("horizontal_scan/", "Scan across addresses"), ("/", "Reported by others"), ("/odd", "odd")],
)  # fmt: skip
def test_row_reads_a_category_or_a_vector(name, told):
    with override("en"):
        assert words.row(name) == told


SERVICES = [
    (445, 6, "445/tcp SMB"),
    (104, 6, "104/tcp DICOM"),
    (60000, 17, "60000/udp"),
    (0, 1, "ICMP"),
    (-1, 6, ""),
    (-1, -1, ""),
    (80, -1, "80"),
]


@pytest.mark.parametrize(("port", "proto", "told"), SERVICES)
def test_service_names_the_door(port, proto, told):
    assert words.service(port, proto) == told


def test_a_line_is_called_by_its_detector_else_by_its_kind():
    assert words.event("horizontal_scan", "", "Recon.Scanning", 445, 6) == f"{words.detector('horizontal_scan')}, 445/tcp SMB"
    assert words.event("somebody", "", "Recon.Scanning", -1, -1) == words.category("Recon.Scanning")
