"""What holds for every public page, in both languages: small, nothing from elsewhere, landmarks, one heading, named fields."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.contracts.test_look import SHEET, Page
from tests.factories import website

from hsoc.portal.website.actions.plan import settle_plan
from hsoc.portal.website.queries import pages

MOST_BYTES = 150_000  # transferred on the home page with an empty cache: HTML, style, script, pictures, fonts
PUBLIC = finders.find("website/website.css")


class Parts(HTMLParser):
    """What a page loads, which landmarks it has, which pictures are without words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.marks: list[str] = []
        self.unnamed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "img", "iframe", "source", "video", "audio", "embed", "object"} and given.get("src"):
            self.loaded.append(given["src"] or "")
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload", "manifest"}:
            self.loaded.append(given["href"] or "")
        if tag in {"header", "main", "footer", "nav"}:
            self.marks.append(tag)
        if tag == "img" and not given.get("alt"):
            self.unnamed.append(tag)
        if tag == "svg" and given.get("aria-hidden") != "true" and not given.get("aria-label"):
            self.unnamed.append(tag)
        if tag == "nav" and not given.get("aria-label"):
            self.unnamed.append(tag)


def squeezed(content: bytes) -> int:
    """Bytes on the wire, as whitenoise and any proxy send them."""
    return len(brotli.compress(content, quality=5))


@pytest.mark.django_db
def test_every_public_page_keeps_the_rules(visitor: Client, settings, tmp_path):
    settings.JOURNAL = tmp_path / "journal"
    website.settled()
    settle_plan(now=website.NOW)
    for page in pages.every():
        answer = visitor.get(page.url)
        text = answer.content.decode()
        seen, parts = Page(text), Parts(text)
        assert answer.status_code == 200, page.url
        assert (seen.lang, seen.heads, seen.main, seen.inline) == (page.locale.language_code, 1, 1, []), page.url
        assert [one for one in parts.loaded if not one.startswith("/static/")] == [], page.url
        assert {"header", "nav", "main", "footer"} <= set(parts.marks), page.url
        assert (parts.unnamed, sorted(seen.ids)) == ([], sorted(set(seen.ids))), page.url
        assert [one for one in seen.fields if one.get("id") not in seen.labels and not one.get("aria-label")] == [], page.url
        assert "'unsafe" not in answer.headers["Content-Security-Policy"], page.url
        assert re.findall(r"page:[a-z]+\"", text) == [], page.url
        assert 'property="og:title"' in text, page.url
        assert text.count("hreflang=") >= 3, page.url


@pytest.mark.django_db
def test_the_home_page_is_small(visitor: Client, settings, tmp_path):
    settings.JOURNAL = tmp_path / "journal"
    website.settled()
    settle_plan(now=website.NOW)
    for path in ("/cs/", "/en/"):
        answer = visitor.get(path)
        bytes_ = squeezed(answer.content)
        for address in Parts(answer.content.decode()).loaded:
            found = finders.find(address.removeprefix("/static/"))
            assert found, address
            with open(found, "rb") as file:  # noqa: PTH123 - the finder says str
                bytes_ += squeezed(file.read())
        assert 5_000 < bytes_ <= MOST_BYTES, path


def test_the_public_style_has_no_colour_of_its_own():
    """So the contrasts that test_look.py reckons for the colours of hsoc.css hold here, too."""
    with open(PUBLIC, encoding="utf-8") as file:  # noqa: PTH123 - the finder says str
        sheet = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|url\(", sheet) == []
    assert set(re.findall(r"var\(--([a-z0-9-]+)", sheet)) <= set(re.findall(r"--([a-z0-9-]+):", SHEET))
