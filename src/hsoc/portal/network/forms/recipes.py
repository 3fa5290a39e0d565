"""Rules that hospitals often need, to begin from. Belongs here: what stands in the fields. Never: setting a rule.

Each is a filled form and nothing more: its reader sees what it would do, changes it, and sets it himself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RECIPES: Final[tuple[tuple[str | Promise, dict[str, str]], ...]] = (
    (_("Close remote desktop"), {"do": "drop", "protocol": "tcp", "destination_port": "3389", "lasts": "90d"}),
    (_("Close shared folders"), {"do": "drop", "protocol": "tcp", "destination_port": "445;139", "lasts": "90d"}),
    (_("Close Telnet"), {"do": "drop", "protocol": "tcp", "destination_port": "23;2323", "lasts": "90d"}),
    (
        _("Limit large answers of time servers"),
        {"do": "rate-limit", "rate": "200", "protocol": "udp", "source_port": "123", "length": ">=400", "lasts": "30d"},
    ),
    (_("Slow pings down"), {"do": "rate-limit", "rate": "500", "protocol": "icmp", "icmp": "8", "lasts": "30d"}),
    (_("Slow fragments down"), {"do": "rate-limit", "rate": "100", "protocol": "udp", "fragment": "any", "lasts": "1d"}),
)


def recipes(own: Sequence[str]) -> list[tuple[Any, str]]:
    """(name, the query that fills the form) of each, for one's first IPv4 prefix; none for who has no prefix."""
    inside = next((one for one in own if ":" not in one), own[0] if own else "")
    return [(name, urlencode({"direction": "in", "destination": inside} | fields)) for name, fields in RECIPES] if inside else []
