"""Rows of the two lists of threats, and the choices of their filters, written at once. Belongs here: that HTML. Never: queries.

A template looks each word and name up again for each cell of fifty rows, which took half of the page's time. names: number →
organisation. All that is not a constant of this house passes `escape`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hsoc.journal.event_groups import Group
from hsoc.journal.event_list import EventRow
from hsoc.portal.charts import numbers
from hsoc.portal.charts.templatetags.look import moment, tlp
from hsoc.portal.events.templatetags.events import fate, name_of, severity
from hsoc.portal.events.web import links, words
from hsoc.portal.events.web.grouped import Line

register = template.Library()


class _Said:
    """The words of one page in the reader's language; what comes again is written once."""

    def __init__(self, names: dict[int, str]) -> None:
        self.language = get_language() or "cs"
        self.severity, self.tlp, self.moment = cache(severity), cache(tlp), cache(moment)
        self.fate = cache(lambda code, dry: fate(code, dry=dry))
        self.member = cache(lambda number: escape(name_of(names, number)))
        self.named = cache(_named)
        self.another = f'<span class="soft">{escape(_("another member"))}</span>'

    def name(self, row: EventRow | Group) -> str:
        """What a row is called."""
        return self.named(row.detector, row.vector, row.category, row.port, row.proto)

    def house(self, row: EventRow | Group) -> str:
        """Whom it concerns, as far as that is told."""
        return f'<td class="wide">{self.member(row.member) if row.whole else self.another}</td>'

    def count(self, value: int) -> str:
        """A number with its thousands."""
        return numbers.whole(value, self.language)

    def labelled(self, label: str) -> str:
        """The name that a cell bears on a narrow screen."""
        return f' data-label="{escape(label)}"'


def _named(detector: str, vector: str, category: str, port: int, proto: int) -> str:
    return escape(words.event(detector, vector, category, port, proto))


@register.simple_tag
def event_rows(rows: Iterable[EventRow], shown: tuple[str, ...], names: dict[int, str], door: links.Door) -> SafeString:
    """The rows of the list, one by one, in the columns shown; a column that is not leaves an empty line."""
    said = _Said(names)
    from_source, to_target = door.by("source"), door.by("target")
    select, going_on = escape(_("Select")), f' <span class="live soft">{escape(_("going on"))}</span>'
    source, target, seen, told = map(said.labelled, (_("Source"), _("Target"), _("Last seen"), _("Told by")))

    def side(address: str, count: int, label: str, href: str, several: str, *, void: bool) -> str:
        link = f'<a class="mono" href="{escape(href)}">{escape(address)}</a>' if address else ""
        more = f" <small>{escape(several % {'shown': said.count(count)})}</small>" if count > 1 else ""
        return f'<td class="side{" void" if void else ""}"{label}>{link}{more}</td>'

    def number(name: str, label: str) -> tuple[str, str]:
        return name, f'<td class="num"{said.labelled(label)}>'

    counted = (
        number("detections", _("Detections")), number("sources", _("Sources")), number("targets", _("Targets")),
        number("packets", _("Packets")),
    )  # fmt: skip
    data = number("bytes", _("Data"))[1]

    def cells(row: EventRow, href: str) -> Iterable[str]:
        yield f"<td>{said.severity(row.severity)}</td>" if "severity" in shown else ""
        yield f"<td>{said.moment(row.detected)}</td>" if "detected" in shown else ""
        open_ = going_on if row.state == "open" else ""
        yield f'<td class="wide kind"><a href="{href}">{said.name(row)}</a>{open_}</td>' if "kind" in shown else ""
        yield side(
            row.source, row.sources, source, from_source(row.source), ngettext("%(shown)s source", "%(shown)s sources", row.sources),
            void=not row.source and row.sources < 2,
        ) if "source" in shown else ""  # fmt: skip
        yield side(
            row.target, row.targets, target, to_target(row.target), ngettext("%(shown)s target", "%(shown)s targets", row.targets),
            void=not row.target and row.targets < 2 and row.whole,
        ) if "target" in shown else ""  # fmt: skip
        yield said.house(row) if "member" in shown else ""
        yield f"<td>{said.fate(row.disposition, row.dry_run)}</td>" if "fate" in shown else ""
        yield f"<td>{said.tlp(row.tlp)}</td>" if "tlp" in shown else ""
        for name, cell in counted:
            yield f"{cell}{said.count(getattr(row, name))}</td>" if name in shown else ""
        yield f"{data}{escape(numbers.size(row.bytes, said.language))}</td>" if "bytes" in shown else ""
        yield f"<td{seen}>{said.moment(row.last)}</td>" if "last" in shown else ""
        yield f"<td{told}>{escape(row.client)}</td>" if "client" in shown else ""

    def written(row: EventRow) -> str:
        href = escape(links.event(row.id, row.day))
        pick = f'<input type="checkbox" name="pick" value="{escape(row.id)}" data-pick><span class="hidden">{select}</span>'
        inside = "\n".join((f'<td class="nophone"><label>{pick}</label></td>', *cells(row, href)))
        return f'<tr data-href="{href}">\n{inside}\n</tr>'

    return mark_safe("".join(map(written, rows)))  # noqa: S308 -- escaped cell by cell


@register.simple_tag
def line_rows(lines: Iterable[Line], names: dict[int, str]) -> SafeString:
    """The rows of the list by lines."""
    said = _Said(names)
    from_source = links.Door("").by("source")
    source, network, threats, became = map(said.labelled, (_("Source"), _("Target network"), _("Threats"), _("What became of them")))
    fates = tuple(escape(one) for one in (_("dropped preventively"), _("dropped by action"), _("not dropped")))

    def side(inside: str, label: str) -> str:
        return f'<td class="side{"" if inside else " void"}"{label}>{inside}</td>'

    def written(line: Line) -> str:
        row, href = line.group, escape(line.href)
        link = f'<a class="mono" href="{escape(from_source(row.source))}">{escape(row.source)}</a>' if row.source else ""
        ended = f" – {said.moment(row.last)}" if row.last != row.first else ""
        told = " · ".join(f"{said.count(count)} {name}" for count, name in zip(row.fates, fates, strict=True) if count)
        cells = (
            f"<td>{said.severity(row.severity)}</td>",
            f"<td>{said.moment(row.first)}{ended}</td>",
            f'<td class="wide kind"><a href="{href}">{said.name(row)}</a></td>',
            side(link, source),
            side(f'<span class="mono">{escape(row.network)}</span>' if row.network else "", network),
            said.house(row),
            f'<td class="num"{threats}>{said.count(row.events)}</td>',
            f"<td{became}>{told}</td>",
        )
        return f'<tr data-href="{href}">\n' + "\n".join(cells) + "\n</tr>"

    return mark_safe("".join(map(written, lines)))  # noqa: S308 -- escaped cell by cell


@register.simple_tag
def options(choices: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """The choices (value, name) of a list, of which one may be chosen."""
    mine = "" if chosen is None else str(chosen)
    pairs = ((str(value), name) for value, name in choices)
    written = (f'<option value="{escape(value)}"{" selected" if value == mine else ""}>{escape(name)}</option>' for value, name in pairs)
    return mark_safe("".join(written))  # noqa: S308 -- escaped choice by choice
