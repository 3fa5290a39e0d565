"""What every page of My traffic shares: whose traffic, its filters, where its links lead. Belongs here: that. Never: figures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hsoc.journal.own_traffic import Wanted
from hsoc.portal.charts import numbers
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Actor, Object, Refused, may
from hsoc.portal.network.forms.traffic import FILTERS, SPANS, USUAL, TrafficFilter
from hsoc.portal.network.queries import traffic as queries
from hsoc.portal.network.queries.rules import prefixes_of
from hsoc.portal.network.web import traffic_words as words

SHORT: Final = {"1h": "1 h", "6h": "6 h", "24h": "24 h", "7d": "7 d"}


class Tab(msgspec.Struct, frozen=True):
    """One view of the same filters."""

    name: str
    text: str
    href: str
    here: bool


class Chip(msgspec.Struct, frozen=True):
    """One filter in words, and the address without it."""

    name: str
    text: str
    href: str


class Asked:
    """One request: who asks about whose traffic, and how. Raises Refused where the actor may see nobody's."""

    def __init__(self, request: HttpRequest, view: str) -> None:
        self.now = datetime.now(UTC)
        self.actor: Actor = actor_of(request)
        self.view = view
        self.form = TrafficFilter(request.GET)
        self.sort = request.GET.get("sort", "")[:20]
        self.choices = queries.choices(self.actor)
        if not self.choices:
            raise Refused(f"{self.actor.username or 'nobody'} may not see anybody's flows")
        self.member = self._member()
        self.name = dict(self.choices).get(self.member, "")

    def _member(self) -> int:
        """The member of the address; else the one acted for, the only or first of one's own; an operator has to choose (0)."""
        given = self.form.readable.get("member")
        if given is not None:
            return int(given)
        own = [number for number, _name in self.choices if queries.is_own(self.actor, number)]
        return self.actor.organisation if self.actor.organisation in own else own[0] if own else 0

    @property
    def wanted(self) -> Wanted:
        """The filters."""
        return self.form.wanted(now=self.now)

    def traffic(self, *, export: bool = False, **changes: Any) -> queries.Traffic:
        """The traffic behind the gate; changes: filters that the view itself sets. Raises Refused, NeedsReason, ValueError, TooSlow."""
        wanted = msgspec.structs.replace(self.wanted, **changes)
        return queries.traffic(self.actor, self.member, wanted, now=self.now, export=export)

    def to(self, view: str | None = None, **changes: Any) -> str:
        """Address of a view with these filters and changes."""
        return f"{address(view or self.view)}?{self.form.query(**{'member': self.member, **changes})}"

    def file(self) -> str:
        """Address of what is shown as CSV; of what was dropped the single flows, each with its reason."""
        view, more = ("flows", {"dropped": "yes"}) if self.view == "dropped" else (self.view, {"sort": self.sort})
        return f"{reverse('traffic_csv', args=[view])}?{self.form.query(member=self.member, **more)}"


def rule_href(asked: Asked) -> str:
    """A new rule filled with these filters; empty where they say too little of one, or where the actor may set none."""
    given = asked.form.readable
    if not given.keys() & {"partner", "own", "port", "proto"} or not may(asked.actor, Action.CREATE, Object.RULE, asked.member):
        return ""
    outwards = given.get("way") == "out"
    partner = given.get("partner", "")
    # a rule is about one's own addresses: all of the same family where none is chosen
    own = given.get("own") or next((one for one in prefixes_of(asked.member) if (":" in one) == (":" in partner)), "")
    source, destination = (own, partner) if outwards else (partner, own)
    port, proto = given.get("port", 0), given.get("proto", "")
    fields = {
        "organisation": asked.member,
        "direction": "out" if outwards else "in",
        "do": "drop",
        "lasts": "1d",
        "source": source,
        "destination": destination,
        "protocol": proto,
        "destination_port": port if port and proto in {"tcp", "udp"} else "",
    }
    return f"{reverse('rule_new')}?{urlencode({name: value for name, value in fields.items() if value})}"


def address(view: str) -> str:
    """Where a view lives."""
    return reverse("traffic") if view == "overview" else reverse("traffic_view", args=[view])


def shared(asked: Asked, wanted: Wanted) -> dict[str, Any]:
    """Context of the frame around every view. wanted: as it was really asked, its times rounded."""
    language = get_language() or "cs"
    given = asked.form.readable
    return {
        "asked": asked,
        "form": asked.form,
        "view": asked.view,
        "member": asked.member,
        "member_name": asked.name,
        "members": [(number, name, asked.to(member=number, own=None)) for number, name in asked.choices] if len(asked.choices) > 1 else [],
        "own": queries.is_own(asked.actor, asked.member),
        "look": None if queries.is_own(asked.actor, asked.member) else queries.open_look(asked.actor, asked.member, now=asked.now),
        "may_export": queries.may_export(asked.actor, asked.member),
        "since": wanted.since,
        "until": min(wanted.until, round(asked.now.timestamp() * 1000)),
        "span_text": span_text(wanted, language),
        "spans": [(SHORT[name], asked.to(last=name, since=None, until=None), _current(given, name)) for name in SPANS],
        "tabs": [Tab(name, str(text), asked.to(name, sort=None), name == asked.view) for name, text in words.VIEWS.items()],
        "chips": chips(asked),
        "query": asked.form.query(member=None),
        "export_href": asked.file(),
        "rule_href": rule_href(asked),
        "bare_href": asked.to(**dict.fromkeys(FILTERS)),
        "hidden": [(name, given[name]) for name in ("member", "last") if name in given] or [("member", asked.member)],
    }


def _current(given: dict[str, Any], name: str) -> bool:
    return "since" not in given and "until" not in given and given.get("last", USUAL) == name


def span_text(wanted: Wanted, language: str) -> str:
    """čt 26. 11. 10:00 – pá 27. 11. 10:00; one day is named once."""
    since, until = numbers.local(wanted.since), numbers.local(wanted.until)
    first = f"{numbers.day_short(since.date(), language)} {since:%H:%M}"
    same = since.date() == until.date()
    return f"{first} – {until:%H:%M}" if same else f"{first} – {numbers.day_short(until.date(), language)} {until:%H:%M}"


def chips(asked: Asked) -> tuple[Chip, ...]:
    """Active filters in words, each with the address without it."""
    return tuple(Chip(title, text, asked.to(**{name: None})) for name, title, text in told(asked.form))


def told(form: TrafficFilter) -> list[tuple[str, str, str]]:
    """(field, its name, its value in words) of every filter that is set."""
    out = []
    for name, value in form.readable.items():
        if name not in FILTERS:
            continue
        text = str(value)
        if name in {"way", "dropped"}:
            text = str(dict(form.fields[name].choices)[value])  # type: ignore[attr-defined]  # a choice field
        elif name == "proto":
            text = text.upper()
        elif name == "port" and not value:
            text = _("none")
        elif name == "country":
            full = words.country(text.strip("?"), get_language() or "cs")
            text = f"{full} ({text})" if text not in {full, "?"} else full
        elif name == "asn":
            text = f"AS{value}" if value else _("unknown")
        out.append((name, str(form.fields[name].label), text))
    return out
