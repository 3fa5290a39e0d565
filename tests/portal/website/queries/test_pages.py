from __future__ import annotations

import pytest
from tests.factories import website

from hsoc.portal.website.queries import pages

pytestmark = pytest.mark.django_db


def test_pages_are_found_without_diacritics_in_one_language_and_drafts_never():
    website.settled()
    assert [page.key for page in pages.found("cs", "ÚVAZKU spravce")] == ["what"]
    assert pages.found("en", "spravce uvazku") == []
    assert pages.found("cs", "x") == []
    what = pages.by_key("cs", "what")
    assert {page.locale.language_code for page in pages.translations(what)} == {"en"}
    what.unpublish()
    assert pages.found("cs", "uvazku spravce") == []
    assert pages.by_key("cs", "what") is None
    assert what.pk not in [page.pk for page in pages.every()]
