"""Where the figures of giving and getting lead: lists that show exactly the rows that were counted. Never: reading a request."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from django.urls import reverse

from hsoc.portal.feeds.rules.balance import Period


class Links(msgspec.Struct, frozen=True):
    """Addresses for one organisation and period. everything: the reader sees trials too; mine: it is the reader's own organisation."""

    number: int
    period: Period
    everything: bool
    mine: bool

    @property
    def query(self) -> str:
        """What the page itself is asked with."""
        return urlencode({"member": self.number, "days": self.period.days, "until": self.period.last.isoformat()})

    def _span(self) -> dict[str, str | int]:
        return {"since": self.period.first.isoformat(), "until": self.period.last.isoformat()}

    def _events(self, given: dict[str, str | int]) -> str:
        return f"{reverse('events')}?{urlencode(given | ({'trials': 'no'} if self.everything else {}))}"

    def kind(self, category: str) -> str:
        """Events of a kind that concern the organisation or that it sent."""
        return self._events({**self._span(), "party": self.number, "category": category})

    @property
    def events(self) -> str:
        """All of them."""
        return self._events({**self._span(), "party": self.number})

    def day(self, day: str) -> str:
        """Those of one day."""
        return self._events({"since": day, "until": day, "party": self.number})

    def held(self, state: str) -> str:
        """What a reason holds back: the events, where a list can show just those, else the page that says the reason."""
        if state == "red":
            return self._events({**self._span(), "party": self.number, "tlp": "TLP:RED"})
        if state == "profile":
            return reverse("member", args=[self.number])
        return f"{reverse('sharing')}?member={self.number}#rules"

    def came(self, **more: str | int) -> str:
        """Events that others told about the organisation."""
        return self._events({**self._span(), "member": self.number, "not_sender": self.number, **more})

    @property
    def all_came(self) -> str:
        """All of them."""
        return self.came()

    @property
    def dropped(self) -> str:
        """Those of which the traffic was dropped."""
        return self.came(disposition="dropped")

    def indicators(self, **more: str) -> str:
        """Indicators that were given and not taken back."""
        asked = {**self._span(), "owner": self.number, "reach": "given", "state": "kept", **more}
        return f"{reverse('indicators')}?{urlencode(asked)}"

    @property
    def all_indicators(self) -> str:
        """All of them."""
        return self.indicators()

    @property
    def taken_back(self) -> str:
        """Those that were taken back."""
        return self.indicators(state="revoked")

    @property
    def own_indicators(self) -> str:
        """Those that nobody else sees."""
        return self.indicators(reach="own")

    def reports(self, **more: str | int) -> str:
        """Reports that the organisation got."""
        return f"{reverse('reports')}?{urlencode({**self._span(), 'member': self.number, 'shadow': 0, **more})}"

    @property
    def all_reports(self) -> str:
        """All of them."""
        return self.reports()

    @property
    def advisories(self) -> str:
        """Advisories of others that came in the period; '' where the list would be another one."""
        return f"{reverse('advisories')}?{urlencode({**self._span(), 'who': 'others'})}" if self.mine else ""

    @property
    def hunts(self) -> str:
        """Notices of hunts."""
        return f"{reverse('hunts')}?{urlencode(self._span())}"
