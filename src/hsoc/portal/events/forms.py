"""What may stand in the address of a page of threats. Belongs here: reading and bounding it. Never: what it finds."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hsoc.journal.event_sharing import LONGEST_DELAY, MOST_RULES, MOST_VALUES, WIDTHS4, WIDTHS6, Rule
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


DELAYS: dict[int, Any] = {
    0: _("at once"), 15: _("after 15 minutes"), 60: _("after an hour"), 360: _("after 6 hours"), 1440: _("after a day"),
    3 * 1440: _("after 3 days"), LONGEST_DELAY: _("after a week"),
}  # fmt: skip
TOLD: dict[str, Any] = {
    "service": _("the service only (port and protocol)"), "nothing": _("nothing"), "prefix": _("a part of its address, and the service"),
}  # fmt: skip
GIVEN_LABELS: dict[str, Any] = {
    "": _("the usual one of a copy (GREEN)"), "TLP:CLEAR": _("the one of the event"), "TLP:GREEN": _("GREEN, or the event's narrower one"),
    "TLP:AMBER": _("AMBER, or the event's narrower one"), "TLP:AMBER+STRICT": "AMBER+STRICT",
}  # fmt: skip
LIST = re.compile(r"[\s,;]+")


class RuleForm(forms.Form):
    """One rule of what an organisation gives. Conditions that are empty hold for everything."""

    share = forms.TypedChoiceField(
        label=_("What happens"),
        coerce=lambda value: value == "1",
        initial="1",
        choices=[("1", _("give it")), ("0", _("keep it for ourselves"))],
    )
    categories = forms.CharField(
        label=_("Kinds"), required=False, max_length=2000, help_text=_("As Malware or Recon.Scanning, separated by commas; empty = all.")
    )
    least = forms.TypedChoiceField(label=_("Severity from"), coerce=int, initial=1)
    most = forms.TypedChoiceField(label=_("Severity to"), coerce=int, initial=5)
    clients = forms.CharField(
        label=_("Sensors"), required=False, max_length=2000, help_text=_("Names of Warden clients, separated by commas; empty = all.")
    )
    ports = forms.CharField(label=_("Ports"), required=False, max_length=400, help_text=_("As 22, 3389; empty = all."))
    told = forms.ChoiceField(label=_("What of the target is told"), choices=list(TOLD.items()), initial="service")
    bits4 = forms.TypedChoiceField(label=_("Part of an IPv4 address"), coerce=int, choices=[(n, f"/{n}") for n in WIDTHS4], initial=16)
    bits6 = forms.TypedChoiceField(label=_("Part of an IPv6 address"), coerce=int, choices=[(n, f"/{n}") for n in WIDTHS6], initial=32)
    tlp = forms.ChoiceField(label=_("Label of the copy"), required=False, initial="", choices=list(GIVEN_LABELS.items()))
    delay = forms.TypedChoiceField(label=_("When"), coerce=int, choices=list(DELAYS.items()), initial=0)

    def __init__(self, *args: Any, severities: list[tuple[int, Any]] | None = None, **kwargs: Any) -> None:
        """severities: numbers and their names, the page knows them."""
        super().__init__(*args, **kwargs)
        for name in ("least", "most"):
            self.fields[name].choices = severities or [(int(one), one.name) for one in Severity]  # type: ignore[attr-defined]

    def clean_ports(self) -> tuple[int, ...]:
        """Port numbers."""
        parts = [one for one in LIST.split(self.cleaned_data["ports"]) if one]
        if not all(one.isascii() and one.isdigit() and int(one[:9]) <= 65535 for one in parts) or len(parts) > MOST_VALUES:
            raise ValidationError(_("Ports are numbers from 0 to 65535, at most %(most)d."), params={"most": MOST_VALUES})
        return tuple(int(one) for one in parts)

    def _codes(self, name: str) -> tuple[str, ...]:
        parts = tuple(one for one in LIST.split(self.cleaned_data[name]) if one)
        if len(parts) > MOST_VALUES:
            raise ValidationError(_("At most %(most)d at once."), params={"most": MOST_VALUES})
        for one in parts:
            _code(one)
        return parts

    def clean_categories(self) -> tuple[str, ...]:
        """Kinds."""
        return self._codes("categories")

    def clean_clients(self) -> tuple[str, ...]:
        """Names of clients."""
        return tuple(one.lower() for one in self._codes("clients"))

    def clean(self) -> dict[str, Any]:
        """Severities in their order."""
        given = super().clean() or {}
        if given.get("least", 1) > given.get("most", 5):
            self.add_error("most", _("The severity ends below where it begins."))
        return given

    @property
    def rule(self) -> Rule:
        """The rule, of a valid form."""
        return Rule(**{name: self.cleaned_data[name] for name in self.fields if name in Rule.__struct_fields__})


def as_typed(rule: Rule) -> dict[str, Any]:
    """A rule as its form shows it."""
    lists = {name: ", ".join(map(str, getattr(rule, name))) for name in ("categories", "clients", "ports")}
    plain = {name: getattr(rule, name) for name in ("least", "most", "told", "bits4", "bits6", "tlp", "delay")}
    return {"share": "1" if rule.share else "0"} | lists | plain


RulesForm = forms.formset_factory(RuleForm, extra=1, can_order=True, can_delete=True, max_num=MOST_RULES, absolute_max=MOST_RULES)


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
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    party = forms.IntegerField(label=_("Concerns or was told by"), required=False, min_value=1, max_value=HIGHEST_MEMBER)
    sender = forms.IntegerField(label=_("Told by"), required=False, min_value=1, max_value=HIGHEST_MEMBER)
    not_sender = forms.IntegerField(label=_("Told by others than"), required=False, min_value=1, max_value=HIGHEST_MEMBER)
    trials = forms.ChoiceField(label=_("Trials"), required=False, choices=[("", ""), ("no", _("without"))])

    known_categories: ClassVar = tuple(c.value for c in Category)

    @property
    def readable(self) -> dict[str, Any]:
        """The filters that could be read, empty ones left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
