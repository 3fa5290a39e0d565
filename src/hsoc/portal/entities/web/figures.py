"""The picture of a reputation over time. Belongs here: turning its figures into a chart, in words. Never: the figures."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hsoc.portal.charts import numbers
from hsoc.portal.charts.course import Layer, Step, stacked_columns
from hsoc.portal.charts.figure import Chart

SCALE = 1000  # a chart draws whole numbers; a reputation has three places


def course(days: tuple[tuple[str, float], ...]) -> Chart:
    """A column a day: the reputation by events at its end."""
    language = get_language() or "cs"

    def written(value: float) -> str:
        return numbers.decimal(value / SCALE, 2, language)

    shown = [numbers.day_short(numbers.day_of(day), language) for day, _rep in days]
    steps = tuple(Step(name, name) for name in shown)
    values = tuple(round(rep * SCALE) for _day, rep in days)
    highest = max(values, default=0)
    summary = _("Reputation by events over %(days)d days: today %(today)s, at most %(most)s.") % {
        "days": len(days), "today": written(values[-1] if values else 0), "most": written(highest),
    }  # fmt: skip
    layer = Layer(_("Reputation"), "c-not", values)
    title, corner = _("Reputation by day"), _("Day")
    return stacked_columns((layer,), steps, title=title, summary=summary, corner=corner, written=written, name="reputation")
