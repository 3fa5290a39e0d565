from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Function
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share.sheet import digest, lines, qr

pytestmark = pytest.mark.django_db


def test_a_sheet_has_duty_contacts_first_and_changes_its_digest_with_a_number() -> None:
    held = [
        Function(user=person(username=name), organisation=organisation(1), kind=kind, rank=1, confirmed=NOW)
        for name, kind in (("anna", Work.ANALYST), ("dana", Work.DUTY))
    ]
    rows = lines(held)
    assert [row.name for row in rows] == ["Dana", "Anna"]
    before = digest(rows)
    held[0].confirmed = NOW + timedelta(days=1)
    assert digest(lines(held)) == before
    held[0].user.phone = "+420601000111"
    assert digest(lines(held)) != before
    assert qr(1, rows, NOW).startswith("data:image/svg+xml")
