"""The fourteen regions as tiles, west to east and north to south as on a map: a picture made here, of no foreign map. Never: a query.

Each tile says the region and how many organisations are in it, is darker the more there are, and leads to their list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hsoc.portal.members.rules.vocabulary import TILES

WIDTH, HEIGHT, GAP = 118, 62, 6  # of a tile, in units of the picture
SHADES = 5  # of the house's scale h1 … h5
DEEP = 5  # from this shade on, words are light: on h4 only dark ones reach 4.5 : 1
LETTERS = 15  # of a name that fit on a tile


def _shade(total: int, most: int) -> int:
    return 0 if not total else 1 + (total * (SHADES - 1)) // most if most > 1 else 1


def picture(
    figures: Mapping[str, Mapping[str, int]], *, names: Mapping[str, str], link: Callable[[str], str], chosen: str, said: str
) -> SafeString:
    """figures: region → total and connected; names: region → short name; link: address of a region's list; said: what is counted."""
    most = max((one["total"] for code, one in figures.items() if code), default=1) or 1
    tiles = []
    for region, (column, row) in TILES.items():
        x, y, total = column * (WIDTH + GAP), row * (HEIGHT + GAP), figures[region]["total"]
        shade, told = _shade(total, most), f"{names[region]}: {total} {said}"
        deep = " on-deep" if shade >= DEEP else ""
        name = names[region][:LETTERS]
        frame = ' class="now" stroke-width="2"' if chosen == region else ""
        tiles.append(
            f'<a href="{escape(link(region))}"><g{frame}><title>{escape(told)}</title>'
            f'<rect class="h{shade}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
            f'<text class="lab{deep}" x="{x + 10}" y="{y + 24}">{escape(name)}</text>'
            f'<text class="val{deep}" x="{x + 10}" y="{y + 47}">{total}</text></g></a>'
        )
    wide, high = 6 * (WIDTH + GAP) - GAP, 3 * (HEIGHT + GAP) - GAP
    svg = f'<svg class="chart" viewBox="0 0 {wide} {high}" role="group" aria-label="{escape(said)}">{"".join(tiles)}</svg>'
    return mark_safe(svg)  # noqa: S308  (every word in it is escaped above)
