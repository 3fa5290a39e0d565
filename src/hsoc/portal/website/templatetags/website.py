"""Tags of the public web: living parts, menu, drawings. Belongs here: thin doors. Never: a query of its own."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from hsoc.portal.website.models import PICTURES, News
from hsoc.portal.website.queries import pages
from hsoc.portal.website.rules.headings import stepped
from hsoc.portal.website.web import live

register = template.Library()

NEWS_A_PAGE = 20
MOST_DESCRIPTION = 200  # characters that search engines show
LOCALES = {"cs": "cs_CZ", "en": "en_GB"}
DRAWINGS = frozenset(name for name, _label in PICTURES)


@register.simple_tag(takes_context=True)
def part(context: Context, name: str) -> SafeString | str:
    """A living part by its name; nothing where the name is unknown."""
    request: Any = context.get("request")
    language = get_language() or "cs"
    fill = live.PARTS.get(name)
    return render_to_string(f"website/live/{name}.html", fill(request, language), request=request) if fill else ""


@register.simple_tag
def menu() -> list[Any]:
    """The pages of the menu, in the order of the tree."""
    front = pages.front(get_language() or "cs")
    return list(front.get_children().live().in_menu()) if front else []


@register.simple_tag
def here(key: str) -> str:
    """Address of a page of the first content in the language spoken; the front page where it is gone."""
    language = get_language() or "cs"
    page = pages.by_key(language, key)
    return page.url if page and page.url else f"/{language}/"


@register.simple_tag
def twins(page: Any) -> list[Any]:
    """The same page in the other languages."""
    return pages.translations(page) if page else []


@register.simple_tag
def get_meta(page: Any) -> dict[str, Any]:
    """What machines read of a page: absolute addresses, its languages, a sentence."""
    language = get_language() or "cs"
    addresses = [
        (language, settings.URL + (page.url or "")),
        *((one.locale.language_code, settings.URL + (one.url or "")) for one in twins(page)),
    ]
    return {
        "address": addresses[0][1],
        "languages": addresses if len(addresses) > 1 else [],
        "description": (page.search_description or page.lead)[:MOST_DESCRIPTION],
        "kind": "article" if isinstance(page, News) else "website",
        "locale": LOCALES.get(language, language),
    }


@register.filter
def lies_under(path: str, start: str) -> bool:
    """Whether an address lies under another one."""
    return str(path).startswith(str(start))


@register.simple_tag
def above(page: Any) -> list[Any]:
    """The pages between the front page and this one."""
    return list(page.get_ancestors().filter(depth__gt=2))


@register.simple_tag
def drawing(name: str) -> SafeString | str:
    """One of our drawings."""
    return render_to_string(f"website/drawings/{name}.svg") if name in DRAWINGS else ""


@register.simple_tag
def newspaper(request: Any) -> Any:
    """A page of the news, the newest first; None where there are none."""
    sheets = Paginator(pages.news(get_language() or "cs"), NEWS_A_PAGE)
    return sheets.get_page(request.GET.get("page")) if sheets.count else None


@register.simple_block_tag
def headings(content: str) -> SafeString:
    """What stands below a page's title, its headings without a gap."""
    return mark_safe(stepped(content))  # noqa: S308 - only levels change in what the templates have already made safe
