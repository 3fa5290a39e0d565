from __future__ import annotations

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_command_makes_the_pages_once_and_says_so():
    said = io.StringIO()
    call_command("website_settle", stdout=said)
    call_command("website_settle", stdout=said)
    first, second = said.getvalue().splitlines()
    assert first.endswith("pages made")
    assert second == "the public web is there already; nothing was changed"
