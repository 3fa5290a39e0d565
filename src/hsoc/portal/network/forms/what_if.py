"""What people type to ask What if: the day and the changes, or a file. Never: whether they may, or what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hsoc.portal.charts.numbers import day_of, day_short
from hsoc.portal.events.web.words import detector
from hsoc.portal.network.forms.force_words import limit_words
from hsoc.portal.network.rules.changes import SETTINGS

CEILING_NAMES: Final[dict[str, Any]] = {
    "most_rules": _("Most entries of the table"),
    "most_rules_member": _("Most entries of one member"),
    "most_benign_peers": _("Share of ordinary partners a rule may hit"),
    "most_benign_bytes": _("Share of ordinary data a rule may hit"),
    "plausible_minutes": _("Minutes against a source that is merely plausible"),
    "longest_minutes": _("Longest entry, minutes"),
}
SETTING_NAMES: Final[dict[str, str | Promise]] = {
    "min_targets": _("targets at least"),
    "min_ports": _("ports at least"),
    "min_pairs": _("pairs of target and port at least"),
    "min_attempts": _("attempts at least"),
    "floor": _("packets a second at least"),
}
PROFILES: Final = (("", _("as it is")), ("network", _("as everybody in the network")), ("hsoc", _("the stricter one of hSOC")))


class AskForm(forms.Form):
    """The day, and what is changed. Empty = as it is."""

    day = forms.ChoiceField(label=_("Day"))
    profile = forms.ChoiceField(label=_("Profile"), required=False, choices=list(PROFILES))
    without = forms.MultipleChoiceField(label=_("Without these limits"), required=False, widget=forms.CheckboxSelectMultiple)
    observed = forms.MultipleChoiceField(label=_("These only observe"), required=False, widget=forms.CheckboxSelectMultiple)
    most_rules = forms.IntegerField(label=CEILING_NAMES["most_rules"], required=False, min_value=1, max_value=3000)
    most_rules_member = forms.IntegerField(label=CEILING_NAMES["most_rules_member"], required=False, min_value=1, max_value=3000)
    most_benign_peers = forms.FloatField(label=CEILING_NAMES["most_benign_peers"], required=False, min_value=0, max_value=1)
    most_benign_bytes = forms.FloatField(label=CEILING_NAMES["most_benign_bytes"], required=False, min_value=0, max_value=1)
    plausible_minutes = forms.IntegerField(label=CEILING_NAMES["plausible_minutes"], required=False, min_value=1, max_value=10)
    longest_minutes = forms.IntegerField(label=CEILING_NAMES["longest_minutes"], required=False, min_value=1, max_value=1440)
    file = forms.FileField(label=_("Policy file"), required=False)

    def __init__(self, *args: Any, days: Iterable[str], today: str, limits: Iterable[str], detectors: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = list(days)
        self.fields["day"].initial = next((day for day in days if day < today), today)  # the last whole day
        self.fields["day"].choices = [(day, day_words(day, today)) for day in days]  # type: ignore[attr-defined]
        self.fields["without"].choices = [(name, limit_words(name)) for name in limits]  # type: ignore[attr-defined]
        self.fields["observed"].choices = [(name, detector(name)) for name in detectors]  # type: ignore[attr-defined]
        for name, setting in SETTINGS.items():
            label = f"{detector(name)}: {SETTING_NAMES[setting]}"
            self.fields[f"set-{name}"] = forms.IntegerField(label=label, required=False, min_value=1, max_value=10_000_000)

    @property
    def ceiling(self) -> dict[str, Any]:
        """The changed bounds."""
        return {name: self.cleaned_data[name] for name in CEILING_NAMES if self.cleaned_data.get(name) is not None}

    @property
    def tuned(self) -> list[str]:
        """The changed settings of detectors, as the command takes them."""
        given = {name: self.cleaned_data.get(f"set-{name}") for name in SETTINGS}
        return [f"{name}.{SETTINGS[name]}={value}" for name, value in given.items() if value is not None]

    def settings_fields(self) -> list[Any]:
        """The bound fields of detectors' settings."""
        return [self[f"set-{name}"] for name in SETTINGS]

    def ceiling_fields(self) -> list[Any]:
        """The bound fields of the ceiling."""
        return [self[name] for name in CEILING_NAMES]


def day_words(day: str, today: str) -> str:
    """A day in a list: today so far, yesterday, or its date."""
    name = day_short(day_of(day), get_language() or "cs")
    if day == today:
        return gettext("today so far, %(day)s") % {"day": name}
    return gettext("yesterday, %(day)s") % {"day": name} if (day_of(today) - day_of(day)).days == 1 else name


def changes_words(changes: Mapping[str, Any]) -> list[str]:
    """What was changed, a phrase each."""
    out = []
    if changes.get("profile"):
        out.append(str(_("profile: %(name)s")) % {"name": dict(PROFILES).get(changes["profile"], changes["profile"])})
    out += [str(_("without the limit %(name)s")) % {"name": limit_words(name)} for name in changes.get("without", ())]
    out += [str(_("%(name)s only observes")) % {"name": detector(name)} for name in changes.get("observed", ())]
    out += [f"{CEILING_NAMES.get(name, name)}: {value}" for name, value in changes.get("ceiling", {}).items()]
    for one in changes.get("tuned", ()):
        place, _equals, value = str(one).partition("=")
        name, _dot, setting = place.partition(".")
        out.append(f"{detector(name)}: {SETTING_NAMES.get(setting, setting)} {value}")
    return out
