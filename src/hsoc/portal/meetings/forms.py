"""What people type about meetings. Never: a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from hsoc.portal.meetings.models import RHYTHM_NAMES, Sitting
from hsoc.portal.meetings.rules.dates import MOST_DATES


class WhenForm(forms.Form):
    """A day, a time, how long."""

    first = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Beginning"), widget=forms.TimeInput(attrs={"type": "time"}), help_text=_("Prague time"))
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=5, max_value=720, initial=60)

    def when(self) -> dict[str, Any]:
        """first, hour, minute, minutes as the actions take them."""
        given = self.cleaned_data
        return {"first": given["first"], "hour": given["time"].hour, "minute": given["time"].minute, "minutes": given["minutes"]}


class MeetingForm(WhenForm):
    """A new meeting or series."""

    group = forms.ChoiceField(label=_("Group"))
    title = forms.CharField(label=_("What about"), max_length=120, help_text=_("It goes into calendars: nothing confidential."))
    text = forms.CharField(
        label=_("More"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Stays in the portal.")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online = forms.BooleanField(label=_("With a video room"), required=False, initial=True)
    rhythm = forms.ChoiceField(label=_("How often it comes back"), choices=[(one.value, name) for one, name in RHYTHM_NAMES.items()])
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=MOST_DATES, initial=1)
    field_order = ("group", "title", "text", "first", "time", "minutes", "rhythm", "times", "place", "online")

    def __init__(self, data: Mapping[str, str] | None, *, groups: Mapping[str, str], initial: Mapping[str, object] | None = None) -> None:
        """groups: code → name of those one may call."""
        super().__init__(data, initial=dict(initial or {}))
        self.fields["group"].choices = list(groups.items())  # type: ignore[attr-defined]


class MoveForm(WhenForm):
    """Another time of one date."""

    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    @classmethod
    def of(cls, sitting: Sitting) -> MoveForm:
        """Filled with the present time."""
        start: datetime = localtime(sitting.start)
        minutes = int((sitting.end - sitting.start).total_seconds() // 60)
        return cls(initial={"first": start.date(), "time": start.time().replace(second=0, microsecond=0), "minutes": minutes})


class NoteForm(forms.Form):
    """Where the recording and the minutes are."""

    recording = forms.URLField(label=_("Recording"), max_length=500, required=False, assume_scheme="https")
    minutes = forms.CharField(
        label=_("Minutes of the meeting"), max_length=200, required=False, help_text=_("The address of their page in the portal.")
    )  # fmt: skip
