from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from tests.factories.members import person

from hsoc.portal.accounts.forms import AskForm
from hsoc.portal.members.rules import Role


@pytest.mark.django_db
def test_the_house_refuses_what_its_people_would_guess():
    one = person(Role.COLLEAGUE, 1)
    with pytest.raises(ValidationError) as told:
        validate_password("hospital1-colleague-1", one)
    assert [error.code for error in told.value.error_list] == ["guessable"]
    validate_password("čtyři kozy pijí rosu", one)


def test_only_offered_organisations_may_be_asked():
    asked = {"organisation": "2", "role": "analyst", "reason": "x"}
    assert not AskForm(asked, names={1: "One"}).is_valid()
    assert AskForm(asked, names={2: "Two"}).is_valid()
