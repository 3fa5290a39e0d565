"""Giving and getting in sentences and as a picture. Belongs here: words. Never: a figure of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import get_language, npgettext
from django.utils.translation import gettext as _

from hsoc.journal.event_sharing import Rule
from hsoc.portal.charts import numbers
from hsoc.portal.charts.course import Layer, Step, stacked_columns
from hsoc.portal.charts.figure import Chart
from hsoc.portal.events.web.sharing_words import about
from hsoc.portal.feeds.queries.balance import Balance
from hsoc.portal.feeds.rules.balance import Came, Period, Sums
from hsoc.portal.feeds.rules.balance import course as by_day
from hsoc.portal.feeds.web.balance_links import Links
from hsoc.portal.indicators.forms import KIND_NAMES
from hsoc.portal.indicators.web.words import VERDICTS
from hsoc.records.indicator import Kind, Verdict


def kind(code: str) -> str:
    """Name of a kind of indicators."""
    return str(KIND_NAMES[Kind(code)])


def verdict(code: str) -> str:
    """What a sighting says."""
    return str(VERDICTS[Verdict(code)])


def held(state: str, place: int, rules: tuple[Rule, ...]) -> str:
    """Why others do not get it."""
    if state == "red":
        return _("labelled RED")
    if state == "profile":
        return _("your profile says that you share nothing")
    if 0 <= place < len(rules):
        return _("rule %(n)d: %(about)s") % {"n": place + 1, "about": about(rules[place])}
    return _("by a rule")


def when(period: Period, today: date) -> str:
    """The period as a sentence begins with it."""
    if period.last == today:
        return {
            1: _("Today"), 7: _("In the last 7 days"), 30: _("In the last 30 days"), 90: _("In the last 90 days"),
        }[period.days]  # fmt: skip
    language = get_language() or "cs"
    first, last = (numbers.day_short(one, language) for one in (period.first, period.last))
    return _("On %(day)s") % {"day": last} if period.days == 1 else _("From %(first)s to %(last)s") % {"first": first, "last": last}


def sentence(found: Balance, sums: Sums, got: Came, period: Period, *, today: datetime) -> str:
    """The whole page in two sentences."""
    shown: Callable[[int], str] = lambda value: numbers.whole(value, get_language() or "cs")  # noqa: E731
    gave = [npgettext("you gave", "%(n)s event", "%(n)s events", sums.given) % {"n": shown(sums.given)}] if sums.given else []
    if found.shared and (count := found.shared.indicators):
        gave.append(npgettext("you gave", "%(n)s indicator", "%(n)s indicators", count) % {"n": shown(count)})
    if found.shared and (count := found.shared.seen):
        gave.append(npgettext("you gave", "%(n)s sighting", "%(n)s sightings", count) % {"n": shown(count)})
    came = []
    if got.every:
        came.append(npgettext("you got", "%(n)s event about your network", "%(n)s events about your network", got.every) % {
            "n": shown(got.every)})  # fmt: skip
    if count := sum(number for _severity, number in found.reports):
        came.append(npgettext("you got", "%(n)s report", "%(n)s reports", count) % {"n": shown(count)})
    if count := found.advisories or 0:
        came.append(npgettext("you got", "%(n)s advisory", "%(n)s advisories", count) % {"n": shown(count)})
    if found.met and (count := found.met.notices):
        came.append(npgettext("you got", "%(n)s notice of a hunt", "%(n)s notices of hunts", count) % {"n": shown(count)})
    span = when(period, numbers.local(round(today.timestamp() * 1000)).date())
    given = _("%(when)s you gave the others %(what)s.") if gave else _("%(when)s you gave the others nothing.")
    back = _("You got back %(what)s.") if came else _("You got back nothing.")
    return " ".join((given % {"when": span, "what": _listed(gave)}, back % {"what": _listed(came)}))


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def course(found: Balance, period: Period, links: Links) -> Chart | None:
    """A column a day: what was given, what still waits, what is held back. None without any."""
    values = by_day(found.lines or (), period.drawn, organisation=found.organisation)
    language = get_language() or "cs"
    written: Callable[[float], str] = lambda value: numbers.whole(value, language)  # noqa: E731
    if not any(any(values[name]) for name in ("given", "waiting", "held")):
        return None
    names = [numbers.day_short(numbers.day_of(day), language) for day in period.drawn]
    steps = tuple(Step(name, name, links.day(day)) for name, day in zip(names, period.drawn, strict=True))
    layers = (
        Layer(_("passed on"), "c-rea", values["given"]),
        Layer(_("still waits"), "h4", values["waiting"]),
        Layer(_("held back"), "c-prev", values["held"]),
    )
    most = max(range(len(steps)), key=lambda at: values["given"][at])
    summary = _("Given over %(days)d days: %(all)s events, the most on %(day)s.") % {
        "days": len(steps), "all": written(sum(values["given"])), "day": names[most],
    }  # fmt: skip
    return stacked_columns(layers, steps, title=_("Events by day"), summary=summary, corner=_("Day"), written=written, name="given-course")


def came_by_day(found: Balance, period: Period) -> tuple[int, ...]:
    """Events of others about the organisation, for the small line beside their number."""
    return by_day(found.lines or (), period.drawn, organisation=found.organisation)["came"]
