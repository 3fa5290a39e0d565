"""The data behind a report as JSON: every line that was kept, not only those on the page. Never: who may have it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from hsoc.portal.reports.models import Report
from hsoc.portal.reports.rules.content import Content
from hsoc.portal.reports.rules.reckon import Part
from hsoc.portal.reports.share.sheet import LABEL


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def document(report: Report, content: Content) -> dict[str, Any]:
    """Times in UTC (RFC 3339), counts as in rules.items.Item."""
    return {
        "label": report.label,
        "tlp": LABEL.value,
        "organisation": report.organisation.number,
        "severity": report.severity,
        "kind": report.kind,
        "trial": report.shadow,
        "window": {"after": _iso(content.after), "upto": _iso(content.upto)},
        "arithmetic": {"all": content.arithmetic.all} | msgspec.structs.asdict(content.arithmetic),
        "parts": [_part(one) for one in content.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    lines = []
    for one in part.items:
        line = msgspec.structs.asdict(one)
        lines.append(line | {"first": _iso(one.first), "last": _iso(one.last), "others": list(one.others)})
    return {
        "class": part.name,
        "recurring": part.recurring,
        "events": part.events,
        "lines": lines,
        "more_lines": part.more_items,
        "more_events": part.more_events,
    }
