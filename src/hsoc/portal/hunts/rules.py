"""What is hunted for, for how long, and what a sharer learns when. Pure: no Django, no database, no clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Final

from hsoc.portal.indicators.rules import band
from hsoc.records.indicator import Kind

LOOK_DAYS: Final = 30  # looked back: what the journal of flows keeps
WATCHED: Final = timedelta(days=90)  # watched for from the last sharing on
STANDS: Final = timedelta(hours=24)  # a band does not change earlier, so that nobody can time who joined it
WIDEST: Final = {4: 16, 6: 32}  # bits; a wider prefix is met by everybody and says nothing
MOST_A_DAY: Final = 100_000  # values of one organisation in 24 h; a whole feed of a partner fits, a probing machine does not
MOST_HOSTS: Final = 50  # own addresses named in a notice; the page of the traffic has them all
FRESH: Final = timedelta(hours=1)  # a meeting that went on for longer since its hosts were looked up gets them anew


def fits(kind: str, value: str) -> bool:
    """Whether a value can be looked up in flows: an address, or a prefix that is not too wide."""
    if kind == Kind.IP.value:
        return True
    if kind != Kind.NET.value:
        return False
    net = ip_network(value, strict=False)
    return net.prefixlen >= WIDEST[net.version]


def room(ordered: int) -> int:
    """How many more values an organisation may have hunted for today that had `ordered` already."""
    return max(0, MOST_A_DAY - ordered)


def told(organisations: int, *, known: str | None, since: datetime | None, now: datetime) -> tuple[str, bool]:
    """(the band that a sharer sees now, whether it is a new one). known: the one it saw since `since`, None = none yet."""
    found = band(organisations)
    if known is not None and (found == known or (since is not None and now - since < STANDS)):
        return known, False
    return found, True
