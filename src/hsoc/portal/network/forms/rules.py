"""What people type about rules: fields, filters of the list, bulk steps. Never: whether they may, or what a match means (rules/typed)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.network.models.own import DO_NAMES
from hsoc.portal.network.rules.limits import CHOICES
from hsoc.portal.network.rules.typed import FIELDS, LONGEST
from hsoc.records.policy import Own

REASON = 500  # characters
DIRECTIONS = {"in": _("towards us"), "out": _("from us")}
LASTS_NAMES = {
    "1h": _("1 hour"),
    "8h": _("8 hours"),
    "1d": _("1 day"),
    "7d": _("7 days"),
    "30d": _("30 days"),
    "90d": _("90 days"),
    "365d": _("1 year"),
}
STATE_NAMES = {
    "active": _("in force"),
    "coming": _("on its way to the routers"),
    "held": _("held back by the emergency brake"),
    "waiting": _("waits for a second person"),
    "refused": _("refused by the engine"),
    "aside": _("steps aside just now"),
    "spared": _("not announced: lies in a spared net"),
    "vetoed": _("vetoed"),
    "expired": _("over"),
    "withdrawn": _("withdrawn"),
}
LISTED = ("active", "waiting", "ending", "vetoed", "expired", "withdrawn")  # states that a list can be narrowed to
FRAGMENT_NAMES = {"": _("whatever"), "any": _("only fragments"), "none": _("no fragments")}


def lasts_choices() -> list[tuple[str, Any]]:
    """How long a rule may last, as people choose it."""
    return [(code, LASTS_NAMES[code]) for code in CHOICES]


class RuleForm(forms.Form):
    """All of a rule but the meaning of its fields, which rules/typed reads together."""

    organisation = forms.TypedChoiceField(label=_("For whom"), coerce=int)
    do = forms.ChoiceField(label=_("What happens"), choices=[(do.value, name) for do, name in DO_NAMES.items()])
    direction = forms.ChoiceField(label=_("Traffic"), choices=list(DIRECTIONS.items()))
    rate = forms.IntegerField(label=_("Packets a second"), required=False, min_value=1, max_value=100_000_000)
    lasts = forms.ChoiceField(label=_("How long"), choices=lasts_choices)
    comment = forms.CharField(label=_("Why"), max_length=REASON)

    def __init__(self, *args: Any, owners: Mapping[int, str], offered: frozenset[Own], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = list(owners.items())  # type: ignore[attr-defined]
        self.fields["do"].choices = [(do.value, name) for do, name in DO_NAMES.items() if do in offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A limit needs its number."""
        given = super().clean() or {}
        if given.get("do") == Own.RATE_LIMIT and not given.get("rate") and "rate" not in self.errors:
            self.add_error("rate", _("Say how many packets a second may pass."))
        return given


def typed_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the match as they were typed, cut where they are absurdly long."""
    return {name: str(data.get(name, ""))[: LONGEST + 1] for name in FIELDS}


class ListForm(forms.Form):
    """Filters of the list, all optional."""

    state = forms.ChoiceField(required=False, choices=[("", ""), *((code, code) for code in LISTED)])
    do = forms.ChoiceField(required=False, choices=[("", ""), *((do.value, do.value) for do in Own)])
    text = forms.CharField(required=False, max_length=100)
    member = forms.IntegerField(required=False, min_value=1, max_value=4095)
    sort = forms.CharField(required=False, max_length=20)


class BulkForm(forms.Form):
    """One step for several rules."""

    act = forms.ChoiceField(choices=[(name, name) for name in ("withdraw", "extend", "comment", "restore")])
    pick = forms.TypedMultipleChoiceField(coerce=int)
    reason = forms.CharField(required=False, max_length=REASON)
    lasts = forms.ChoiceField(required=False, choices=[("", ""), *lasts_choices()])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        picked = [one for one in data.getlist("pick") if one.isdecimal() and len(one) < 12]
        self.fields["pick"].choices = [(one, one) for one in picked]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=REASON)
