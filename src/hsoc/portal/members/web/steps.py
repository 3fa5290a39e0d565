"""Running an action from a page: what it refuses becomes a message, what was typed is kept. Never: a right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.kept import keep


def moment() -> datetime:
    """Now."""
    return datetime.now(UTC)


def done(request: HttpRequest, act: Callable[[], object], said: str, *, form: str = "") -> bool:
    """Runs an action; its refusal to do the impossible becomes a message, and what was typed into `form` is kept."""
    try:
        act()
    except Unacceptable as error:
        if form:
            keep(request, form)
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    return True


def valid(request: HttpRequest, form: Form, *, act: str = "") -> dict[str, Any] | None:
    """What was typed, cleaned; None where it cannot be, which is said. act: which form it was, to show it again."""
    if form.is_valid():
        return form.cleaned_data
    if act:
        keep(request, act)
    messages.error(
        request,
        "; ".join(
            f"{form[name].label}: {' '.join(str(one) for one in errors)}" for name, errors in form.errors.items() if name in form.fields
        ),
    )
    return None
