from __future__ import annotations

from hsoc.portal.memorandum.forms import BallotForm, SignForm, WithdrawForm


def test_one_signs_only_for_the_organisations_given():
    form = SignForm({"organisation": "2", "signer": "x", "capacity": "statutory", "signed_on": "2026-10-01"}, {}, names={1: "Hospital"})
    assert set(form.errors) == {"organisation", "file"}


def test_bounds():
    fields = {"title": "t", "options": "a\nb", "quorum": "101", "opens": "2026-10-01T08:00", "closes": "2026-10-02T08:00"}
    assert set(BallotForm(fields).errors) == {"quorum"}
    assert set(WithdrawForm({"on": "x", "reason": ""}).errors) == {"on", "reason"}
