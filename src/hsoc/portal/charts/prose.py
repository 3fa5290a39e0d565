"""What people write, as HTML that can do no harm. Belongs here: Markdown → tokens → nh3. Never: raw HTML, images, styles, scripts.

Bare addresses are not made into links: people here write about addresses that must not be clicked. `<https://…>` and `[words](…)` are.
Headings begin two levels lower, under the page's own.
"""

from __future__ import annotations

from functools import lru_cache
from html import unescape
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST: Final = 100_000  # characters; what is longer is cut, with a mark that it was
DEEPEST: Final = 12  # levels of lists and quotes in each other; deeper ones stay text
KEPT: Final = 256  # texts whose HTML is remembered
HIGHEST: Final = 3  # level of the largest heading: a title and a card stand above it

TAGS: Final = frozenset({
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td",
})  # fmt: skip
SCHEMES: Final = frozenset({"https", "http", "mailto"})
_RULES: Final = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": DEEPEST, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable(["html_block", "html_inline", "image"])
)


@lru_cache(maxsize=KEPT)
def prose(text: str) -> str:
    """The HTML of a text, safe to be put into a page."""
    cut = text if len(text) <= MOST else text[:MOST] + " …"
    tokens = _RULES.parse(cut)
    _lowered(tokens)
    written = _RULES.renderer.render(tokens, _RULES.options, {})
    clean = nh3.clean(
        written, tags=set(TAGS), attributes={"a": {"href"}, "ol": {"start"}}, url_schemes=set(SCHEMES), link_rel="noopener nofollow"
    )
    return clean.strip()


def excerpt(text: str, most: int = 160) -> str:
    """The first words of a text without any marks, for lists and notices; plain text, to be escaped like any other."""
    bare = unescape(nh3.clean(prose(text[: most * 8]).replace("</", " </"), tags=set()))
    words = " ".join(bare.split())
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + "…"


def _lowered(tokens: list[Token]) -> None:
    """The largest heading of a text, whatever its writer began with, comes next below a card's; the others keep their distance from it."""
    heads = [one for one in tokens if one.type in {"heading_open", "heading_close"}]
    lower = HIGHEST - min((int(one.tag[1]) for one in heads), default=HIGHEST)
    for one in heads:
        one.tag = f"h{min(6, int(one.tag[1]) + lower)}"
