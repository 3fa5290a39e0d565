"""What people type about the memorandum. Never: a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.memorandum.models import CAPACITY_NAMES

_LONG = forms.Textarea(attrs={"rows": 16})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TextForm(forms.Form):
    """The next version."""

    dated = forms.DateField(label=_("Dated"), widget=_day())
    text_cs = forms.CharField(label=_("Text in Czech"), max_length=100_000, widget=_LONG, help_text=_("Markdown"))
    text_en = forms.CharField(label=_("Text in English"), max_length=100_000, widget=_LONG, help_text=_("Markdown"))


class SignForm(forms.Form):
    """A signed PDF with who signed and by what right."""

    organisation = forms.TypedChoiceField(label=_("For which organisation"), coerce=int)
    signer = forms.CharField(label=_("Who signed, with titles"), max_length=200)
    title = forms.CharField(label=_("Position"), max_length=120, required=False)
    capacity = forms.ChoiceField(label=_("Signs as"), choices=[(one.value, name) for one, name in CAPACITY_NAMES.items()])
    mandate = forms.CharField(
        label=_("Mandate"), max_length=300, required=False, help_text=_("Only by a mandate: what it is, from whom and when.")
    )
    signed_on = forms.DateField(label=_("Day of the signature"), widget=_day())
    file = forms.FileField(label=_("Signed PDF"), help_text=_("Scanned or signed electronically, at most 20 MB."))
    name_public = forms.BooleanField(
        label=_("The signer agrees that the name stands on the public list; without it only the institution does."), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, names: Mapping[int, str], initial: Any = None) -> None:
        """names: number → name of the organisations that the reader may sign for."""
        super().__init__(data, files, initial=initial)
        self.fields["organisation"].choices = sorted(names.items(), key=lambda one: one[1])  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """A decision with its words."""

    confirm = forms.BooleanField(required=False)
    answer = forms.CharField(max_length=500, required=False)


class WithdrawForm(forms.Form):
    """Why and since when a signature no longer stands."""

    on = forms.DateField(label=_("Withdrawn on"), widget=_day())
    reason = forms.CharField(label=_("Reason"), max_length=500)


class BallotForm(forms.Form):
    """A question to the signatories."""

    title = forms.CharField(label=_("What is decided"), max_length=200)
    text = forms.CharField(
        label=_("Explanation"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8}), help_text=_("Markdown")
    )
    options = forms.CharField(
        label=_("Options"), max_length=1500, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One a line, 2 to 10.")
    )
    secret = forms.BooleanField(label=_("Secret: nobody learns how an organisation voted"), required=False)
    quorum = forms.IntegerField(label=_("Quorum in per cent of the signatories"), min_value=0, max_value=100)
    opens = forms.DateTimeField(label=_("Opens"), widget=_moment())
    closes = forms.DateTimeField(label=_("Closes"), widget=_moment())


class RegisterForm(forms.Form):
    """A register as a file."""

    file = forms.FileField(label=_("Register"), help_text=_("XLSX or CSV with a head: name, institution, and what else there is."))
