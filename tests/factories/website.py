"""The public web for tests: the two trees with their first content. Belongs here: makers. Never: an assertion."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.cache import cache

from hsoc.portal.website.actions.pages import settle_pages

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def settled() -> int:
    """Makes the pages; what Wagtail remembers of an earlier test's sites is forgotten."""
    cache.clear()
    return settle_pages(now=NOW, searchable=False)
