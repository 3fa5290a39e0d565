"""How a report on a sender's events is told: the same words on its page, at REST and on the command line. Never: counting (rules)."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hsoc.portal.charts.numbers import decimal
from hsoc.portal.events.rules.quality import FULL, Report

# code of a fault: (what it is, what to do)
WORDS: Final = {
    "no_subject": (
        _("Neither source nor target is named"),
        _("Fill in Source or Target with an address, a name or a URL; without them nobody can act."),
    ),
    "no_zone": (_("A time has no zone"), _("Write every time with its zone, best in UTC: 2026-11-27T08:15:00Z.")),
    "future": (
        _("A time lies after the arrival"),
        _("Set the clock of the machine by NTP, and check that local time is not sent as UTC."),
    ),
    "no_description": (_("Description is empty"), _("Say in one sentence what was seen; people read it first.")),
    "bogon_source": (
        _("The source is a private or unrouted address"),
        _("Send the address from before the translation (NAT), or leave the source out and mark it Spoofed."),
    ),
    "bogon_target": (
        _("The target is a private or unrouted address"),
        _("Send the public address of the target, or mark it Anonymised."),
    ),
    "duplicate": (
        _("The same finding was sent again under another ID"),
        _("Keep the ID when you send again, and check that two systems do not report the same source."),
    ),
    "other_category": (
        _("The category is Other, unknown, or nothing but Test"),
        _("Pick a category of the classification; add Test beside it, not instead of it."),
    ),
    "no_node_type": (_("The kind of the detector is missing"), _("Fill in Node[0].Type, for example Honeypot, Flow or Log.")),
    "no_tlp": (
        _("Nobody said who may pass it on"),
        _("Add TLP, for example TLP:GREEN. Without it an event is shared with the organisation concerned only."),
    ),
}


def told(report: Report) -> dict[str, Any]:
    """The report with words in the language of the moment: for templates, JSON and the command line."""
    checks = []
    for one in report.checks:
        what, advice = WORDS[one.code]
        checks.append(msgspec.structs.asdict(one) | {"what": str(what), "advice": str(advice)})
    costs = [f"{one.weight} × {one.count}/{report.looked_at}" for one in report.checks if one.count]
    sum_ = f"{FULL} − " + " − ".join(costs) if costs else str(FULL)
    arithmetic = f"{sum_} = {decimal(FULL - sum(one.cost for one in report.checks), 1, get_language() or 'cs')}" if costs else sum_
    return {
        "looked_at": report.looked_at,
        "score": report.score,
        "arithmetic": arithmetic if report.score is not None else "",
        "since": report.since,
        "until": report.until,
        "checks": checks,
    }
