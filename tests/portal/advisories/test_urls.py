"""The pages of advisories have addresses, and only those who may open them can."""

import pytest
from django.urls import reverse

from hsoc.portal.members.rules import Role


@pytest.mark.parametrize("name", ["advisories", "advisories_export", "advisory_new"])
def test_pages_want_a_login_and_a_right(name, visitor, browser) -> None:
    assert visitor.get(reverse(name)).status_code == 302
    assert browser(Role.AUDITOR, 100).get(reverse(name)).status_code == 403
