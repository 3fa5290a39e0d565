"""Filters that cannot be read are left out; a paper's form says what is wrong at its field."""

from datetime import timedelta

from tests.factories.members import NOW

from hsoc.portal.advisories.forms import DraftForm, ListForm, RelabelForm
from hsoc.records.advisory import Status
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

TYPED = {
    "title": "T", "summary": "S", "severity": "4", "status": "final", "tlp": "TLP:GREEN", "pap": "PAP:GREEN", "audience": "community",
    "valid": "7",
}  # fmt: skip


def test_filters_that_mean_nothing_are_left_out() -> None:
    given = {"severity": "9", "cve": "17", "tlp": "TLP:PINK", "state": "odd", "score": "x", "since": "yesterday", "text": "pump"}
    assert ListForm(given).readable == {"text": "pump"}


def test_days_are_those_of_prague_and_the_last_one_is_included() -> None:
    given = ListForm({"since": "2026-09-21", "until": "2026-09-21", "severity": "4", "score": "7"}).readable
    assert given["until"] - given["since"] == timedelta(days=1)
    assert str(given["since"]) == "2026-09-21 00:00:00+02:00"
    assert (given["severity"], given["score"]) == (4, 7.0)


def test_a_paper_as_typed() -> None:
    form = DraftForm(TYPED)
    assert form.is_valid()
    draft = form.draft(now=NOW)
    assert (draft.severity, draft.status, draft.tlp, draft.pap) == (Severity.HIGH, Status.FINAL, TLP.GREEN, PAP.GREEN)
    assert draft.expires == round((NOW + timedelta(days=7)).timestamp() * 1000)


def test_an_audience_too_wide_is_said_at_its_field() -> None:
    assert set(DraftForm(TYPED | {"tlp": "TLP:RED"}).errors) == {"audience"}
    assert set(RelabelForm({"tlp": "TLP:PINK", "audience": "all"}).errors) == {"tlp", "audience"}
