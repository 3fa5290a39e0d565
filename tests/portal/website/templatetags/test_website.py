from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation
from tests.factories import website

from hsoc.portal.website.models import PICTURES
from hsoc.portal.website.templatetags import website as tags


def test_every_drawing_is_ours_and_drawn_without_style_or_script():
    for name, _label in PICTURES:
        drawn = tags.drawing(name)
        assert drawn.lstrip().startswith("<svg")
        assert not any(word in drawn for word in ("style=", "<script", "href=", "<image"))
    assert tags.drawing("../secret") == ""


def test_an_address_lies_under_another_one():
    assert tags.lies_under("/cs/a/b/", "/cs/a/")
    assert not tags.lies_under("/cs/a/", "/cs/a/b/")


@pytest.mark.django_db
def test_menu_way_and_places_speak_one_language():
    website.settled()
    with translation.override("en"):
        said = Template(
            "{% load website %}{% menu as m %}{% for e in m %}{{ e.title }}|{% endfor %}{% here 'join' %} {% here 'gone' %}"
        ).render(Context())
        assert said == "What hSOC is|Action plan|Warnings|Trainings|News|How to join|/en/how-to-join/ /en/"
        join = tags.pages.by_key("en", "join")
        assert tags.above(join) == []
        assert [page.locale.language_code for page in tags.twins(join)] == ["cs"]
    assert tags.twins(None) == []
