"""The table of pages holds together, and its documentation exists."""

from pathlib import Path

from hsoc.portal.search.rules.pages import BY_ROUTE, PAGES, ROOMS

DOCS = Path(__file__).parents[4] / "docs"


def test_every_page_stands_once_and_says_what_it_is_for() -> None:
    assert len(BY_ROUTE) == len(PAGES)
    assert [one.route for one in PAGES if len(one.text) < 20 or not one.title] == []
    assert [start for start, *_ in ROOMS if not start.startswith("/")] == []


def test_every_page_of_the_documentation_that_is_named_exists() -> None:
    assert [one.doc for one in PAGES if one.doc and not (DOCS / f"{one.doc}.md").is_file()] == []
