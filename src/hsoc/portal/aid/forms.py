"""What people type about help. Never: a change."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.aid.models import KIND_NAMES

MOST = 10_000  # pieces or people


class OfferForm(forms.Form):
    """What one would lend."""

    kind = forms.ChoiceField(label=_("What"), choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    text = forms.CharField(
        label=_("Describe it"),
        max_length=500,
        help_text=_("What it is, under which conditions, how fast you can give it. No names of patients."),
    )
    amount = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, initial=1)


class CallForm(OfferForm):
    """What one needs."""

    text = forms.CharField(
        label=_("What you need it for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Members read this. Write nothing that your incident must keep to itself."),
    )  # fmt: skip
    urgent = forms.BooleanField(label=_("It is urgent: tell managers and analysts everywhere at once"), required=False)


class AnswerForm(forms.Form):
    """What one can do about it."""

    text = forms.CharField(label=_("What you can give, and when"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    amount = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, initial=1)
