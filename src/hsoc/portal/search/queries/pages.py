"""Pages that an actor may find, and which help belongs to an address. Belongs here: rights and addresses. Never: the words."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from hsoc.portal.members.rules import Actor, Reach, may, reach
from hsoc.portal.search.rules.pages import PAGES, ROOMS, Page

ELSEWHERE: Final = "/portal/"


class Shown(msgspec.Struct, frozen=True):
    """A page as it is shown: its name, address and words in the active language."""

    title: str
    text: str
    href: str
    doc: str
    deed: bool


@lru_cache(maxsize=1)
def _placed() -> tuple[tuple[str, Page], ...]:
    """(address, page), the longest address first; a room that is not there is left out."""
    found = []
    for page in PAGES:
        try:
            found.append((reverse(page.route), page))
        except NoReverseMatch:
            continue
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def pages_for(actor: Actor) -> list[Shown]:
    """The pages that the actor may open, in the order of the table."""
    places = {page.route: href for href, page in _placed()}
    return [
        Shown(gettext(page.title), gettext(page.text), places[page.route], page.doc, page.deed)
        for page in PAGES
        if page.route in places and _opens(actor, page)
    ]


def _opens(actor: Actor, page: Page) -> bool:
    if page.right is None:
        return True
    return reach(actor, *page.right) is Reach.ALL if page.whole else may(actor, *page.right)


def help_for(path: str) -> Shown | None:
    """What the page at a path is for: its own words, or those of the page or room above it; None where nothing is said."""
    for href, page in _placed():
        if path == href or (href != ELSEWHERE and path.startswith(href)):
            return Shown(gettext(page.title), gettext(page.text), href, page.doc, page.deed)
    for start, title, text in ROOMS:
        if path.startswith(start):
            return Shown(gettext(title), gettext(text), start, "", deed=False)
    return None
