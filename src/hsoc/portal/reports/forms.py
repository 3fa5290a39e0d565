"""What people type about reports: answers, settings, exceptions, classes. Never: whether they may (actions)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.events.web.words import SEVERITIES
from hsoc.portal.reports.actions.wanted import MOST_TEXT
from hsoc.portal.reports.models import LANGUAGES, Mode, Preference, Report, Verdict
from hsoc.portal.reports.rules.classes import NAMES, State
from hsoc.portal.reports.rules.content import read
from hsoc.portal.reports.share.words import CLASSES, STATES

MUTES = [("1", _("a day")), ("7", _("a week")), ("30", _("30 days")), ("0", _("send mails again"))]
LASTS = [("7", _("a week")), ("30", _("30 days")), ("365", _("a year")), ("", _("until I take it back"))]
MOST_MAILS = 1500  # characters of one field of addresses


class AnswerForm(forms.Form):
    """What is said of a report; the classes offered are those that it tells of."""

    verdict = forms.ChoiceField(label=_("How was it?"), choices=Verdict.choices, widget=forms.RadioSelect, initial=Verdict.USEFUL)
    event_class = forms.ChoiceField(label=_("Which part"), required=False)
    text = forms.CharField(label=_("What we should know"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, report: Report, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        names = dict.fromkeys(part.name for part in read(report.content).parts)
        field = self.fields["event_class"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("the whole report")), *((name, CLASSES.get(name, name)) for name in names)]


class PreferenceForm(forms.Form):
    """Whom to write to, in which language, how and when."""

    mails = forms.CharField(
        label=_("Mail addresses"), required=False, max_length=MOST_MAILS, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line. Empty: the managers and analysts of the organisation."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of mails"), choices=LANGUAGES)
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices)
    office_only = forms.BooleanField(
        label=_("Information to medium severity in office hours only (Monday to Friday, 8–16)"), required=False
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for number in sorted(SEVERITIES, reverse=True):
            self.fields[f"mails_{number}"] = forms.CharField(
                label=str(SEVERITIES[number]), required=False, max_length=MOST_MAILS, widget=forms.Textarea(attrs={"rows": 1})
            )

    @staticmethod
    def filled(preference: Preference) -> dict[str, Any]:
        """The values of a preference."""
        lists = {f"mails_{key}" if key else "mails": "\n".join(mails) for key, mails in preference.addresses.items()}
        return {"language": preference.language, "mode": preference.mode, "office_only": preference.office_only} | lists

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that everybody needs."""
        return [self[name] for name in ("mails", "language", "mode", "office_only")]

    @property
    def each(self) -> list[forms.BoundField]:
        """The addresses of single severities."""
        return [self[name] for name in self.fields if name.startswith("mails_")]

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        data = self.cleaned_data
        lists = {
            name.removeprefix("mails").removeprefix("_"): data[name].replace(",", " ").split() for name in data if name.startswith("mails")
        }
        return {"addresses": lists, "language": data["language"], "mode": data["mode"], "office_only": data["office_only"]}


class MuteForm(forms.Form):
    """For how long no mails are sent."""

    days = forms.TypedChoiceField(label=_("No mails for"), choices=MUTES, coerce=int)
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)


class ExclusionForm(forms.Form):
    """What is not to be told."""

    event_class = forms.ChoiceField(label=_("Kind"), required=False)
    net = forms.CharField(label=_("Our address or prefix"), max_length=43, required=False)
    detector = forms.CharField(label=_("Detector"), max_length=80, required=False)
    days = forms.TypedChoiceField(label=_("How long"), choices=LASTS, coerce=int, empty_value=None, required=False, initial="30")
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["event_class"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("any kind")), *((name, CLASSES.get(name, name)) for name in NAMES)]


class ClassForm(forms.Form):
    """The state of one class."""

    name = forms.CharField(max_length=40)
    state = forms.ChoiceField(choices=[(one.value, STATES[one.value]) for one in State])


class BeliefForm(forms.Form):
    """How much a detector is believed."""

    detector = forms.CharField(label=_("Detector"), max_length=80)
    value = forms.FloatField(label=_("Credibility, 0 to 1"), min_value=0, max_value=1)


class SearchForm(forms.Form):
    """Which reports are listed. Values that do not fit restrict nothing."""

    member = forms.IntegerField(required=False, min_value=1, max_value=4095)
    severity = forms.IntegerField(required=False, min_value=1, max_value=5)
    kind = forms.ChoiceField(required=False, choices=[("source", ""), ("target", "")])
    shadow = forms.ChoiceField(required=False, choices=[("1", ""), ("0", "")])
    q = forms.CharField(required=False, max_length=40)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for, without what does not fit."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
