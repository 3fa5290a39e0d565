"""Where a number leads: addresses of the event list with its filters. Belongs here: building them. Never: reading a request."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import msgspec
from django.urls import reverse


class Door(msgspec.Struct, frozen=True):
    """The list behind one page: what every link of the page shares (its day, its member)."""

    day: str
    member: int | None = None

    def to(self, **filters: str | int | None) -> str:
        """Address of the list with the page's own filters and these; None and '' are left out."""
        given: dict[str, str | int | None] = {"day": self.day, "member": self.member, **filters}
        return f"{reverse('events')}?{urlencode({k: v for k, v in given.items() if v not in (None, '')})}"

    def by(self, name: str) -> Callable[[str], str]:
        """Addresses of the list by values of one filter: of many, what they share is written once."""
        shared = self.to()
        start = shared if shared.endswith("?") else f"{shared}&"
        return lambda value: f"{start}{urlencode({name: value})}" if value else shared


def event(identity: str, day: str = "") -> str:
    """Address of one event's page; the day spares the search over the whole journal."""
    where = reverse("event", args=[identity])
    return f"{where}?{urlencode({'day': day})}" if day else where
