"""Forms of the public web and of its portal side. Belongs here: fields and their bounds. Never: a change."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.members.models import Kind
from hsoc.portal.website.models import STATE_NAMES

JOINING_KINDS = [(kind.value, kind.label) for kind in Kind if kind is not Kind.OPERATOR]


class Joining(forms.Form):
    """Who wants to join. `website` is a field that people do not see and machines fill in."""

    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("What it is"), choices=JOINING_KINDS)
    person = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    mail = forms.EmailField(
        label=_("E-mail at work"),
        max_length=254,
        help_text=_("We send a link there, so that we know that it is you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Telephone (if you wish)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    message = forms.CharField(
        label=_("What should we know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Which network you use, who looks after security, what you would like to begin with."),
    )
    website = forms.CharField(required=False, max_length=200)

    @property
    def trapped(self) -> bool:
        """Whether the unseen field was filled in."""
        return bool(self.data.get("website"))


class GoalForm(forms.Form):
    """A goal of the plan."""

    cs = forms.CharField(label=_("Goal in Czech"), max_length=200)
    en = forms.CharField(label=_("Goal in English"), max_length=200)
    why_cs = forms.CharField(label=_("Why, in Czech"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    why_en = forms.CharField(label=_("Why, in English"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(label=_("Reason of the change"), max_length=300, help_text=_("For the log; the public does not see it."))


class StepForm(forms.Form):
    """A step of the plan."""

    cs = forms.CharField(label=_("Step in Czech"), max_length=300)
    en = forms.CharField(label=_("Step in English"), max_length=300)
    owner = forms.CharField(
        label=_("Who is in charge"), max_length=80, help_text=_("A group or an office, not a name: the plan is public.")
    )
    owner_en = forms.CharField(label=_("The same in English"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[(one.value, name) for one, name in STATE_NAMES.items()])
    due: forms.Field = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    outcome_cs = forms.CharField(
        label=_("How it turned out, in Czech"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    outcome_en = forms.CharField(
        label=_("How it turned out, in English"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(
        label=_("Note to the change"), max_length=300, required=False, help_text=_("Everybody reads it in the history of the step.")
    )
    reason = forms.CharField(label=_("Reason of the change"), max_length=300, help_text=_("For the log; the public does not see it."))

    def clean_due(self) -> date | None:
        """The day, or none."""
        return self.cleaned_data.get("due") or None


class Answer(forms.Form):
    """What became of a wish to join."""

    deed = forms.ChoiceField(choices=[("answered", ""), ("refused", "")])
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
