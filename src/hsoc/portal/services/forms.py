"""What people type about services and requests. Never: a change."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hsoc.portal.services.models import Service
from hsoc.portal.services.rules.questions import LONGEST_ANSWER, VRF

_MARKS = _("Markdown: **bold**, * a list")
_LONG = forms.Textarea(attrs={"rows": 8})


class ServiceForm(forms.Form):
    """A service in both languages."""

    code = forms.SlugField(label=_("Short name in addresses"), max_length=40)
    name_cs = forms.CharField(label=_("Name in Czech"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    summary_cs = forms.CharField(label=_("What it is, in one sentence, in Czech"), max_length=300)
    summary_en = forms.CharField(label=_("What it is, in one sentence, in English"), max_length=300)
    text_cs = forms.CharField(label=_("Description in Czech"), max_length=20_000, required=False, widget=_LONG, help_text=_MARKS)
    text_en = forms.CharField(label=_("Description in English"), max_length=20_000, required=False, widget=_LONG, help_text=_MARKS)
    price_cs = forms.CharField(
        label=_("Price in Czech"), max_length=200, required=False, help_text=_("Leave empty where it costs nothing.")
    )
    price_en = forms.CharField(label=_("Price in English"), max_length=200, required=False)
    sla_cs = forms.CharField(
        label=_("What can be relied upon, in Czech"), max_length=500, required=False, help_text=_("As best effort; no penalty.")
    )
    sla_en = forms.CharField(label=_("What can be relied upon, in English"), max_length=500, required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=Service.Audience.choices)
    process = forms.ChoiceField(label=_("Steps to use"), choices=Service.Process.choices)
    steps = forms.CharField(
        label=_("Own steps"),
        max_length=8000,
        required=False,
        widget=_LONG,
        help_text=_("Who does it, its name in Czech, its name in English: member | Smlouva | Contract. Or provider | … One step a line."),
    )
    owner = forms.TypedChoiceField(label=_("Who provides it"), coerce=int)
    state = forms.ChoiceField(label=_("State"), choices=Service.State.choices, help_text=_("Members see it once it is offered."))
    field_order = (*(f"{name}_{tongue}" for name in ("name", "summary", "text", "price", "sla") for tongue in ("cs", "en")),
                   "code", "owner", "audience", "state", "process", "steps")  # fmt: skip

    def __init__(self, data: Mapping[str, str] | None, *, names: Mapping[int, str], initial: Mapping[str, object] | None = None) -> None:
        """names: number → name of the organisations that may provide it."""
        super().__init__(data, initial=dict(initial or {}))
        self.fields["owner"].choices = sorted(names.items(), key=lambda one: one[1])  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """What the organisation adds to its request."""

    note = forms.CharField(
        label=_("What you expect of it"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Read by whoever runs the service; it saves a question."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """A reason or a word."""

    reason = forms.CharField(max_length=4000, required=False)


class RulesForm(forms.Form):
    """The next version of the rules."""

    text_cs = forms.CharField(label=_("Rules in Czech"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 20}))
    text_en = forms.CharField(label=_("Rules in English"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 20}))


class PaperForm(forms.Form):
    """A document."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    file = forms.FileField(label=_("File"))


class QuestionForm(forms.Form):
    """The questionnaire: one field a question, none of which is demanded, so that a half-filled one can be kept."""

    def __init__(self, data: Mapping[str, str] | None, *, answers: Mapping[str, str]) -> None:
        """answers: what is kept so far."""
        super().__init__(data, initial=dict(answers))
        place = 0 if get_language() == "cs" else 1
        for one in VRF:
            widget = forms.Textarea(attrs={"rows": 3}) if one.long else forms.TextInput()
            self.fields[one.code] = forms.CharField(
                label=one.text[place], help_text=one.help[place], max_length=LONGEST_ANSWER, required=False, widget=widget
            )
