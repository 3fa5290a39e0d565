"""Makers of what reports are made of. Belongs here: events as an organisation sees them, strategies. Never: an assertion."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hsoc.portal.reports.rules.classes import CLASSES, EventClass, Kind
from hsoc.portal.reports.rules.items import Item, Seen

NOON = 1_795_258_800_000  # 2026-11-21 12:00 in Prague, ms
HOUR = 3_600_000
DAY = 24 * HOUR
BY_NAME = {(one.name, one.kind): one for one in CLASSES}
BOT = BY_NAME["intrusion-botnet-bot", Kind.SOURCE]
SSH = BY_NAME["attempt-login-ssh", Kind.SOURCE]
STOPPED = BY_NAME["anomaly-traffic-target", Kind.TARGET]


def seen(event_class: EventClass = SSH, *, own: str = "198.18.2.10", received: int = NOON, **more: Any) -> Seen:
    """An event of one of the organisation's machines, changed by what is given."""
    fields: dict[str, Any] = {
        "first": received - 60_000, "last": received, "severity": event_class.severity or 3, "began": 10, "detector": "login_attempts",
        "service": "22/tcp", "others": ("203.0.113.7",), "other_count": 1, "detections": 2, "packets": 100, "bytes": 9000, "dropped": 60,
    }  # fmt: skip
    return Seen(event_class=event_class, own=own, received=received, **fields | more)


def events(kind: Kind = Kind.SOURCE, *, begin: int = NOON, end: int = NOON + DAY) -> st.SearchStrategy[Seen]:
    """Events of a few addresses and classes, sent by a few detectors."""
    classes = [one for one in CLASSES if one.kind is kind and one.severity in (0, 3)][:3]
    return st.builds(
        seen,
        st.sampled_from(classes),
        own=st.sampled_from(["198.18.2.10", "198.18.2.11", "2001:db8:2::5", ""]),
        received=st.integers(begin, end),
        began=st.integers(0, 20),
        detector=st.sampled_from(["", "good", "doubtful", "bad"]),
        service=st.sampled_from(["", "22/tcp", "3389/tcp", "icmp"]),
        others=st.lists(st.integers(1, 30).map(lambda n: f"203.0.113.{n}"), max_size=14).map(tuple),
        other_count=st.integers(0, 50),
        dropped=st.none() | st.integers(0, 100),
        disposition=st.sampled_from(["preventive", "reactive", "passed"]),
        sealed=st.booleans(),
    )


def line(own: str = "198.18.2.10", **more: Any) -> Item:
    """A line of a report."""
    fields: dict[str, Any] = {
        "first": NOON, "last": NOON + HOUR, "events": 3, "severity": 3, "detections": 7, "packets": 1200, "bytes": 80_000, "dropped": 400,
        "detectors": {"login_attempts": 3}, "services": {"22/tcp": 3}, "fates": {"passed": 3}, "others": ("203.0.113.7",), "other_count": 1,
    }  # fmt: skip
    return Item(own=own, **fields | more)
