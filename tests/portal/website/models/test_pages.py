from __future__ import annotations

import pytest

from hsoc.portal.website.models import Article, Front, Training


@pytest.mark.django_db
def test_the_words_of_a_page_are_those_of_its_blocks():
    page = Article(title="Název", lead="Perex")
    page.body = [("text", "<p>Odstavec</p>"), ("steps", [{"title": "Krok", "text": "Popis"}]), ("live", "numbers")]
    assert page.words() == "Název Perex Odstavec Krok Popis"


def test_what_stands_under_what():
    assert "website.TrainingList" in Front.subpage_types
    assert (Training.parent_page_types, Training.subpage_types) == (["website.TrainingList"], [])
