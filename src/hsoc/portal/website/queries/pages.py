"""Pages of the public web as everybody may read them. Never: a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Locale, Page

from hsoc.portal.members.queries import once
from hsoc.portal.website.models import Article, Front, News, NewsList, Training, TrainingList
from hsoc.portal.website.rules.words import words

KINDS = (Front, Article, NewsList, News, TrainingList, Training)
MOST_FOUND = 30  # pages of one answer of the search
MOST_LISTED = 5_000  # pages of one site map


def front(language: str) -> Front | None:
    """The live front page of a language."""
    page: Front | None = once(f"website.front {language}", lambda: Front.objects.live().filter(locale__language_code=language).first())
    return page


def pages(language: str, keys: tuple[str, ...]) -> dict[str, Page]:
    """The live pages of the first content by key, in one language, wherever they stand now."""
    found: dict[str, Page] = {}
    for kind in KINDS:
        for page in kind.objects.live().filter(locale__language_code=language, key__in=keys):
            found[page.key] = page
    return found


def by_key(language: str, key: str) -> Page | None:
    """One of them, without what is written on it: links ask for several on a page, so all are read once a request."""
    pages_: dict[str, Page] = once(f"website.by_key {language}", lambda: _keyed(language))
    return pages_.get(key)


def _keyed(language: str) -> dict[str, Page]:
    rows = (kind.objects.live().filter(locale__language_code=language).exclude(key="").defer_streamfields() for kind in KINDS)
    return {page.key: page for some in rows for page in some}


def news(language: str) -> QuerySet[News]:
    """Live news, the newest first."""
    found: QuerySet[News] = News.objects.live().filter(locale__language_code=language).order_by("-day", "-pk")
    return found


def trainings(language: str, *, after: datetime, most: int = 50) -> list[Training]:
    """Live trainings that have not ended, the next one first."""
    return list(Training.objects.live().filter(locale__language_code=language, ends__gt=after).order_by("begins", "pk")[:most])


def found(language: str, asked: str) -> list[Any]:
    """Live pages that hold all the words, those with a word in the title first. The words: see `rules.words`."""
    wanted = words(asked)
    if not wanted:
        return []
    holds = Q()
    for word in wanted:
        holds &= Q(sought__contains=word)
    hits: list[Any] = []
    for kind in KINDS:
        hits += kind.objects.live().filter(holds, locale__language_code=language)[:MOST_FOUND]
    return sorted(hits, key=lambda page: (not any(word in page.sought[: len(page.title) * 2] for word in wanted), page.title))[:MOST_FOUND]


def every() -> QuerySet[Page]:
    """All live pages, for the site map."""
    pages_: QuerySet[Page] = Page.objects.live().public().filter(depth__gt=1).select_related("locale").order_by("path")
    return pages_[:MOST_LISTED]


def translations(page: Page) -> list[Page]:
    """The live pages of the same content in other languages."""
    return list(page.get_translations().live().select_related("locale"))


def locale(language: str) -> Locale:
    """The row of a language; raises Locale.DoesNotExist before the set-up."""
    return Locale.objects.get(language_code=language)
