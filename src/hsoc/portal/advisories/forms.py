"""What people type about advisories: filters, papers, labels, reasons. Bounded and cleaned. Never: whether they may (actions)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hsoc.portal.advisories.rules import Draft, State
from hsoc.portal.indicators.forms import REASON, WHOSE, LabelForm
from hsoc.portal.indicators.models import AUDIENCE_NAMES
from hsoc.portal.indicators.rules import Audience
from hsoc.records.advisory import Nature, Status
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import TLP

LONGEST_TEXT = 20_000  # characters of a text or of lines
SEVERITIES = {
    Severity.CRITICAL: _("critical"),
    Severity.HIGH: _("high"),
    Severity.MEDIUM: _("medium"),
    Severity.LOW: _("low"),
    Severity.INFO: _("informative"),
}
NATURES = {
    Nature.ADVISORY: _("advisory"),
    Nature.VEX: _("statement of what is affected (VEX)"),
    Nature.INFORMATION: _("information"),
    Nature.ALERT: _("alert"),
}
STATES = {
    State.VALID: _("valid"),
    State.DRAFT: _("draft"),
    State.EXERCISE: _("exercise"),
    State.EXPIRED: _("expired"),
    State.REPLACED: _("replaced by a later message"),
    State.WITHDRAWN: _("withdrawn"),
}
SORTS = {"new": _("newest first"), "score": _("gravest first")}
SCORES = {"9": "9,0", "7": "7,0", "4": "4,0"}
STATUSES = {Status.DRAFT: _("draft"), Status.FINAL: _("final"), Status.EXERCISE: _("exercise")}
VALID_FOR = {"": _("not said"), "1": _("1 day"), "7": _("7 days"), "30": _("30 days"), "90": _("90 days")}


def _offered(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [("", ""), *((str(code), str(code)) for code in words)]


def _lines(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class ListForm(forms.Form):
    """Filters of the list, all optional; what is none of the choices is left out."""

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    severity = forms.TypedChoiceField(label=_("At least"), required=False, coerce=int, choices=_offered({int(one): "" for one in Severity}))
    score = forms.TypedChoiceField(
        label=_("CVSS at least"), required=False, coerce=float, empty_value=None, choices=[("", ""), *SCORES.items()]
    )
    vendor = forms.CharField(label=_("Vendor"), required=False, max_length=200)
    product = forms.CharField(label=_("Product"), required=False, max_length=200)
    cve = forms.RegexField(r"(?i)^CVE-[0-9]{4}-[0-9]{4,12}$", label="CVE", required=False)
    exploited = forms.BooleanField(label=_("Exploited already"), required=False)
    tlp = forms.ChoiceField(label="TLP", required=False, choices=_offered({one.value: "" for one in TLP}))
    nature = forms.ChoiceField(label=_("Kind"), required=False, choices=_offered({one.value: "" for one in Nature}))
    who = forms.ChoiceField(label=_("Whose"), required=False, choices=_offered(WHOSE))
    state = forms.ChoiceField(label=_("State"), required=False, choices=_offered({one.value: "" for one in State}))
    since = forms.DateField(label=_("Changed from"), required=False)
    until = forms.DateField(label=_("Changed to"), required=False)

    @property
    def readable(self) -> dict[str, Any]:
        """Filters that could be read; days are those of Prague, the last one included."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        zone = ZoneInfo(settings.TIME_ZONE)
        if day := given.get("since"):
            given["since"] = datetime.combine(day, time(), zone)
        if day := given.get("until"):
            given["until"] = datetime.combine(day + timedelta(days=1), time(), zone)
        return given


class DraftForm(LabelForm):
    """A paper of one's own."""

    title = forms.CharField(label=_("Title"), max_length=300)
    summary = forms.CharField(label=_("What it is about"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}))
    todo = forms.CharField(label=_("What to do"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))
    severity = forms.TypedChoiceField(
        label=_("Severity"), coerce=lambda code: Severity(int(code)), choices=[(str(int(one)), name) for one, name in SEVERITIES.items()]
    )
    status = forms.TypedChoiceField(label=_("State"), coerce=Status, choices=[(one.value, name) for one, name in STATUSES.items()])
    products = forms.CharField(label=_("Products"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    cves = forms.CharField(label=_("CVE numbers"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}))
    references = forms.CharField(
        label=_("More about it"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid = forms.ChoiceField(label=_("Valid for"), required=False, choices=list(VALID_FOR.items()))

    def draft(self, *, now: datetime, expires: datetime | None = None) -> Draft:
        """What was typed. expires: as it is, where nothing was chosen."""
        given = self.cleaned_data
        until = now + timedelta(days=int(given["valid"])) if given["valid"] else expires
        return Draft(
            title=given["title"], summary=given["summary"], todo=given["todo"], severity=given["severity"], products=given["products"],
            cves=given["cves"], references=given["references"], tlp=given["tlp"], pap=given["pap"], status=given["status"],
            expires=None if until is None else round(until.astimezone(UTC).timestamp() * 1000),
        )  # fmt: skip


class RelabelForm(forms.Form):
    """Another label or audience, with a reason."""

    tlp = forms.TypedChoiceField(label="TLP", coerce=TLP, choices=[(one.value, one.value) for one in TLP])
    audience = forms.TypedChoiceField(
        label=_("For whom"), coerce=Audience, choices=[(one.value, name) for one, name in AUDIENCE_NAMES.items()]
    )
    reason = forms.CharField(label=_("Why"), max_length=REASON, required=False)
