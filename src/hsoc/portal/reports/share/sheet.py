"""A report as sentences and lines of text, for the page, the mail and the link alike. Belongs here: wording. Never: HTML, what is hidden.

What may be read without a login is cut out before (rules.content.open_copy).
"""

from __future__ import annotations

from typing import Final

import msgspec
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hsoc.portal.charts import numbers
from hsoc.portal.events.web import words as events
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.rules.content import Content
from hsoc.portal.reports.rules.items import Item
from hsoc.portal.reports.rules.reckon import MOST_SHOWN, Arithmetic, Part
from hsoc.portal.reports.share import words
from hsoc.records.taxonomy import Disposition
from hsoc.records.tlp import TLP

LABEL: Final = TLP.AMBER_STRICT  # a report is of one organisation and for it


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a part. own '' = several or unnamed; facts: (name, text), in order."""

    own: str
    when: str
    events: str
    events_raw: int
    fate: str
    facts: tuple[tuple[str, str], ...]
    sealed: bool = False


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One class with its advice and at most MOST_SHOWN lines; rest: a sentence on what is not shown."""

    name: str
    code: str
    advice: str
    lines: tuple[Line, ...]
    rest: str = ""


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """One term of the arithmetic."""

    name: str
    value: int
    why: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A whole report in the active language."""

    label: str
    title: str
    severity: str
    severity_number: int
    organisation: str
    tlp: str
    lead: str
    window: str
    fresh: tuple[Section, ...]
    recurring: tuple[Section, ...]
    total: Sum
    sums: tuple[Sum, ...]
    released: str = ""
    sealed: str = ""
    own: str = ""
    shadow: bool = False

    @property
    def subject(self) -> str:
        """Of the mail: the label first, so that answers keep it."""
        return f"[{self.label}] {self.tlp} {self.severity} – {self.title}"


def _language() -> str:
    return get_language() or "cs"


def _n(value: float) -> str:
    return numbers.whole(value, _language())


def moment(milliseconds: int) -> str:
    """As in so 21. 11. 14:31."""
    return f"{numbers.day_short(numbers.local(milliseconds).date(), _language())} {numbers.clock(milliseconds)}"


def span(first: int, last: int) -> str:
    """From when to when, the day only once."""
    if numbers.local(first).date() == numbers.local(last).date():
        end = numbers.clock(last)
        return moment(first) if numbers.clock(first) == end else f"{moment(first)} – {end}"
    return f"{moment(first)} – {moment(last)}"


def sheet(report: Report, content: Content) -> Sheet:
    """The report in the active language."""
    sums = content.arithmetic
    fresh = tuple(_section(part) for part in content.parts if not part.recurring)
    recurring = tuple(_section(part) for part in content.parts if part.recurring)
    told = ngettext("%(n)s event is told here.", "%(n)s events are told here.", sums.told) % {"n": _n(sums.told)}
    return Sheet(
        label=report.label, title=words.title(report.kind), severity=events.severity(report.severity), severity_number=report.severity,
        organisation=report.organisation.name, tlp=LABEL.value, lead=told, window=span(content.after, content.upto),
        fresh=fresh, recurring=recurring,
        total=Sum(name=_("in all"), value=sums.all, why=_("events of this severity that concern you")),
        sums=tuple(_terms(sums)), released=_released(sums.released), sealed=_sealed(content.sealed_events), own=content.own,
        shadow=report.shadow,
    )  # fmt: skip


def _terms(sums: Arithmetic) -> list[Sum]:
    return [
        Sum(name=_("told for the first time"), value=sums.reported, why=_("in this report")),
        Sum(name=_("recurring"), value=sums.relapsed, why=_("told before, held back for a while, and still going on")),
        Sum(name=_("held back"), value=sums.held, why=_("the same address and kind was told a short while ago")),
        Sum(name=_("filtered"), value=sums.filtered, why=_("by exceptions that you have set")),
        Sum(name=_("not believed"), value=sums.cut, why=_("only detectors that are often wrong have seen it")),
        Sum(name=_("news of known ones"), value=sums.again, why=_("an earlier report told of the same attack")),
    ]


def _released(count: int) -> str:
    if not count:
        return ""
    text = ngettext("%(n)s of them had been held back by earlier reports.", "%(n)s of them had been held back by earlier reports.", count)
    return text % {"n": _n(count)}


def _sealed(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "%(n)s more event may be read only after logging in to the portal.",
        "%(n)s more events may be read only after logging in to the portal.",
        count,
    )
    return text % {"n": _n(count)}


def _section(part: Part) -> Section:
    shown, hidden = part.items[:MOST_SHOWN], part.items[MOST_SHOWN:]
    count = len(hidden) + part.more_items
    rest = ""
    if count:
        missing = part.more_events + sum(one.events for one in hidden)
        text = ngettext("and %(n)s more address with %(events)s events", "and %(n)s more addresses with %(events)s events", count)
        rest = text % {"n": _n(count), "events": _n(missing)}
    return Section(
        name=words.class_name(part.name), code=part.name, advice=words.advice(part.name), lines=tuple(map(_line, shown)), rest=rest
    )


def _line(one: Item) -> Line:
    count = ngettext("%(n)s event", "%(n)s events", one.events) % {"n": _n(one.events)}
    return Line(
        own=one.own, when=span(one.first, one.last), events=count, events_raw=one.events, fate=_fate(one), facts=tuple(_facts(one)),
        sealed=one.sealed,
    )  # fmt: skip


def _facts(one: Item) -> list[tuple[str, str]]:
    found = []
    if one.services:
        found.append(
            (_("Services"), ", ".join(_service(name) for name in sorted(one.services, key=lambda name: (-one.services[name], name))))
        )
    if one.others or one.other_count:
        more = one.other_count - len(one.others)
        names = ", ".join(one.others)
        if more > 0 or one.more_others:
            text = ngettext("%(n)s in all", "%(n)s in all", max(one.other_count, 1)) % {"n": _n(one.other_count)}
            names = f"{names} … ({text})" if names else text
        found.append((_("Other side"), names))
    if one.detectors:
        told = (f"{events.detector(name)} ({_n(count)}×)" for name, count in sorted(one.detectors.items(), key=lambda pair: -pair[1]))
        found.append((_("Seen by"), ", ".join(told)))
    if one.packets:
        found.append((_("Traffic"), _traffic(one)))
    if one.before:
        text = ngettext("%(n)s event since it was last told", "%(n)s events since it was last told", one.before)
        found.append((_("Held back"), text % {"n": _n(one.before)}))
    return found


def _traffic(one: Item) -> str:
    all_of_it = _("%(packets)s packets, %(size)s") % {"packets": _n(one.packets), "size": numbers.size(one.bytes, _language())}
    if one.unsaid == one.events or not one.dropped:
        return all_of_it
    return all_of_it + ", " + _("%(packets)s packets of it dropped") % {"packets": _n(min(one.dropped, one.packets))}


def _service(name: str) -> str:
    port, _slash, _proto = name.partition("/")
    known = events.SERVICES.get(int(port)) if port.isdecimal() else None
    return f"{name} {known}" if known else name


def _fate(one: Item) -> str:
    """What became of most of it."""
    if not one.fates:
        return Disposition.PASSED.value
    return max(sorted(one.fates), key=lambda name: one.fates[name])
