"""What people type about getting in: the passphrase, and why one wants to look on. Never: a change."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from hsoc.portal.accounts.queries import workplaces
from hsoc.portal.accounts.rules import LEAST_LENGTH, Weak, weakness
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import Role

WHY = {
    Weak.SHORT: _lazy(
        "It is shorter than %(least)d characters. Four or five words that only you would put together are long and easy to keep."
    ),
    Weak.FEW: _lazy("It repeats few characters over and over. Add words that have nothing to do with each other."),
    Weak.GUESSABLE: _lazy(
        "Without names, common words, years and rows of keys too little is left to guess. Add words that have nothing to do with you."
    ),
}


class Passphrase:
    """Django's password validator of this house."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with what to do."""
        about: list[str] = []
        if user is not None:
            about = [user.username, user.email, user.name]
            about += workplaces(user)
        found = weakness(password, about=about)
        if found is not None:
            raise ValidationError(WHY[found] % {"least": LEAST_LENGTH}, code=found.value)

    def get_help_text(self) -> str:
        """What a good one looks like."""
        return _("At least %(least)d characters. Four or five words that only you would put together are long and easy to keep.") % {
            "least": LEAST_LENGTH
        }


class AskForm(forms.Form):
    """An operator's or coordinator's question."""

    organisation = forms.TypedChoiceField(label=_lazy("Organisation"), coerce=int)
    role = forms.ChoiceField(
        label=_lazy("See it as"), choices=[(Role.ANALYST.value, _lazy("its analyst")), (Role.MANAGER.value, _lazy("its manager"))]
    )
    reason = forms.CharField(
        label=_lazy("What for"), max_length=500, help_text=_lazy("The manager reads this and decides upon it; it stays in the audit log.")
    )

    def __init__(self, data: Mapping[str, str] | None, *, names: Mapping[int, str]) -> None:
        """names: number → name of the organisations that may be asked."""
        super().__init__(data)
        self.fields["organisation"].choices = sorted(names.items(), key=lambda one: one[1])  # type: ignore[attr-defined]
