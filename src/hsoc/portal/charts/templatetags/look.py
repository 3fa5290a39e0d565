"""Tags and filters of the house: numbers, times, icons, charts, the rail. Belongs here: thin doors to charts. Never: queries.

Load with `{% load look %}`. Every filter speaks the active language.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from hsoc.portal.charts import icons, numbers, small
from hsoc.portal.charts import prose as writing
from hsoc.portal.charts.figure import Chart
from hsoc.portal.charts.need import Need

register = template.Library()

THEMES = ("light", "dark")
THEME_COOKIE = "hsoc_theme"
RAIL_COOKIE = "hsoc_rail"  # names of the open groups, joined by dots
RAIL_OPEN = ("network", "community")  # until the reader folds or opens one: what most come for
ROOTS = frozenset({"portal", "wagtailadmin_home"})  # addresses under which other entries of the rail lie


def _language() -> str:
    return get_language() or "cs"


@register.filter
def number(value: float | None) -> str:
    """81 964; a dash for nothing known."""
    return "–" if value is None else numbers.whole(value, _language())


@register.filter
def decimal(value: float | None, places: int = 1) -> str:
    """As in 3,1."""
    return "–" if value is None else numbers.decimal(value, places, _language())


@register.filter
def share(value: float | None, places: int = 1) -> str:
    """95,2 % of a share 0 … 1."""
    return "–" if value is None else numbers.percent(value, places, _language())


@register.filter
def size(value: float | None) -> str:
    """As in 1,9 GB."""
    return "–" if value is None else numbers.size(value, _language())


@register.filter
def day_long(value: str) -> str:
    """As in sobota 21. listopadu 2026, of YYYY-MM-DD."""
    return numbers.day_long(numbers.day_of(value), _language())


@register.filter
def day_short(value: str) -> str:
    """As in so 21. 11., of YYYY-MM-DD."""
    return numbers.day_short(numbers.day_of(value), _language())


@register.filter
def dated(value: date | datetime | None, form: str = "") -> str:
    """As in 21. 11. 2026, of a day or an instant; with "bare" without the year. Nothing for None."""
    if not value:
        return ""
    day = value.astimezone(numbers.PRAGUE).date() if isinstance(value, datetime) else value
    return (numbers.day_bare if form == "bare" else numbers.day_full)(day, _language())


@register.filter
def clock(milliseconds: int | None) -> SafeString | str:
    """14:31 with the exact instant on hover."""
    return "–" if not milliseconds else _time(milliseconds, numbers.clock(milliseconds))


@register.filter
def moment(milliseconds: int | None) -> SafeString | str:
    """As in so 21. 11. 14:31, of another year 21. 11. 2025 14:31, with the exact instant on hover."""
    if not milliseconds:
        return "–"
    then = numbers.local(milliseconds)
    day = (numbers.day_short if then.year == _this_year() else numbers.day_full)(then, _language())
    return _time(milliseconds, f"{day} {numbers.clock(milliseconds)}")


@register.filter
def exact(milliseconds: int | None) -> str:
    """As in so 21. 11. 2026 14:31:07 CET."""
    return numbers.moment(milliseconds, _language()) if milliseconds else "–"


@register.filter
def duration(milliseconds: float | None) -> str:
    """3 h 20 min, of ms."""
    return "–" if milliseconds is None else numbers.span(milliseconds / 1000, _language())


@register.filter
def ago(milliseconds: int | None, now: int) -> SafeString | str:
    """38 minutes ago, against `now` in ms, with the exact instant on hover."""
    return _time(milliseconds, relative(max(0, now - milliseconds) / 1000)) if milliseconds else "–"


def relative(seconds: float) -> str:
    """How long ago, in words."""
    if seconds < 60:
        return gettext("just now")
    minutes, hours, days = round(seconds / 60), round(seconds / 3600), round(seconds / 86_400)
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if hours < 36:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


@register.filter
def instant(value: datetime | None) -> SafeString | str:
    """A datetime as so 21. 11. 14:31 with the exact instant on hover (for records of the relational database)."""
    return moment(round(value.timestamp() * 1000)) if value else "–"


def _this_year() -> int:
    return datetime.now(numbers.PRAGUE).year  # noqa: TID251 -- the year that the reader need not be told


def _time(milliseconds: int, text: str) -> SafeString:
    """A list has hundreds of them: format_html() takes as long as all the rest of one."""
    stamp = numbers.local(milliseconds).isoformat(timespec="seconds")
    title = numbers.moment(milliseconds, _language())
    return mark_safe(f'<time datetime="{stamp}" title="{title}">{conditional_escape(text)}</time>')  # noqa: S308 -- figures and own words


@register.filter
def prose(text: str | None) -> SafeString:
    """What a person wrote in Markdown, as safe HTML; put it into <div class="prose">."""
    return mark_safe(writing.prose(text or ""))  # noqa: S308 -- cleaned by nh3


@register.filter
def excerpt(text: str | None, most: int = 160) -> str:
    """The first words of such a text, without marks."""
    return writing.excerpt(text or "", most)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon by its duty."""
    return mark_safe(icons.icon(name))  # noqa: S308 -- a constant of charts.icons


@register.simple_tag
def logo() -> SafeString:
    """The mark of the house."""
    return mark_safe(icons.LOGO)  # noqa: S308 -- a constant


@register.simple_tag
def picture(chart: Chart) -> SafeString:
    """A chart's SVG; every text in it was escaped by charts.figure."""
    return mark_safe(chart.svg)  # noqa: S308 -- written by charts.figure, which escapes


@register.simple_tag
def spark(values: tuple[float, ...]) -> SafeString:
    """A sparkline beside its number."""
    return mark_safe(small.sparkline(values))  # noqa: S308 -- numbers only


@register.simple_tag
def bar(value: float, most: float, colour: str = "c-rea") -> SafeString:
    """A bar beside its number."""
    return mark_safe(small.bar(value, most, colour=colour))  # noqa: S308 -- numbers and a class of ours


@register.simple_tag
def press(need: Need) -> SafeString:
    """How much something presses: its word, with shape and colour."""
    drawn = mark_safe(icons.shape(icons.SEVERITY[need.level]))  # noqa: S308 -- a constant of charts.icons
    return format_html('<span class="sev sev-{}">{}{}</span>', int(need.level), drawn, need.label)


@register.simple_tag
def key(colour: str) -> SafeString:
    """The square of a legend."""
    return mark_safe(small.key(colour))  # noqa: S308 -- a class of ours


@register.simple_tag
def tlp(label: str) -> SafeString:
    """The stamp, in FIRST's colours on black."""
    colour = str(label).removeprefix("TLP:").partition("+")[0].lower()
    return format_html('<span class="tlp tlp-{}">{}</span>', colour, label)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString | str:
    """data-theme for <html> where the reader chose one; the cookie is a choice of looks, nothing else."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return format_html(' data-theme="{}"', chosen) if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def rail_item(context: Context, route: str, name: str, text: str, count: int = 0) -> SafeString | str:
    """One line of the rail; nothing where the route does not exist."""
    try:
        href = reverse(route)
    except NoReverseMatch:
        return ""
    request = context.get("request")
    here = request is not None and (request.path == href or (route not in ROOTS and request.path.startswith(href)))
    current = mark_safe(' aria-current="page"') if here else ""
    badge = format_html('<span class="count">{}</span>', count) if count else ""
    drawn = mark_safe(icons.icon(name))  # noqa: S308 -- a constant of charts.icons
    return format_html('<li><a href="{}"{}>{}{}{}</a></li>', href, current, drawn, text, badge)


@register.simple_block_tag(takes_context=True)
def rail_group(context: Context, content: str, name: str, title: str) -> SafeString | str:
    """A titled group of the rail that folds; open where the reader is, and where the reader left it open. Nothing without an entry."""
    if "<li>" not in content:
        return ""
    request = context.get("request")
    left = request.COOKIES.get(RAIL_COOKIE) if request else None
    wanted = RAIL_OPEN if left is None else left.split(".")
    kept = mark_safe(" data-kept") if name in wanted else ""
    shown = mark_safe(" open") if kept or "aria-current" in content else ""
    return format_html(
        '<details data-group="{}"{}{}><summary class="rail-title">{}</summary><ul>{}</ul></details>',
        name,
        kept,
        shown,
        title,
        mark_safe(content),  # noqa: S308 -- what rail_item made, escaped there
    )


@register.simple_tag(takes_context=True)
def address_with(context: Context, **changes: Any) -> str:
    """The current query string with `changes`; a value of None or '' takes the parameter out."""
    query = context["request"].GET.copy()
    for key_, value in changes.items():
        if value in (None, ""):
            query.pop(key_, None)
        else:
            query[key_] = str(value)
    text = query.urlencode()
    return f"?{text}" if text else "?"
