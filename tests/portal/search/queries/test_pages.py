"""Every page of the portal has help, and a reader finds what he may open."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.factories.members import actor

from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.search.queries.pages import _placed, help_for, pages_for
from hsoc.portal.search.rules.pages import PAGES


def addresses(found: list, start: str = "/") -> list[tuple[str, str]]:
    """(name, an address that begins like it) of everything that has a name."""
    told = []
    for one in found:
        here = start + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            told += addresses(one.url_patterns, here)
        elif isinstance(one, URLPattern) and one.name:
            told.append((one.name, here))
    return told


def test_every_named_page_of_the_portal_has_help() -> None:
    portal = [(name, path) for name, path in addresses(get_resolver().url_patterns) if path.startswith("/portal/") and path != "/portal/"]
    without = [name for name, path in portal if help_for(path.partition("(")[0].partition("<")[0]) is None]
    assert (len(portal) > 100, without) == (True, [])


def test_what_is_not_named_has_none() -> None:
    assert help_for("/nothing/") is None
    assert help_for("/portal/never/") is None  # the overview is not everybody's help


@pytest.mark.parametrize(("path", "title"), [("/portal/network/rules/7/", "My rules"), ("/portal/network/rules/new/", "New rule")])
def test_the_nearest_page_above_helps(path, title) -> None:
    from django.utils import translation  # noqa: PLC0415

    with translation.override("en"):
        assert help_for(path).title == title


def test_a_reader_finds_what_he_may_open() -> None:
    names = {role: {one.href for one in pages_for(actor(role))} for role in Role}
    assert "/portal/network/rules/new/" in names[Role.MANAGER]
    assert "/portal/network/rules/new/" not in names[Role.COLLEAGUE]
    assert all("/portal/notices/" in found for found in names.values())
    assert all(one.right is None for one in PAGES if any(one.title == shown.title for shown in pages_for(NOBODY)))
    assert {page.route for _href, page in _placed()} == {one.route for one in PAGES}  # no line is dead
