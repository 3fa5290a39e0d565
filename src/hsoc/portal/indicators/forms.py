"""What people type about indicators: filters, new ones, labels, reasons. Bounded and cleaned. Never: whether they may (actions)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.indicators.models import AUDIENCE_NAMES
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.records.indicator import Kind
from hsoc.records.tlp import PAP, TLP

REASON = 500  # characters
LONGEST_PASTE = 200_000  # characters: some thousand long URLs
MOST_DAYS = 3650
SORTS = {"new": _("newest first"), "old": _("oldest first"), "value": _("by value")}
STATES = {"valid": _("valid"), "expired": _("expired"), "revoked": _("taken back")}
MORE_STATES = {"kept": _("not taken back")}  # for addresses of other pages
REACHES = {"given": _("given to others"), "own": _("kept to the organisation")}
WHOSE = {"mine": _("ours"), "others": _("others'")}
KIND_NAMES = {
    Kind.IP: _("address"),
    Kind.NET: _("prefix"),
    Kind.DOMAIN: _("domain name"),
    Kind.URL: _("URL"),
    Kind.MAIL: _("mail address"),
    Kind.MD5: "MD5",
    Kind.SHA1: "SHA-1",
    Kind.SHA256: "SHA-256",
    Kind.SHA512: "SHA-512",
    Kind.ASN: _("AS number"),
}
VALID_FOR = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("1 year"), "": _("until taken back")}
CATEGORIES = {
    "": _("not said"),
    "Recon.Scanning": _("scanning"),
    "Attempt.Login": _("guessing of passwords"),
    "Attempt.Exploit": _("attempts to break in"),
    "Intrusion.Botnet": _("control of infected machines"),
    "Malware": _("malware"),
    "Fraud.Phishing": _("phishing"),
    "Abusive.Spam": _("unwanted mail"),
}


def _offered(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [("", ""), *((str(code), str(code)) for code in words)]


class ListForm(forms.Form):
    """Filters of the list, all optional; what is none of the choices is left out."""

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=_offered(KIND_NAMES))
    tlp = forms.ChoiceField(label="TLP", required=False, choices=_offered({one.value: "" for one in TLP}))
    pap = forms.ChoiceField(label="PAP", required=False, choices=_offered({one.value: "" for one in PAP}))
    who = forms.ChoiceField(label=_("Whose"), required=False, choices=_offered(WHOSE))
    state = forms.ChoiceField(label=_("State"), required=False, choices=_offered(STATES | MORE_STATES))
    to_block = forms.BooleanField(label=_("Meant for blocking"), required=False)
    owner = forms.IntegerField(label=_("Organisation"), required=False, min_value=1, max_value=2**31 - 1)
    reach = forms.ChoiceField(label=_("For whom"), required=False, choices=_offered(REACHES))
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)

    @property
    def readable(self) -> dict[str, Any]:
        """Filters that could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LabelForm(forms.Form):
    """The two labels and the audience, which never reaches farther than the TLP allows."""

    tlp = forms.TypedChoiceField(label="TLP", coerce=TLP, choices=[(one.value, one.value) for one in TLP])
    pap = forms.TypedChoiceField(label="PAP", coerce=PAP, choices=[(one.value, one.value) for one in PAP])
    audience = forms.TypedChoiceField(
        label=_("For whom"), coerce=Audience, choices=[(one.value, name) for one, name in AUDIENCE_NAMES.items()]
    )

    def clean(self) -> dict[str, Any]:
        """A label that does not allow the audience is said at its field."""
        given = super().clean() or {}
        label, whom = given.get("tlp"), given.get("audience")
        if label and whom and not reaches(whom, label):
            self.add_error("audience", _("%(label)s does not allow this audience.") % {"label": label.value})
        return given


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=REASON)


class RelabelForm(LabelForm):
    """Other labels, with a reason."""

    reason = forms.CharField(label=_("Why"), max_length=REASON)


class NewForm(LabelForm):
    """New indicators, many at once."""

    values = forms.CharField(label=_("Values"), max_length=LONGEST_PASTE, widget=forms.Textarea(attrs={"rows": 8}))
    title = forms.CharField(label=_("Title"), required=False, max_length=300)
    description = forms.CharField(label=_("What it is about"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    category = forms.ChoiceField(label=_("Category"), required=False, choices=list(CATEGORIES.items()))
    confidence = forms.IntegerField(label=_("How sure, in per cent"), required=False, min_value=0, max_value=100)
    valid = forms.ChoiceField(label=_("Valid for"), required=False, choices=list(VALID_FOR.items()))
    to_block = forms.BooleanField(label=_("May be blocked"), required=False)
    organisation = forms.TypedChoiceField(label=_("In whose name"), coerce=int)

    def __init__(self, *args: Any, owners: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = list(owners.items())  # type: ignore[attr-defined]


class BulkForm(forms.Form):
    """One step for several of one's own."""

    act = forms.ChoiceField(choices=[("revoke", "revoke"), ("relabel", "relabel")])
    pick = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        picked = [one for one in data.getlist("pick")[:200] if one.isdecimal() and len(one) < 19]
        self.fields["pick"].choices = [(one, one) for one in picked]  # type: ignore[attr-defined]


class ApprovalForm(forms.Form):
    """A coordinator's word about one value."""

    kind = forms.TypedChoiceField(coerce=Kind, choices=[(one.value, one.value) for one in Kind])
    value = forms.CharField(max_length=4096)
    valid = forms.ChoiceField(required=False, choices=list(VALID_FOR.items()))
    reason = forms.CharField(label=_("Why"), max_length=REASON)


class TrustForm(forms.Form):
    """An organisation whose word is enough."""

    organisation = forms.IntegerField(label=_("Organisation"), min_value=1, max_value=2**31 - 1)
    reason = forms.CharField(label=_("Why"), max_length=REASON)


class WarningListForm(forms.Form):
    """A warning list: a file, or rows typed in; what the file says of itself need not be typed."""

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("Text with one prefix or name a line, or a warning list of MISP (JSON). At most 8 MB.")
    )
    rows = forms.CharField(label=_("Or rows"), required=False, widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}))
    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    source = forms.CharField(label=_("Where it comes from"), required=False, max_length=300)
    version = forms.CharField(label=_("Version"), required=False, max_length=60)
    reason = forms.CharField(label=_("Why its values tell nothing"), required=False, max_length=500)


class WarningSwitchForm(forms.Form):
    """On or off."""

    enabled = forms.CharField(required=False, max_length=2)
    reason = forms.CharField(required=False, max_length=500)
