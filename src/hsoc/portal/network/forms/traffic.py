"""Filters of My traffic as they stand in the address. Belongs here: reading and bounding them. Never: what they find."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hsoc.journal.days import HOUR_MS
from hsoc.journal.own_traffic import EXACT_SPAN, LONGEST_SPAN, Wanted
from hsoc.portal.charts.numbers import PRAGUE

SPANS: Final = {"1h": 1, "6h": 6, "24h": 24, "7d": 168}  # hours before now
USUAL: Final = "24h"
MINUTE_MS: Final = 60_000
PROTOCOLS: Final = {"tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58, "gre": 47, "esp": 50}
LOCAL: Final = "%Y-%m-%dT%H:%M"  # what an input of type datetime-local sends
HIGHEST_MEMBER: Final = 4095  # records.policy.Member.number
HIGHEST_ASN: Final = 2**32 - 1
LONGEST_ADDRESS: Final = 49  # characters of a prefix
FILTERS: Final = ("way", "proto", "port", "partner", "own", "asn", "country", "dropped")  # what narrows; time apart


def _prefix(value: str) -> None:
    try:
        ipaddress.ip_network(value.strip(), strict=False)
    except ValueError:
        raise ValidationError(_("%(value)s is not an address or a prefix."), params={"value": value}) from None


def _country(value: str) -> None:
    if not re.fullmatch(r"[A-Za-z]{2}|\?", value):
        raise ValidationError(_("A country has two letters, such as CZ."))


class TrafficFilter(forms.Form):
    """All of it is optional and combines. What cannot be read is named and left out, the rest still filters."""

    member = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST_MEMBER)
    last = forms.ChoiceField(label=_("Time"), required=False, choices=[(name, name) for name in SPANS])
    since = forms.DateTimeField(label=_("From"), required=False, input_formats=[LOCAL])
    until = forms.DateTimeField(label=_("To"), required=False, input_formats=[LOCAL])
    way = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[("", _("both")), ("in", _("came in")), ("out", _("went out")), ("between", _("with other members"))],
    )
    proto = forms.CharField(label=_("Protocol"), required=False, max_length=6)
    port = forms.IntegerField(label=_("Port"), required=False, min_value=0, max_value=65535)
    partner = forms.CharField(label=_("Partner"), required=False, max_length=LONGEST_ADDRESS, validators=[_prefix])
    own = forms.CharField(label=_("Our address"), required=False, max_length=LONGEST_ADDRESS, validators=[_prefix])
    asn = forms.IntegerField(label=_("AS"), required=False, min_value=0, max_value=HIGHEST_ASN)
    country = forms.CharField(label=_("Country"), required=False, max_length=2, validators=[_country])
    dropped = forms.ChoiceField(
        label=_("Dropped"),
        required=False,
        choices=[("", _("all")), ("yes", _("dropped")), ("no", _("let through")), ("unknown", _("not known"))],
    )

    def clean_proto(self) -> str:
        """A protocol's name or number, as its name where it has one."""
        text = str(self.cleaned_data["proto"]).strip().lower()
        names = {number: name for name, number in PROTOCOLS.items()}
        if text in PROTOCOLS or not text:
            return text
        if not text.isascii() or not text.isdigit() or int(text) > 255:
            raise ValidationError(_("%(value)s is not a protocol; write its name or number."), params={"value": text})
        return names.get(int(text), str(int(text)))

    def clean_country(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["country"]).upper()

    @property
    def readable(self) -> dict[str, Any]:
        """What could be read, without what is empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def span(self, *, now: datetime) -> tuple[int, int]:
        """(since, until) in ms: of the address, else the last day. A later beginning than end, or too long, falls back to a day."""
        given = self.readable
        hours = SPANS[given.get("last", USUAL)]
        unit = HOUR_MS if hours * HOUR_MS > EXACT_SPAN else MINUTE_MS  # what runs belongs to it
        until = _ms(given["until"]) if "until" in given else (_ms(now) // unit + 1) * unit
        since = _ms(given["since"]) if "since" in given else until - hours * HOUR_MS
        if not 0 <= since < until or until - since > LONGEST_SPAN:
            since = until - SPANS[USUAL] * HOUR_MS
        return since, until

    def wanted(self, *, now: datetime) -> Wanted:
        """As the journal understands it."""
        given = self.readable
        since, until = self.span(now=now)
        proto = given.get("proto", "")
        return Wanted(
            since=since,
            until=until,
            way=given.get("way", ""),
            proto=PROTOCOLS.get(proto, int(proto) if proto.isdigit() else -1),
            port=given.get("port", -1),
            partner=given.get("partner", ""),
            own=given.get("own", ""),
            dropped=given.get("dropped", ""),
            asn=given.get("asn", -1),
            country=given.get("country", ""),
        )

    def query(self, **changes: Any) -> str:
        """The query string of these filters with changes; None or '' takes one out. Checked values only, in a fixed order."""
        given: dict[str, Any] = {**self.readable, **changes}
        for name in ("since", "until"):
            if isinstance(given.get(name), datetime):
                given[name] = given[name].astimezone(PRAGUE).strftime(LOCAL)
        if given.get("since") or given.get("until"):
            given.pop("last", None)
        told = {name: given[name] for name in (*self.fields, *(set(changes) - set(self.fields))) if given.get(name) not in (None, "")}
        return urlencode(told)


def local(milliseconds: int) -> str:
    """An instant as an address carries it."""
    return (datetime.fromtimestamp(0, PRAGUE) + timedelta(milliseconds=milliseconds)).astimezone(PRAGUE).strftime(LOCAL)


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
