"""What people type about a source that is fetched. Bounded and cleaned. Never: whether they may (actions)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.feeds.actions.pulls import DAYS, MINUTES, Source
from hsoc.portal.feeds.models import Pull
from hsoc.records.tlp import PAP, TLP

EVERY = {
    "15": _("every quarter of an hour"),
    "60": _("every hour"),
    "240": _("every four hours"),
    "1440": _("once a day"),
    "10080": _("once a week"),
}


class PullForm(forms.Form):
    """One source. An empty password leaves the one that is kept."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("What is at the address"), choices=Pull.Kind.choices)
    url = forms.CharField(label=_("Address"), max_length=2000)
    user = forms.CharField(label=_("User name, empty = the password is a token"), max_length=200, required=False)
    secret = forms.CharField(
        label=_("Password or token"), max_length=500, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    minutes = forms.TypedChoiceField(label=_("How often it is fetched"), choices=list(EVERY.items()), coerce=int, initial="60")
    tlp = forms.ChoiceField(label=_("Label where the source says none"), choices=[(one.value, one.value) for one in TLP])
    pap = forms.ChoiceField(label=_("What may be done with its values"), choices=[(one.value, one.value) for one in PAP])
    to_block = forms.BooleanField(label=_("The values are meant for blocking"), required=False)
    days = forms.IntegerField(label=_("Days that a value holds"), min_value=DAYS[0], max_value=DAYS[1], initial=30)
    enabled = forms.BooleanField(label=_("Fetch it"), required=False, initial=True)

    @staticmethod
    def of(pull: Pull) -> dict[str, Any]:
        """The initial values of a source that is there; its password is never shown."""
        minutes = str(pull.minutes) if str(pull.minutes) in EVERY else "60"
        names = ("name", "kind", "url", "user", "tlp", "pap", "to_block", "days", "enabled")
        return {name: getattr(pull, name) for name in names} | {"minutes": minutes}

    def source(self, *, new: bool) -> Source:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return Source(
            name=given["name"],
            kind=given["kind"],
            url=given["url"],
            user=given["user"],
            secret=given["secret"] if given["secret"] or new else None,
            minutes=max(MINUTES[0], given["minutes"]),
            tlp=TLP(given["tlp"]),
            pap=PAP(given["pap"]),
            to_block=given["to_block"],
            days=given["days"],
            enabled=given["enabled"],
        )
