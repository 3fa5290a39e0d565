"""Icons as strokes on a 20 × 20 grid, drawn for this house. Belongs here: paths by duty. Never: colour, size, words."""

from __future__ import annotations

from typing import Final

ICONS: Final[dict[str, str]] = {
    "overview": '<circle cx="10" cy="10" r="7"/><circle cx="10" cy="10" r="2.5"/>',
    "day": '<path d="M3 16V9M7.7 16V4M12.3 16v-5M17 16V7"/>',
    "events": '<path d="M3 5.5h14M3 10h14M3 14.5h9"/>',
    "reports": '<path d="M3 4.5h14v11H3zM3 5l7 6 7-6"/>',
    "traffic": '<path d="M2.5 6c2.5-3 5-3 7.5 0s5 3 7.5 0M2.5 12.5c2.5-3 5-3 7.5 0s5 3 7.5 0"/>',
    "rules": '<path d="M3 5.5h9M3 10h6M3 14.5h9M14 8l3 3-3 3"/>',
    "force": '<path d="M10 2.5l6.5 2.5v5c0 4-2.8 6.4-6.5 7.5-3.7-1.1-6.5-3.5-6.5-7.5V5zM7 10l2.2 2.2L13 8"/>',
    "what-if": '<path d="M4 16V6.5M4 6.5L2 9M4 6.5L6 9M4 13c0-3 2-4 5-4h7M16 9l-2.5-2M16 9l-2.5 2"/>',
    "wishes": '<path d="M4 4.5h12v9H9l-4 3v-3H4z"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "approvals": '<path d="M4 10.5l4 4 8-9"/>',
    "members": '<path d="M4 17V5l6-2.5L16 5v12M2.5 17h15M10 6.5v5M7.5 9h5"/>',
    "groups": '<circle cx="7" cy="7" r="2.8"/><path d="M2 16.5c1-6 9-6 10 0M12.5 4.5a2.6 2.6 0 010 5M14 12.3c2.2.5 3.5 2 4 4.2"/>',
    "clients": '<path d="M7 2.5v4M13 2.5v4M4.5 6.5h11V9a5.5 5.5 0 01-11 0zM10 14.5v3"/>',
    "tokens": '<circle cx="6.5" cy="13.5" r="3.2"/><path d="M8.8 11.2L16.5 3.5M13 7l2.5 2.5"/>',
    "audit": '<path d="M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5.5M7.5 13.5h5.5"/>',
    "indicators": '<circle cx="10" cy="10" r="6.5"/><path d="M10 1.5v4M10 14.5v4M1.5 10h4M14.5 10h4"/>',
    "lists": '<path d="M4 2.5h12v15H4zM7 6.5h6M7 10h6M7 13.5h3.5"/>',
    "import": '<path d="M10 3v9M6 8.5l4 4 4-4M3.5 12v4.5h13V12"/>',
    "search": '<circle cx="8.7" cy="8.7" r="5.2"/><path d="M12.7 12.7l4.3 4.3"/>',
    "help": '<circle cx="10" cy="10" r="7.5"/><path d="M7.7 7.8a2.4 2.4 0 113.6 2.1c-.9.5-1.3 1-1.3 1.9M10 14.3v.1"/>',
    "bell": '<path d="M4.5 14.5V9a5.5 5.5 0 0111 0v5.5M3 14.5h14M8.3 17a1.9 1.9 0 003.4 0M10 3.5V2"/>',
    "star": '<path d="M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5L10 14.2l-4.5 2.4.9-5L2.8 8.1l5-.7z"/>',
    "starred": '<path d="M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5L10 14.2l-4.5 2.4.9-5L2.8 8.1l5-.7z" fill="currentColor"/>',
    "palette": '<path d="M3 4h14v12H3zM6 8l2 2-2 2M10 12.3h4"/>',
    "theme": '<circle cx="10" cy="10" r="7"/><path d="M10 3a7 7 0 000 14z" fill="currentColor"/>',
    "user": '<circle cx="10" cy="7" r="3.3"/><path d="M3.5 17c.7-3.5 3-5.3 6.5-5.3s5.8 1.8 6.5 5.3"/>',
    "attention": '<path d="M10 3L18 16.5H2zM10 8.3v4M10 14.3v.1"/>',
    "check": '<circle cx="10" cy="10" r="7.5"/><path d="M6.5 10.3l2.5 2.5 4.7-5.3"/>',
    "info": '<circle cx="10" cy="10" r="7.5"/><path d="M10 9.3v4.5M10 6.2v.1"/>',
    "cross": '<path d="M5 5l10 10M15 5L5 15"/>',
    "download": '<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13"/>',
    "filter": '<path d="M3 5h14M6 10h8M8.5 15h3"/>',
    "steps": '<path d="M3 16.5V13h4.5V9.5H12V6h5M3 16.5h14V6"/>',
    "joining": '<circle cx="8" cy="7" r="3"/><path d="M2.5 16.5c.6-3.2 2.5-4.8 5.5-4.8 1.6 0 2.9.5 3.8 1.4M15 10.5v6M12 13.5h6"/>',
    "pages": '<circle cx="10" cy="10" r="7.2"/><path d="M2.8 10h14.4M10 2.8c2 2 3 4.4 3 7.2s-1 5.2-3 7.2c-2-2-3-4.4-3-7.2s1-5.2 3-7.2z"/>',
    "memorandum": '<path d="M5 2.5h10v15H5zM8 6h4M8 9h4M7.5 14c1-2 2-2 2.5-.5s1.5.5 2.5-1"/>',
    "columns": '<path d="M3 4h14v12H3zM8 4v12M12.5 4v12"/>',
}


def icon(name: str) -> str:
    """The SVG of an icon, decoration only: its words stand beside it. Raises KeyError for a name that does not exist."""
    return f'<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'


LOGO: Final = (
    '<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><rect class="logo-ground" width="20" height="20" rx="6"/>'
    '<path class="logo-cross" d="M4 8.8h12v2.4H4zM8.8 4h2.4v12H8.8z"/></svg>'
)

# severity by shape, not by colour alone: 5 octagon, 4 triangle, 3 square, 2 circle, 1 ring
SEVERITY: Final[dict[int, str]] = {
    5: '<path d="M3.3 0h5.4L12 3.3v5.4L8.7 12H3.3L0 8.7V3.3z"/>',
    4: '<path d="M6 .5L12 11.5H0z"/>',
    3: '<rect x="1" y="1" width="10" height="10" rx="1.5"/>',
    2: '<circle cx="6" cy="6" r="4.7"/>',
    1: '<path d="M6 1a5 5 0 100 10A5 5 0 006 1zm0 2a3 3 0 110 6 3 3 0 010-6z"/>',
}
FATE: Final[dict[str, str]] = {
    "preventive": '<path d="M1 1h10v5.5c0 2.5-2 4.3-5 5-3-.7-5-2.5-5-5z"/>',
    "reactive": '<rect x="1" y="1" width="10" height="10" rx="2"/>',
    "passed": '<path d="M1.5 6h8M6.5 2.5L10 6l-3.5 3.5"/>',
}


def shape(body: str) -> str:
    """A 12 × 12 shape that stands before its word."""
    return f'<svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">{body}</svg>'
