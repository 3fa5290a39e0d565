"""PDF: made where it can be, said where it cannot."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from tests.factories.days import day_view

from hsoc.portal.events.web import paper
from hsoc.portal.events.web.day_figures import day_figures
from hsoc.portal.events.web.links import Door


def test_missing_names_the_packages_or_nothing():
    with override("en"):
        assert paper.missing() == "" or paper.missing().startswith("For PDF this server needs: lib")


@pytest.mark.paper
@pytest.mark.filterwarnings("ignore")  # WeasyPrint's own dependencies warn
def test_the_day_becomes_a_pdf():
    view, door = day_view(), Door("2026-11-21")
    with override("cs"):
        context = {
            "view": view,
            "figures": day_figures(view, door=door, language="cs"),
            "door": door,
            "names": {3: "N"},
            "scope_name": "celá síť",
        }
        document = paper.pdf("events/day_paper.html", context)
    assert document.startswith(b"%PDF-")
    assert len(document) > 20_000


def test_colours_are_inside_pictures_and_shapes():
    shape = '<span class="sev sev-5"><svg viewBox="0 0 12 12"><path d="M0 0"/></svg>x</span>'
    page = paper._with_colours(f'<svg class="chart area" viewBox="0 0 1 1"><g/></svg>{shape}')
    assert "<style>" in page
    assert '<svg viewBox="0 0 12 12"><path fill="#a8201a" d="M0 0"/>' in page


def test_nothing_is_fetched():
    with pytest.raises(ValueError, match=r"a PDF fetches nothing, not even https://cdn\.example/x"):
        paper._nothing("https://cdn.example/x")
