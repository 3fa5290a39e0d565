from __future__ import annotations

import re

import pytest

from hsoc.portal.website.queries.first import LANGUAGES, first


def test_both_trees_have_the_same_pages_under_the_same_pages():
    czech, english = ({one.key: (one.kind, one.under, one.menu, one.day) for one in first(language)} for language in LANGUAGES)
    assert czech == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_name_a_sentence_and_living_links(language):
    pages = {one.key: one for one in first(language)}
    for one in pages.values():
        assert all((one.title, one.slug, one.lead)), one.key
        assert len(one.lead) <= 400, one.key
        linked = set(re.findall(r'page:([a-z0-9_]+)"', str(one.body))) | set(re.findall(r"'page': '([a-z0-9_]+)'", str(one.body)))
        assert linked <= set(pages), one.key
    assert len({(one.under, one.slug) for one in pages.values()}) == len(pages)


def test_czech_first_content_does_not_shout_and_sets_its_dashes_and_quotes():
    said = str(first("cs"))
    assert "!" not in said
    assert re.findall(r" - |\.\.\.|\w\"\w", said) == []
