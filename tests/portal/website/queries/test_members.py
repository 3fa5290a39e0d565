from __future__ import annotations

import pytest
from tests.factories import members

from hsoc.portal.website.queries.members import kinds


@pytest.mark.django_db
def test_kinds_with_few_organisations_and_the_house_itself_are_left_out():
    for number in range(1, 4):
        members.organisation(number, kind="town")
    members.organisation(4, kind="emergency")
    for number in range(100, 104):
        members.organisation(number, kind="operator")
    assert kinds() == [("town", 3)]
