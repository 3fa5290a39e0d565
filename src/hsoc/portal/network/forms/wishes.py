"""What people type about wishes, other networks, spared nets, exemptions and limits. Never: whether they may."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.events.web.words import ACTIONS
from hsoc.portal.network.forms.rules import REASON, lasts_choices
from hsoc.portal.network.models import Exemption
from hsoc.portal.network.models.own import WAY_NAMES
from hsoc.records.decision import Action
from hsoc.records.policy import Wishes

_AS_PROFILE = ("", _("as the profile says"))


def action_choices(*actions: Action) -> list[tuple[str, Any]]:
    """Steps as people choose them."""
    return [_AS_PROFILE, *((one.value, ACTIONS.get(one.value, one.value)) for one in actions)]


PROFILES = [("", _("stricter, as hSOC offers it")), ("network", _("as everybody in the network"))]
FOR_SCANNERS = (Action.OBSERVE, Action.RATE_LIMIT, Action.FLOWSPEC)


class WishForm(forms.Form):
    """Automatic protection as the member wants it."""

    profile = forms.ChoiceField(label=_("Profile"), required=False, choices=PROFILES)
    strongest = forms.ChoiceField(label=_("Strongest automatic step"), required=False, choices=lambda: action_choices(*Action))
    longest_minutes = forms.IntegerField(label=_("Longest automatic step, minutes"), required=False, min_value=1, max_value=1440)
    most_rules = forms.IntegerField(label=_("Most automatic rules at once"), required=False, min_value=0, max_value=3000)
    research_scanners = forms.ChoiceField(
        label=_("Known research scanners"),
        required=False,
        choices=lambda: action_choices(*FOR_SCANNERS),
    )
    reason = forms.CharField(label=_("Why"), max_length=REASON, required=False)

    @property
    def words(self) -> list[tuple[str, str]]:
        """(what, how it is set) of every wish, for those who may only read."""
        out = []
        for field in self:
            if field.name == "reason":
                continue
            choices = dict(getattr(field.field, "choices", ()))
            value = "" if field.value() is None else field.value()
            out.append((str(field.label), str(choices.get(value, _AS_PROFILE[1] if value == "" else value))))
        return out

    def wishes(self, before: Wishes) -> Wishes:
        """As the engine takes them; what the form does not know stays."""
        given = self.cleaned_data
        return Wishes(
            profile=given["profile"] or None,
            strongest=Action(given["strongest"]) if given["strongest"] else None,
            longest_minutes=given["longest_minutes"],
            most_rules=given["most_rules"],
            research_scanners=Action(given["research_scanners"]) if given["research_scanners"] else None,
            observe_detectors=before.observe_detectors,
        )


class OtherForm(forms.Form):
    """Another way into the member."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, name) for kind, name in WAY_NAMES.items()])
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    asn = forms.IntegerField(label=_("AS number"), required=False, min_value=0, max_value=(1 << 32) - 1)
    prefixes = forms.CharField(label=_("Prefixes, empty = all of yours"), max_length=500, required=False)


class SpareForm(forms.Form):
    """A net that no black hole may swallow."""

    network = forms.CharField(label=_("Prefix"), max_length=43)
    lasts = forms.ChoiceField(label=_("How long"), choices=lasts_choices)
    reason = forms.CharField(label=_("Why"), max_length=REASON)


class ExemptionForm(SpareForm):
    """Somebody who is not acted against for a while."""

    owner = forms.CharField(label=_("Who answers for it"), max_length=120)
    tier = forms.ChoiceField(label=_("How far"), choices=Exemption.Tier.choices)


class LimitForm(forms.Form):
    """How much an organisation's rules may take."""

    organisation = forms.IntegerField(min_value=1, max_value=4095)
    most_rules = forms.IntegerField(label=_("Rules"), min_value=0, max_value=3000)
    most_cost = forms.IntegerField(label=_("Units of memory"), min_value=0, max_value=9000)
    reason = forms.CharField(label=_("Why"), max_length=REASON)
