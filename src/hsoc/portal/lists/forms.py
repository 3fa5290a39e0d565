"""What people type about lists. Never: a change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hsoc.portal.lists.models import REPLIES_NAMES, WRITERS_NAMES
from hsoc.portal.lists.rules.posting import LONGEST_SUBJECT, LONGEST_TEXT, Replies, Writers
from hsoc.records.tlp import TLP

LABELS = [("", _("as usual in the group")), *((one.value, one.value) for one in TLP)]
REPLIES = [(one.value, name) for one, name in REPLIES_NAMES.items()]
WRITERS = [(one.value, name) for one, name in WRITERS_NAMES.items()]
NEVER_CHANGES = _("Small letters, digits and hyphens; it never changes.")


class AnswerForm(forms.Form):
    """An answer in a thread."""

    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8}))
    tlp = forms.ChoiceField(
        label=_("How far it may spread (TLP)"),
        required=False,
        choices=LABELS,
    )
    file = forms.FileField(label=_("File"), required=False)

    def label(self) -> TLP | None:
        """The chosen label."""
        return TLP(self.cleaned_data["tlp"]) if self.cleaned_data["tlp"] else None


class PostForm(AnswerForm):
    """A new thread."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    field_order = ("subject", "text", "tlp", "file")


class SettingsForm(forms.Form):
    """How a list is."""

    title = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    replies = forms.TypedChoiceField(label=_("Answers go"), coerce=Replies, choices=REPLIES)
    writers = forms.TypedChoiceField(label=_("Who writes"), coerce=Writers, choices=WRITERS)
    closed = forms.BooleanField(label=_("Closed: it is only read"), required=False)


class ListForm(forms.Form):
    """A further list of a group."""

    group = forms.ChoiceField(label=_("Group"))
    name = forms.CharField(label=_("Name in the address"), max_length=32, help_text=NEVER_CHANGES)
    title = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(label=_("What it is for"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, groups: dict[str, str]) -> None:
        """groups: code → name of those that the reader leads."""
        super().__init__(data)
        self.fields["group"].choices = list(groups.items())  # type: ignore[attr-defined]
