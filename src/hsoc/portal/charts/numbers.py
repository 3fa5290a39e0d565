"""Numbers, sizes and times as people read them, Czech or English. Belongs here: formatting, pure. Never: a clock, a template, a query.

Signs: a thin non-breaking space (U+202F) groups Czech thousands, a comma the English ones; U+2212 is the minus.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

THIN: Final = "\u202f"
NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
PRAGUE: Final = ZoneInfo("Europe/Prague")

_WEEKDAYS: Final = {
    "cs": ("po", "út", "st", "čt", "pá", "so", "ne"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_WEEKDAYS_LONG: Final = {
    "cs": ("pondělí", "úterý", "středa", "čtvrtek", "pátek", "sobota", "neděle"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
# Czech months stand in the genitive after the day
_MONTHS: Final = {
    "cs": ("ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
# (powers of 1000, name): sizes are decimal, as lines and routers count
_SIZES: Final = ((4, "TB"), (3, "GB"), (2, "MB"), (1, "kB"))
_AGES: Final = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def _czech(language: str) -> bool:
    return not language.startswith("en")


def whole(value: float, language: str = "cs") -> str:
    """A count with grouped thousands: 81 964."""
    text = f"{abs(round(value)):,}".replace(",", THIN if _czech(language) else ",")
    return f"{MINUS}{text}" if round(value) < 0 else text


def decimal(value: float, places: int = 1, language: str = "cs") -> str:
    """A number with `places` decimals and the language's mark: 3,1."""
    text = f"{abs(value):,.{places}f}"
    if _czech(language):
        text = text.replace(",", THIN).replace(".", ",")
    return f"{MINUS}{text}" if round(value, places) < 0 else text


def percent(share: float, places: int = 1, language: str = "cs") -> str:
    """A share 0 … 1 as per cent. Czech sets a space before the sign, English does not."""
    return decimal(share * 100, places, language) + (f"{NBSP}%" if _czech(language) else "%")


def delta(now: float, before: float, language: str = "cs") -> str:
    """Relative change with its sign; an empty text where there is nothing to compare with."""
    if not before:
        return ""
    change = now / before - 1
    text = percent(abs(change), 1, language)
    if abs(change) < 0.0005:
        return f"±{percent(0, 0, language)}"
    return f"{'+' if change > 0 else MINUS}{text}"


def short(value: float, language: str = "cs") -> str:
    """A count for narrow places: 7 410 or 1,99 mil. (1.99 M)."""
    if abs(value) < 1_000_000:
        return whole(value, language)
    if abs(value) < 1_000_000_000:
        return decimal(value / 1e6, 2, language) + (f"{NBSP}mil." if _czech(language) else f"{NBSP}M")
    return decimal(value / 1e9, 2, language) + (f"{NBSP}mld." if _czech(language) else f"{NBSP}bn")


def size(octets: float, language: str = "cs") -> str:
    """Bytes with a decimal unit: 1,9 GB."""
    for power, name in _SIZES:
        if abs(octets) >= 1000**power:
            return decimal(octets / 1000**power, 1, language) + NBSP + name
    return whole(octets, language) + NBSP + "B"


def span(seconds: float, language: str = "cs") -> str:
    """A duration in its two largest units: 3 h 20 min. Short units read the same in both languages."""
    rest = round(abs(seconds))
    parts = []
    for unit, name in _AGES:
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{whole(count, language)}{NBSP}{name}")
        elif parts:
            break
    return NBSP.join(parts[:2]) or f"0{NBSP}s"


def local(milliseconds: int) -> datetime:
    """The Prague time of an instant in ms since 1970 UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, PRAGUE)


def clock(milliseconds: int, *, seconds: bool = False) -> str:
    """Time of day: 14:31, or 14:31:07."""
    return local(milliseconds).strftime("%H:%M:%S" if seconds else "%H:%M")


def day_short(day: date, language: str = "cs") -> str:
    """As in so 21. 11. · Sat 21 Nov."""
    if _czech(language):
        return f"{_WEEKDAYS['cs'][day.weekday()]}{NBSP}{day.day}.{NBSP}{day.month}."
    return f"{_WEEKDAYS['en'][day.weekday()]}{NBSP}{day.day}{NBSP}{_MONTHS['en'][day.month - 1][:3]}"


def day_long(day: date, language: str = "cs") -> str:
    """As in sobota 21. listopadu 2026 · Saturday 21 November 2026."""
    if _czech(language):
        return f"{_WEEKDAYS_LONG['cs'][day.weekday()]} {day.day}.{NBSP}{_MONTHS['cs'][day.month - 1]} {day.year}"
    return f"{_WEEKDAYS_LONG['en'][day.weekday()]} {day.day}{NBSP}{_MONTHS['en'][day.month - 1]} {day.year}"


def day_full(day: date, language: str = "cs") -> str:
    """As in 21. 11. 2026 · 21 Nov 2026: for columns and deadlines, where the weekday says nothing."""
    if _czech(language):
        return f"{day.day}.{NBSP}{day.month}.{NBSP}{day.year}"
    return f"{day.day}{NBSP}{_MONTHS['en'][day.month - 1][:3]}{NBSP}{day.year}"


def day_bare(day: date, language: str = "cs") -> str:
    """As in 21. 11. · 21 Nov, where the year stands beside."""
    return f"{day.day}.{NBSP}{day.month}." if _czech(language) else f"{day.day}{NBSP}{_MONTHS['en'][day.month - 1][:3]}"


def moment(milliseconds: int, language: str = "cs") -> str:
    """Day and time to the second, with the zone, for hovers and evidence."""
    when = local(milliseconds)
    return f"{day_short(when, language)} {when.year} {when.hour:02}:{when.minute:02}:{when.second:02} {when.tzname()}"


def day_of(text: str) -> date:
    """A date from YYYY-MM-DD. Raises ValueError on anything else."""
    return date.fromisoformat(text)


def neighbour(day: str, days: int) -> str:
    """The date so many days away, as YYYY-MM-DD."""
    return (day_of(day) + timedelta(days=days)).isoformat()
