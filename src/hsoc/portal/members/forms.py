"""What people type about organisations, people and tokens, bounded and cleaned. Never: whether they may (actions)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.actions.tokens import LONGEST_DAYS
from hsoc.portal.members.models import BED_NAMES, EMPLOYEE_NAMES, REGIME_NAMES, REGION_CHOICES, ROLE_NAMES, SERVICE_NAMES, WORK_NAMES
from hsoc.portal.members.rules import COMMUNITY, SCOPES, Actor, allows_scope

REASON = 500  # characters
LANGUAGE_NAMES = {
    "cs": _("Czech"),
    "sk": _("Slovak"),
    "en": _("English"),
    "de": _("German"),
    "pl": _("Polish"),
    "uk": _("Ukrainian"),
    "fr": _("French"),
}
DAY_NAMES = {"1": _("Mon"), "2": _("Tue"), "3": _("Wed"), "4": _("Thu"), "5": _("Fri"), "6": _("Sat"), "7": _("Sun")}


# a right of a token in words: what, and what may be done to it
THINGS = {
    "network": _("Figures of the network"),
    "event": _("Threats"),
    "indicator": _("Indicators"),
    "sharing": _("What we give"),
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


def _or_none(names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [("", "–"), *names.items()]


class ProfileForm(forms.Form):
    """What an organisation says of itself."""

    short = forms.CharField(label=_("Short name"), max_length=40, required=False)
    ico = forms.CharField(label=_("Identification number (IČO)"), max_length=12, required=False)
    founder = forms.CharField(
        label=_("Founder"), max_length=200, required=False, help_text=_("The region, the town, the ministry or the owner.")
    )
    region = forms.ChoiceField(label=_("Region"), choices=lambda: _or_none(REGION_CHOICES), required=False)
    beds = forms.ChoiceField(label=_("Beds"), choices=lambda: _or_none(BED_NAMES), required=False)
    employees = forms.ChoiceField(label=_("Employees"), choices=lambda: _or_none(EMPLOYEE_NAMES), required=False)
    regime = forms.ChoiceField(
        label=_("Regime under the cyber-security act"),
        choices=lambda: list(REGIME_NAMES.items()),
        help_text=_("What the authority decided of you; “not decided yet” is a full answer."),
    )
    regime_decided = forms.DateField(
        label=_("Decision delivered on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    regime_number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    services = forms.MultipleChoiceField(
        label=_("Regulated services"), choices=lambda: list(SERVICE_NAMES.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
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


class AccountForm(forms.Form):
    """The account that an invited person makes."""

    username = forms.SlugField(label=_("User name"), max_length=60, help_text=_("Letters without diacritics, digits, - and _."))
    name = forms.CharField(label=_("Name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; a sentence that only you know is best."),
    )
    again = forms.CharField(
        label=_("Password once more"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ."))
        return given

    @property
    def given(self) -> dict[str, str]:
        """What the account is made of."""
        return {name: self.cleaned_data[name] for name in ("username", "name", "password")}


class AnswerForm(forms.Form):
    """The second person's word."""

    verdict = forms.ChoiceField(choices=[("approve", "approve"), ("refuse", "refuse")])
    answer = forms.CharField(max_length=REASON, required=False)


class NameForm(forms.Form):
    """A domain or an AS number to be added."""

    value = forms.CharField(label=_("Domain or AS number"), max_length=253, help_text=_("For example nemocnice.example or AS64500"))
    reason = forms.CharField(label=_("Reason"), max_length=REASON)


class FunctionForm(forms.Form):
    """What somebody does in the organisation."""

    username = forms.CharField(label=_("User name"), max_length=60)
    kind = forms.ChoiceField(label=_("Function"), choices=lambda: [(one.value, name) for one, name in WORK_NAMES.items()])
    rank = forms.IntegerField(label=_("Order of calling"), min_value=1, max_value=9, initial=1, help_text=_("1 is called first."))
    title = forms.CharField(label=_("In your own words"), max_length=100, required=False)


class InviteForm(forms.Form):
    """Whom to invite and as what."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, name) for role, name in ROLE_NAMES.items() if role not in COMMUNITY])
    work = forms.MultipleChoiceField(
        label=_("Functions"),
        choices=lambda: [(one.value, name) for one, name in WORK_NAMES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=[("cs", "čeština"), ("en", "English")])


class StandingForm(forms.Form):
    """A step of an organisation, with its day and the reason."""

    step = forms.ChoiceField(choices=[(one, one) for one in ("participates", "connected", "left")])
    on = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=REASON)


class ContactForm(forms.Form):
    """How and when to reach a person, in that person's own words."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    dark_email = forms.EmailField(
        label=_("Address for the day when your hospital is dark"),
        required=False,
        help_text=_("Outside your organisation's domains. Coordinators and duty contacts see it."),
    )
    dark_phone = forms.CharField(label=_("Phone for that day"), max_length=30, required=False)
    speaks = forms.MultipleChoiceField(
        label=_("Languages"), choices=lambda: list(LANGUAGE_NAMES.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    workdays = forms.MultipleChoiceField(
        label=_("Working days"), choices=lambda: list(DAY_NAMES.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    hours_from = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), help_text=_("Empty = all day")
    )
    hours_to = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def clean_workdays(self) -> str:
        """The days as digits."""
        return "".join(self.cleaned_data["workdays"])


class AwayForm(forms.Form):
    """Days away and who stands in."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    stand_in = forms.CharField(label=_("Who stands in (user name)"), max_length=60, required=False)


class KeyForm(forms.Form):
    """A public key as text."""

    text = forms.CharField(
        label=_("Public key"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "mono"}),
        help_text=_("OpenPGP (BEGIN PGP PUBLIC KEY BLOCK) or an S/MIME certificate (BEGIN CERTIFICATE)."),
    )
