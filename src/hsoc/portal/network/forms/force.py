"""What people type about entries of the table. Belongs here: fields and choices. Never: whether they may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.network.forms.force_words import KIND_NAMES, PLACE_NAMES, STEPS
from hsoc.portal.network.forms.rules import REASON
from hsoc.portal.network.rules.lists import SHORT

OUT_FOR: Final = {"1h": timedelta(hours=1), "8h": timedelta(hours=8), "1d": timedelta(days=1), "7d": timedelta(days=7)}
OUT_NAMES: Final = {"1h": _("1 hour"), "8h": _("8 hours"), "1d": _("1 day"), "7d": _("7 days")}


class ListForm(forms.Form):
    """Filters of the list, all optional."""

    text = forms.CharField(required=False, max_length=100)
    member = forms.IntegerField(required=False, min_value=1, max_value=4095)
    action = forms.ChoiceField(required=False, choices=[("", ""), *((code, code) for code in STEPS)])
    place = forms.ChoiceField(required=False, choices=[("", ""), *((code, code) for code in PLACE_NAMES)])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *((code, code) for code in KIND_NAMES)])
    matched = forms.ChoiceField(required=False, choices=[("", ""), ("yes", "yes"), ("no", "no")])
    sort = forms.CharField(required=False, max_length=20)


class AnswerForm(forms.Form):
    """Why a proposal is agreed to or declined, and for how long it stays declined."""

    reason = forms.CharField(required=False, max_length=REASON)
    lasts = forms.ChoiceField(required=False, choices=[("", ""), *OUT_NAMES.items()])


class TakeOutForm(forms.Form):
    """Entries to take out, for how long and why."""

    pick = forms.MultipleChoiceField()
    reason = forms.CharField(required=False, max_length=REASON)
    lasts = forms.ChoiceField(required=False, choices=[("", ""), *((code, name) for code, name in OUT_NAMES.items())])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        picked = [one for one in data.getlist("pick") if len(one) == SHORT and one.isalnum()]
        self.fields["pick"].choices = [(one, one) for one in picked]  # type: ignore[attr-defined]
