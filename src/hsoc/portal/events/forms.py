"""What may stand in the address of a page of threats. Belongs here: reading and bounding it. Never: what it finds."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hsoc.records.event import State
from hsoc.records.taxonomy import Category, Severity
from hsoc.records.tlp import TLP

HIGHEST_MEMBER = 4095  # records.policy.Member.number
LONGEST_TEXT = 200  # characters of a search
CODE = re.compile(r"[A-Za-z0-9_./+ -]{1,60}")  # what a code of ours or of a partner may look like


class DayChoice(forms.Form):
    """`?day=` and `?member=` of the daily view."""

    day = forms.DateField(required=False)
    member = forms.IntegerField(required=False, min_value=0, max_value=HIGHEST_MEMBER)


def _address(value: str) -> None:
    try:
        ipaddress.ip_network(value, strict=False) if "/" in value else ipaddress.ip_address(value)
    except ValueError:
        raise ValidationError(_("%(value)s is not an address or a prefix."), params={"value": value}) from None


def _code(value: str) -> None:
    if not CODE.fullmatch(value):
        raise ValidationError(_("This is not a code that we know."))


class ClientForm(forms.Form):
    """A Warden client that an organisation asks for."""

    name = forms.CharField(
        label=_("Name"), max_length=64, help_text=_("Reverse order of DNS, as in Node[0].Name: cz.example.hospital.honeypot")
    )
    sends = forms.TypedChoiceField(
        label=_("What it does"),
        coerce=lambda value: value == "sender",
        choices=[("sender", _("it sends events (and may fetch them)")), ("receiver", _("it only fetches events"))],
    )
    hostname = forms.CharField(
        label=_("Hostname in its certificate"), max_length=253, required=False, help_text=_("Empty, if it has a secret only.")
    )
    with_secret = forms.BooleanField(label=_("It shows a secret"), required=False, initial=True)
    requestor = forms.CharField(
        label=_("Contact"), max_length=200, help_text=_("E-mail addresses of those responsible, separated by commas.")
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, help_text=_("What it is and what it sees."))
    reason = forms.CharField(label=_("Reason"), max_length=500)


class AboutClientForm(forms.Form):
    """Whom to write to about a client, and what it is."""

    requestor = forms.CharField(label=_("Contact"), max_length=200)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class EventFilter(forms.Form):
    """The filters of the list; all of them live in the address bar. Unreadable ones are named and left out, the rest still filters."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_TEXT)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.IntegerField(label=_("Hour"), required=False, min_value=0, max_value=24)
    category = forms.CharField(label=_("Kind"), required=False, validators=[_code])
    detector = forms.CharField(label=_("Detector"), required=False, validators=[_code])
    vector = forms.CharField(label=_("Vector"), required=False, validators=[_code])
    severity = forms.IntegerField(label=_("Severity at least"), required=False, min_value=min(Severity), max_value=max(Severity))
    disposition = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[
            ("", _("anything")),
            ("dropped", _("dropped")),
            ("preventive", _("dropped preventively")),
            ("reactive", _("dropped by action")),
            ("passed", _("not dropped")),
        ],
    )
    member = forms.IntegerField(label=_("Member"), required=False, min_value=0, max_value=HIGHEST_MEMBER)
    source = forms.CharField(label=_("Source"), required=False, max_length=49, validators=[_address])
    target = forms.CharField(label=_("Target"), required=False, max_length=49, validators=[_address])
    port = forms.IntegerField(label=_("Port"), required=False, min_value=0, max_value=65535)
    attention = forms.BooleanField(label=_("Wants attention"), required=False)
    why = forms.CharField(label=_("Reason"), required=False, validators=[_code])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", ""), *((s.value, s.value) for s in State)])
    tlp = forms.ChoiceField(label=_("TLP"), required=False, choices=[("", ""), *((t.value, t.value) for t in TLP)])

    known_categories: ClassVar = tuple(c.value for c in Category)

    @property
    def readable(self) -> dict[str, Any]:
        """The filters that could be read, empty ones left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
