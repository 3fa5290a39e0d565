"""What people type in groups, bounded and cleaned. Never: whether they may (actions)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hsoc.portal.files.rules import MOST_BYTES
from hsoc.portal.groups.models import ASK_NAMES, CALLERS_NAMES, ENTRY_NAMES, PER_NAMES, REPLY_NAMES, Task
from hsoc.portal.groups.rules.calls import Reply
from hsoc.portal.groups.rules.papers import IN_REGISTERS
from hsoc.portal.groups.rules.polls import Ask, Per
from hsoc.portal.groups.rules.standing import Callers, Entry
from hsoc.portal.groups.rules.together import MOST, Act
from hsoc.portal.notices.rules.kinds import LONGEST_VALUE
from hsoc.records.tlp import TLP

REASON = 500  # characters


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick with their labels, drawn at once: a template for each of some hundred people takes longer than the rest of the page."""

    def render(self, name: str, value: Any, *_templates: object, **_their: object) -> SafeString:
        """The boxes."""
        chosen = set(self.format_value(value))
        lines = ((name, code, mark_safe(" checked") if str(code) in chosen else "", said) for code, said in self.choices)
        box = '<label class="check"><input type="checkbox" name="{}" value="{}"{}> <span>{}</span></label>'
        return format_html_join("", box, lines)


class Names(forms.Select):
    """One of as many people, drawn like them."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, *_templates: object, **_their: object) -> SafeString:
        """The choice."""
        chosen = set(self.format_value(value))
        lines = ((code, mark_safe(" selected") if str(code) in chosen else "", said) for code, said in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', lines)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _labels(labels: tuple[TLP, ...] = tuple(TLP)) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("How far it may spread (TLP)"), coerce=TLP, choices=[(one.value, one.value) for one in labels])


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class GroupForm(forms.Form):
    """What a group is."""

    name = forms.CharField(label=_("Name"), max_length=80, min_length=2)
    purpose = forms.CharField(label=_("What it is for"), max_length=4000, widget=_area(4))
    purpose_en = forms.CharField(label=_("The same in English"), max_length=4000, required=False, widget=_area(3))
    audience = forms.CharField(label=_("For whom it is"), max_length=300)
    audience_en = forms.CharField(label=_("The same in English"), max_length=300, required=False)
    entry = forms.TypedChoiceField(
        label=_("How one enters"), coerce=Entry, choices=[(one.value, name) for one, name in ENTRY_NAMES.items()],
        help_text=_("Closed: by invitation only, two people vouch, and others do not see that the group exists."),
    )  # fmt: skip
    callers = forms.TypedChoiceField(
        label=_("Who may call it together"), coerce=Callers, choices=[(one.value, name) for one, name in CALLERS_NAMES.items()]
    )
    tlp = _labels(IN_REGISTERS)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=REASON, required=False)


class SettingsForm(GroupForm, ReasonForm):
    """Other settings, with a reason."""


class FoundForm(GroupForm):
    """A new group and its first leader."""

    leader = forms.CharField(label=_("First leader"), max_length=120, help_text=_("User name or mail address."))


class JoinForm(forms.Form):
    """A word with a request."""

    said = forms.CharField(label=_("A word to the leaders"), max_length=REASON, required=False)


class InviteForm(forms.Form):
    """Whom, for which organisation (user:number), and why."""

    who = forms.RegexField(r"^\d{1,18}:\d{1,4}$", label=_("Whom"))
    said = forms.CharField(label=_("Why you invite them"), max_length=REASON, required=False)

    def clean_who(self) -> tuple[int, int]:
        """User and organisation."""
        user, _colon, number = str(self.cleaned_data["who"]).partition(":")
        return int(user), int(number)


class TogetherForm(forms.Form):
    """Several members, and what is done to them; why, or what is written to them."""

    act = forms.TypedChoiceField(coerce=Act, choices=[(one.value, one.value) for one in Act])
    pick = forms.TypedMultipleChoiceField(coerce=int)
    said = forms.CharField(max_length=REASON, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        given = {one for one in data.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 18}
        self.fields["pick"].choices = [(one, one) for one in given]  # type: ignore[attr-defined]

    def longest(self, act: Act) -> int:
        """Characters of what is said."""
        return LONGEST_VALUE if act is Act.WRITE else REASON


class UploadForm(forms.Form):
    """A file with its label."""

    file = forms.FileField(label=_("File"), help_text=_("At most 20 MB. It is handed out to be saved, never shown in a page."))
    tlp = _labels()
    note = forms.CharField(label=_("What is new in it"), max_length=300, required=False)

    def clean_file(self) -> Any:
        """Its size, before it is read into memory."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return given


class DocumentForm(UploadForm):
    """A new document."""

    title = forms.CharField(label=_("Title"), max_length=200)
    community = forms.BooleanField(
        label=_("Everybody of the community may read it"),
        required=False,
        help_text=_("Only TLP:CLEAR and TLP:GREEN, and not from a closed group."),
    )
    readers = forms.TypedMultipleChoiceField(label=_("Who may read it, if it is TLP:RED"), coerce=int, required=False, widget=Boxes)
    field_order = ("title", "file", "tlp", "community", "readers", "note")

    def __init__(self, *args: Any, people: list[tuple[int, str]], closed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["readers"].choices = people  # type: ignore[attr-defined]
        if closed:
            del self.fields["community"]


class NarrowForm(forms.Form):
    """A narrower label."""

    tlp = _labels()
    reason = forms.CharField(label=_("Why"), max_length=REASON, required=False)


class AgendaForm(forms.Form):
    """Something to talk about."""

    title = forms.CharField(label=_("What to talk about"), max_length=200)
    text = forms.CharField(label=_("More about it"), max_length=10_000, required=False, widget=_area(3))


class MinutesForm(forms.Form):
    """Minutes."""

    title = forms.CharField(label=_("Title"), max_length=200)
    held = _day(_("Held on"), required=True)
    tlp = _labels(IN_REGISTERS)
    text = forms.CharField(
        label=_("What was talked about"), max_length=60_000, widget=_area(16), help_text=_("Headings with #, lists with *, **bold**.")
    )


class TaskForm(forms.Form):
    """A task."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    text = forms.CharField(label=_("More about it"), max_length=10_000, required=False, widget=_area(3))
    owner = forms.TypedChoiceField(label=_("Who does it"), coerce=int, required=False, empty_value=0, widget=Names)  # type: ignore[arg-type]
    due = _day(_("Until"), required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].choices = [("", _("nobody yet")), *people]  # type: ignore[attr-defined]


class TaskStateForm(forms.Form):
    """How far a task is."""

    state = forms.ChoiceField(label=_("State"), choices=Task.State.choices)
    outcome = forms.CharField(label=_("What came of it"), max_length=500, required=False)


class DecisionForm(forms.Form):
    """A line of the register."""

    title = forms.CharField(label=_("What was decided, in one sentence"), max_length=200)
    text = forms.CharField(label=_("In full, and why"), max_length=20_000, widget=_area(6))
    tlp = _labels(IN_REGISTERS)
    minutes = forms.TypedChoiceField(label=_("In which minutes"), coerce=int, required=False, empty_value=0)  # type: ignore[arg-type]
    replaces = forms.TypedChoiceField(label=_("Replaces"), coerce=int, required=False, empty_value=0)  # type: ignore[arg-type]

    def __init__(self, *args: Any, minutes: list[tuple[int, str]], decisions: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["minutes"].choices = [("", _("none")), *minutes]  # type: ignore[attr-defined]
        self.fields["replaces"].choices = [("", _("none")), *decisions]  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """A word."""

    text = forms.CharField(label=_("Your words"), max_length=10_000, widget=_area(3))


class PollForm(forms.Form):
    """A survey; its questions are lines of their own (QuestionForm)."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Why you ask"), max_length=10_000, required=False, widget=_area(3))
    per = forms.TypedChoiceField(label=_("Who has a voice"), coerce=Per, choices=[(one.value, name) for one, name in PER_NAMES.items()])
    closes = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label=_("Anonymous"), required=False,
        help_text=_("Answers are only added up. Who answered what cannot be found out, not even from the database."),
    )  # fmt: skip
    early = forms.BooleanField(label=_("Results are seen before the end too"), required=False)


class QuestionForm(forms.Form):
    """One question of a new survey."""

    kind = forms.TypedChoiceField(
        label=_("How it is answered"), coerce=Ask, required=False, empty_value=Ask.SINGLE,
        choices=[(one.value, name) for one, name in ASK_NAMES.items()],
    )  # fmt: skip
    text = forms.CharField(label=_("Question"), max_length=300, required=False)
    options = forms.CharField(label=_("Answers to choose from, one a line"), max_length=5000, required=False, widget=_area(4))
    optional = forms.BooleanField(label=_("May be left out"), required=False)


class CallForm(forms.Form):
    """Call the group together."""

    subject = forms.CharField(label=_("What it is about, in one sentence"), max_length=160)
    tlp = _labels(IN_REGISTERS)
    text = forms.CharField(label=_("What is known, what you need"), max_length=10_000, required=False, widget=_area(5))
    room = forms.CharField(
        label=_("Where you meet"),
        max_length=500,
        required=False,
        help_text=_("A video room, a phone number, a place. Empty: a room is made, if the house has any."),
    )
    exercise = forms.BooleanField(label=_("It is an exercise"), required=False)


class ReplyForm(forms.Form):
    """One answer to a call."""

    said = forms.TypedChoiceField(label=_("The answer"), coerce=Reply, choices=[(one.value, name) for one, name in REPLY_NAMES.items()])
    note = forms.CharField(label=_("A few words"), max_length=200, required=False)


class CloseForm(forms.Form):
    """How a call ended."""

    summary = forms.CharField(label=_("What was done and how it ended"), max_length=10_000, widget=_area(4))
