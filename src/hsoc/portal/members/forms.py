"""What people type about organisations, people and tokens, bounded and cleaned. Never: whether they may (actions)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.actions.tokens import LONGEST_DAYS
from hsoc.portal.members.models import ROLE_NAMES
from hsoc.portal.members.rules import COMMUNITY, SCOPES, Actor, allows_scope

REASON = 500  # characters


# a right of a token in words: what, and what may be done to it
THINGS = {
    "network": _("Figures of the network"),
    "event": _("Threats"),
    "indicator": _("Indicators"),
    "advisory": _("Advisories"),
    "flow": _("Flows"),
    "organisation": _("Organisation"),
    "prefix": _("Prefixes"),
    "person": _("People"),
    "token": _("Access tokens"),
    "approval": _("Approvals"),
    "client": _("Sending systems"),
    "perimeter": _("Perimeter"),
    "rule": _("Own rules"),
    "wish": _("Wishes for the perimeter"),
    "report": _("Reports"),
    "memorandum": _("Memorandum"),
    "ballot": _("Votes"),
    "group": _("Working groups"),
    "meeting": _("Meetings"),
    "service": _("Catalogue of services"),
    "request": _("Requests for services"),
    "aid": _("Mutual help"),
    "plan": _("Action plan"),
    "page": _("Pages of the public web"),
    "audit": _("Audit log"),
}
DEEDS = {
    "view": _("read"),
    "create": _("add"),
    "change": _("change"),
    "remove": _("remove"),
    "approve": _("approve"),
    "export": _("export"),
}


def scope_words(name: str) -> str:
    """A scope such as event:view in words: Threats: read."""
    thing, _colon, deed = name.partition(":")
    return f"{THINGS[thing]}: {DEEDS[deed]}"


class ProfileForm(forms.Form):
    """What an organisation says of itself."""

    short = forms.CharField(label=_("Short name"), max_length=40, required=False)
    region = forms.CharField(label=_("Region"), max_length=60, required=False)
    opted_out_of_sharing = forms.BooleanField(label=_("Do not share our threats with other members, not even anonymised"), required=False)


class PrefixForm(forms.Form):
    """A prefix to be added or given up."""

    network = forms.CharField(label=_("Prefix"), max_length=43, help_text=_("Canonical, for example 192.0.2.0/24 or 2001:db8::/48"))
    origin = forms.IntegerField(
        label=_("AS number that announces it"), required=False, min_value=0, max_value=(1 << 32) - 1, help_text=_("Its ROA is looked up.")
    )
    registry = forms.CharField(
        label=_("What the registry says"),
        required=False,
        max_length=REASON,
        help_text=_("The inetnum object and its holder, say; not needed with a valid ROA."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=REASON)


class PersonForm(forms.Form):
    """A new person with the first role."""

    username = forms.SlugField(label=_("User name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, name) for role, name in ROLE_NAMES.items() if role not in COMMUNITY])


class SeatForm(forms.Form):
    """A role for somebody who has an account; community roles go through an approval."""

    username = forms.CharField(label=_("User name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    reason = forms.CharField(label=_("Reason"), max_length=REASON)


class TokenForm(forms.Form):
    """A new token: for which organisation, for what, for how long. Offers only what the actor could have."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Where it will be used"))
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    scopes = forms.MultipleChoiceField(label=_("Rights"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=LONGEST_DAYS, initial=90)

    def __init__(self, *args: Any, actor: Actor, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = sorted(actor.organisations)
        self.fields["organisation"].choices = [(number, names.get(number, str(number))) for number in mine]  # type: ignore[attr-defined]
        offered = [name for name in SCOPES if any(allows_scope(actor, name, number) for number in mine)]
        self.fields["scopes"].choices = [(name, scope_words(name)) for name in offered]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The second person's word."""

    verdict = forms.ChoiceField(choices=[("approve", "approve"), ("refuse", "refuse")])
    answer = forms.CharField(max_length=REASON, required=False)
